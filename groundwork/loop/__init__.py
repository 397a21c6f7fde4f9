"""Long work in steps, such as a training, that survives interruptions (docs/api.md)."""
