"""Clouds of points and localisations: what everything starts from."""
