"""Tables of localisations in text files: CSV, TSV and what programs make of them.

Encoding, separator and decimal point are found from the file, and so is the program, from the
names of the columns (holly.data.layouts.headers).
"""

import io
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from holly.data.layouts.headers import DECIMAL_COMMA, HEAD, Header, read_header
from holly.data.layouts.rows import ROWS, to_table
from holly.data.layouts.vocabulary import LENGTHS, Options, find_columns
from holly.data.table import Column, Opened, Table
from holly.settings.choices import Layout

DAMAGED = "not a complete text table; write it again"
TEXTS = ("particle", "channel")  # columns whose values are texts
FOOTER = 1 << 16  # characters that may follow the table

log = logging.getLogger(__name__)


def open_text(path: Path, options: Options, layout: Layout | None = None) -> Opened:
    """A text table, of the layout that is named or found.

    Raises:
        InputError: the table is cut off, is not of this layout, or its header says too little.
    """
    header = read_header(path, layout)
    columns = find_columns(path, header.names, options, header.documented, header.preferred)
    return Opened(header.layout, columns, _blocks(path, header, columns))


def _blocks(path: Path, header: Header, columns: dict[str, Column]) -> Iterator[tuple[str, Table]]:
    first = 1
    lengths = [columns[name].name for name in LENGTHS if name in columns]
    numbers = {*lengths, *(one.name for key, one in columns.items() if key not in TEXTS)}
    for block in _chunks(path, header, [columns[name].name for name in TEXTS if name in columns]):
        if "particle" in columns:
            _require_particle(path, block[columns["particle"].name], first)

        def values(name: str, block: pd.DataFrame = block, first: int = first) -> np.ndarray:
            column = block[name]
            return _numbers(path, column, first) if name in numbers else column.to_numpy()

        yield "", to_table(columns, values)
        first += len(block)


def _require_particle(path: Path, column: pd.Series, first: int) -> None:
    missing = np.flatnonzero(column.isna())
    if len(missing):
        raise InputError(f"{path}: row {first + missing[0]} has no {column.name}; correct it")


def _numbers(path: Path, column: pd.Series, first: int) -> np.ndarray:
    """The values of a column that begins in this row of its file."""
    if pd.api.types.is_numeric_dtype(column) and column.dtype != bool:
        return column.to_numpy()
    values = pd.to_numeric(column.astype(str).where(column.notna()), errors="coerce")
    bad = np.flatnonzero(values.isna() & column.notna())
    if len(bad):
        text = str(column.iloc[bad[0]])[:40]
        if DECIMAL_COMMA.fullmatch(text):
            raise InputError(
                f"{path}: {column.name} has decimal commas ({text}) and decimal points; use one"
            )
        raise InputError(
            f"{path}: row {first + bad[0]}: {column.name} is {text!r}, not a number; correct it"
        )
    return values.to_numpy()


def _chunks(path: Path, header: Header, texts: list[str]) -> Iterator[pd.DataFrame]:
    with path.open(encoding=header.encoding, newline="") as file:
        for _ in range(header.lines):
            file.readline()
        body = _Body(file)
        with _reading(path):
            chunks = pd.read_csv(
                body,
                names=header.names,
                header=None,
                sep=header.separator,
                decimal=header.decimal,
                dtype=dict.fromkeys(texts, str),
                chunksize=ROWS,
                index_col=False,
                skipinitialspace=True,
                low_memory=False,
            )
        with chunks:
            while (chunk := _next(path, chunks)) is not None:
                yield chunk
        body.check_footer(path, header)


def _next(path: Path, chunks: Iterator[pd.DataFrame]) -> pd.DataFrame | None:
    with _reading(path):
        return next(chunks, None)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Make an InputError of what pandas raises, and of its warning of lines that are too long."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        try:
            yield
        except (ValueError, OSError, pd.errors.ParserWarning):
            raise InputError(f"{path}: {DAMAGED}") from None


class _Body(io.TextIOBase):
    """The text up to a NUL character, with which ELYRA ends its table; then come its settings."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._footer = file, None

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def read(self, size: int | None = -1) -> str:
        """Up to `size` characters of the table; "" at its end."""
        if self._footer is not None:
            return ""
        text, nul, rest = self._file.read(size).partition("\0")
        if nul:
            self._footer = rest
        return text

    def check_footer(self, path: Path, header: Header) -> None:
        """Log what follows the table; InputError if that may be more of it."""
        if self._footer is None:
            return
        text = self._footer + self._file.read(FOOTER)
        lines = [line for one in text.splitlines() if (line := one.strip("\0 \t"))]
        widths = [len(re.split(header.separator, line)) for line in lines]
        if len(text) >= FOOTER or max(widths, default=0) >= len(header.names):
            raise InputError(f"{path}: a NUL character within the table; {DAMAGED}")
        log.info("left out %d lines after the table: %s", len(lines), "; ".join(lines)[:HEAD])
