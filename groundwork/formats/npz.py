"""NumPy's .npz files, read without pickles and without room for more than they hold."""

import io
import sys
import tokenize
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from groundwork.formats.zip import read_members


def read_npz(path: Path, names: Sequence[str], kinds: str = "fiu") -> list[np.ndarray]:
    """Arrays of an .npz file; none may claim more bytes than the file has.

    Args:
        path: of the file.
        names: of the arrays, in the order in which they are returned.
        kinds: of their values, numpy's letters: f, i and u are numbers, U is text.

    Raises:
        ValueError: the file is damaged, or has no such array.
    """
    members = read_members(path, [f"{name}.npy" for name in names])
    try:
        return [_array(content, kinds) for _, content in members]
    except (TypeError, SyntaxError, tokenize.TokenError) as fault:  # of a damaged header
        raise ValueError(str(fault)) from None


def _array(content: bytes, kinds: str) -> np.ndarray:
    """An array as numpy.save writes it."""
    file = io.BytesIO(content)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("an array of an unknown format")
    shape, column_major, kind = np.lib.format.read_array_header_1_0(file)
    if kind.kind not in kinds:
        raise ValueError(f"an array of {kind}")
    values = np.frombuffer(content, kind, offset=file.tell())
    if kind.kind == "U" and (values.view(f"{kind.byteorder}u4") > sys.maxunicode).any():
        raise ValueError("a text of no characters")  # on which Python would fail later
    return values.reshape(shape, order="F" if column_major else "C")
