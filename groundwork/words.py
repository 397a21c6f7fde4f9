"""Numbers in words."""


def short_count(value: float) -> str:
    """A large number in few characters: 500, 64k, 1.6M."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"
