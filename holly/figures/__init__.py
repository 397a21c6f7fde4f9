"""Pictures of a run: overlay, interactive viewer, curves, input/output pairs."""
