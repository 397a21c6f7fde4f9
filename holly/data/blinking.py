"""How often molecules are localised, and in which frames."""

import numpy as np

FRAMES = 20_000
RUN = 2.0  # frames in which a molecule shines in one go, on average


def geometric_times(rng: np.random.Generator, count: int, mean: float) -> np.ndarray:
    """How often each molecule is localised [count], at least once."""
    return rng.geometric(1 / mean, count)


def blinking_frames(rng: np.random.Generator, times: np.ndarray) -> np.ndarray:
    """The frames of the localisations of molecules that are localised so many times [M].

    A molecule is next localised in the next frame, or at a random time after a dark state.
    """
    count = times.sum()
    begins = rng.random(count) < 1 / RUN
    begins[(np.cumsum(times) - times)[times > 0]] = True
    first = rng.integers(1, FRAMES, count)
    run = np.maximum.accumulate(np.where(begins, np.arange(count), 0))
    return first[run] + np.arange(count) - run
