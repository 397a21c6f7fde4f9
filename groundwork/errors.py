"""The one exception that a user is meant to read."""

LONGEST = 1000  # characters of a message; names in a damaged file can have any length


class InputError(Exception):
    """Bad input, described in one line that names the file or key, the fault and the remedy.

    The command line prints this line, without a traceback, and exits with code 1. Line breaks and
    control characters that come from the input are escaped, and the length is bounded.
    """

    def __init__(self, message: str) -> None:
        line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)
        if len(line) > LONGEST:
            line = f"{line[: LONGEST // 2]} … {line[-(LONGEST // 2) :]}"
        super().__init__(line)
