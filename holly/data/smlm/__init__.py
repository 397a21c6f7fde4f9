"""A simulator of single-molecule localisation microscopy: structures to localisations.

In the order of the physics: `views` turns a structure, `junk` may put something else in its place,
`molecules` labels it and localises its labels, `particle` adds background and neighbours, `files`
writes the localisations and the truth.
"""
