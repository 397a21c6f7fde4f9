"""The one exception a user is meant to read."""


class InputError(Exception):
    """Bad input, said in one line that names the file or key, the fault and the remedy.

    The command line prints the line and exits with code 1; it never shows a traceback for it.
    """
