import numpy as np
import pytest

from wormbrain.frames.convert import convert
from wormbrain.frames.open import open_source
from wormbrain.frames.recording import Description, Recording, writing
from wormbrain.frames.synthetic import write_synthetic


@pytest.fixture(scope="session")
def swimming(tmp_path_factory):
    """A recording of a worm, and where its nuclei are in each frame, [T, N, 2] pixels."""
    folder = tmp_path_factory.mktemp("swimming")
    truth = write_synthetic(folder / "worm.h5", frames=8, size=160, depth=4, nuclei=80, seed=5)
    with open_source(folder / "worm.h5") as source:
        convert(source, folder / "recording.h5")
    return folder / "recording.h5", truth.position[..., :2]


@pytest.fixture
def changed(swimming, tmp_path):
    """A function that writes the recording with its frames changed by another."""

    def write(change, name="changed.h5"):
        path = tmp_path / name
        with Recording(swimming[0]) as recording:
            frames = change(np.stack([recording[i] for i in range(len(recording))]))
            names = recording.channels[: frames.shape[1]]
            with writing(path, Description(names)) as writer:
                for number, frame in enumerate(frames):
                    writer.append(number, frame)
        return path

    return write
