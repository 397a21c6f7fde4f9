"""Text files in the encodings that programs for Windows and others write."""

import codecs
from pathlib import Path

MARKS = {  # the byte order marks that a file may begin with; UTF-32's begins with UTF-16's
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def encoding_of(start: bytes) -> str:
    """The encoding that the first bytes of a file tell; UTF-8 without a byte order mark."""
    return next((name for mark, name in MARKS.items() if start.startswith(mark)), "utf-8")


def read_text(path: Path) -> str:
    """A text file: UTF-8, or UTF-16 or UTF-32 with a byte order mark, otherwise Latin-1.

    Raises:
        UnicodeDecodeError: bytes that are no text, such as a null byte.
    """
    content = Path(path).read_bytes()
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise
        text = content.decode("latin-1")
    if "\0" in text:
        raise UnicodeDecodeError(encoding, content, 0, 1, "a null byte is no text")
    return text
