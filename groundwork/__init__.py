"""The ground that every pipeline stands on; it knows none of them."""

__version__ = "0.1.0"
