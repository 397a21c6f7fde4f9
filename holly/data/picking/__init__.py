"""Fields of view to particles: found by their density, or outlined by a person."""
