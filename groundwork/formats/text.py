"""Text files in the encodings that programs for Windows and others write."""

import codecs
from pathlib import Path

from groundwork.errors import InputError
from groundwork.files import require

BLOCK = 1 << 20  # bytes read at a time
WORKBOOK = (b"PK\3\4", b"\xd0\xcf\x11\xe0")  # how Excel's .xlsx and .xls begin
AGAIN = "fetch it again, or end it with a line break if it is complete"
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


def find_encoding(path: Path) -> str:
    """The encoding of a whole text file: UTF-8, UTF-16 or UTF-32, or Latin-1.

    Raises:
        InputError: the file is empty or a workbook, or its last line has no end, so that it may
            have been cut: a cut number would still read as a number. What follows a NUL character
            needs no end.
    """
    require(path, AGAIN)
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(WORKBOOK):
        raise InputError(f"{path}: a workbook of Excel; save it as CSV")
    for encoding in _candidates(start):
        last = _last_character(path, encoding)
        if last == "\n":
            return encoding
        if last:
            raise InputError(f"{path}: truncated, its last line has no end; {AGAIN}")
    raise InputError(f"{path}: not a whole text file of its encoding; write it again")


def _candidates(start: bytes) -> tuple[str, ...]:
    """The encodings that a file may have that starts like this."""
    if start[1::2] == b"\0\0":  # ASCII characters in two bytes each
        return ("utf-16-le",)
    marked = encoding_of(start)
    return ("utf-8", "latin-1") if marked == "utf-8" else (marked,)


def _last_character(path: Path, encoding: str) -> str:
    """The last character, or a line break if there is a NUL; "" if the encoding is another."""
    decoder, last, ended = codecs.getincrementaldecoder(encoding)(), "", False
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK):
                text = decoder.decode(block)
                last, ended = text[-1:] or last, ended or "\0" in text
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return ""
    return "\n" if ended else last
