"""The one exception a user is meant to read."""

LONGEST = 1000  # characters of a message; names in a damaged file can be of any length


class InputError(Exception):
    """Bad input, said in one line that names the file or key, the fault and the remedy.

    The command line prints the line and exits with code 1; it never shows a traceback for it.
    What it quotes of the input cannot break the line or steer the terminal.
    """

    def __init__(self, message: str) -> None:
        line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)
        middle = " … " if len(line) > LONGEST else ""
        half = LONGEST // 2
        super().__init__(f"{line[:half]}{middle}{line[-half:]}" if middle else line)
