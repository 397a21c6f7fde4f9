"""STL files: the corners of their triangles, each once."""

from pathlib import Path

import numpy as np

from holly.data.cloud_files.cloud import Cloud, from_words

START = 84  # bytes before the first triangle: a comment of 80, and their number
TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def read_stl(path: Path) -> Cloud:
    """The corners of a binary or ASCII STL file, in the order in which they first appear."""
    content = path.read_bytes()
    count = int.from_bytes(content[80:START], "little")
    if len(content) >= START and len(content) == START + count * TRIANGLE.itemsize:
        triangles = np.frombuffer(content, TRIANGLE, count, START)
        corners = triangles["corners"].reshape(-1, 3).astype(np.float64)
    elif content.lstrip().startswith(b"solid"):
        corners = _ascii(content.decode("ascii"))
    else:
        raise ValueError(f"not an STL file, or not the {count} triangles of its header")
    _, first = np.unique(corners, axis=0, return_index=True)
    return Cloud(corners[np.sort(first)])


def _ascii(text: str) -> np.ndarray:
    """All corners [3 T, 3] of the triangles in a text."""
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    if not any(words[:1] == ["endsolid"] for _, words in lines):
        raise ValueError("truncated: no line 'endsolid'")
    corners = from_words(((n, words) for n, words in lines if words[:1] == ["vertex"]), [1, 2, 3])
    facets = sum(words[:1] == ["facet"] for _, words in lines)
    if len(corners) != 3 * facets:
        raise ValueError(f"{len(corners)} corners of {facets} triangles")
    return corners
