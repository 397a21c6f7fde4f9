"""Networks that match two images."""
