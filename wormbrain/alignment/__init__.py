"""A recording aligned to one of its frames; the transformations applied to others and to points."""
