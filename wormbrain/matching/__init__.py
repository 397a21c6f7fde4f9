"""A pair of images or volumes: the network's match, its refinement, and how far to trust it."""
