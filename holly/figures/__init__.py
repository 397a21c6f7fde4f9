"""Pictures of a run: overlay, curves, input/output pairs."""
