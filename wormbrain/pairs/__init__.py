"""Pairs of images with the transformation between them, for training and validation."""
