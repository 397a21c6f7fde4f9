"""A pipeline of two stages that stands on groundwork only: the mean of some numbers."""
