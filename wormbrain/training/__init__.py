"""Training of a network that matches two images, whatever the recipe."""
