"""HOLLy: a 3D structure from 2D single-molecule localisation images."""

__version__ = "0.1.0"
