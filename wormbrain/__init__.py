"""WORMBRAIN: geometric matching and alignment of images of a moving brain (Wan et al. 2020)."""

__version__ = "0.1.0"
