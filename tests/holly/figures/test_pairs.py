import numpy as np
import pytest
from PIL import Image

from groundwork.errors import InputError
from holly.figures.pairs import draw_pairs


def pairs(run, **options):
    draw_pairs(run / "samples.npz", run / "pairs.png", **options)
    return run / "pairs.png"


def rewrite(run, **changes):
    with np.load(run / "samples.npz") as arrays:
        np.savez(run / "samples.npz", **(dict(arrays) | changes))


def test_one_page_wide(run, png_size):
    assert png_size(pairs(run, dpi=254))[0] == 1800


def test_two_runs_give_the_same_bytes(run):
    first = pairs(run).read_bytes()
    assert pairs(run).read_bytes() == first


def test_input_and_output_share_a_scale(run):
    """An output a tenth as bright as its input must look dark, not stretched to the same."""
    with np.load(run / "samples.npz") as arrays:
        inputs = arrays["inputs"]
    rewrite(run, outputs=inputs / 10)
    dim = brightness(pairs(run))
    rewrite(run, outputs=inputs)
    assert dim < 0.75 * brightness(pairs(run))


def brightness(path):
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("L"), float)
    return pixels[pixels < 250].mean()  # without the paper


@pytest.mark.parametrize(("frames", "images", "shape"), [(1, 1, (32, 48)), (3, 2, (48, 32))])
def test_few_or_oblong_images_are_drawn(run, png_size, frames, images, shape):
    blank = np.zeros((frames, images, *shape), np.float32)
    rewrite(
        run,
        **{"steps": np.arange(frames), "sigma_in": np.ones(frames)},
        **{"inputs": blank, "outputs": blank, "structures": np.zeros((frames, 5, 3))},
    )
    assert png_size(pairs(run))


@pytest.mark.parametrize(
    "changes",
    [
        {"outputs": np.zeros((2, 2, 8, 8))},
        {"steps": np.arange(3)},
        {"steps": np.array(3)},
        {"structures": np.zeros((10, 5, 2))},
        {"inputs": np.zeros((10, 0, 8, 8)), "outputs": np.zeros((10, 0, 8, 8))},
    ],
)
def test_arrays_that_do_not_fit_are_refused(run, changes):
    rewrite(run, **changes)
    with pytest.raises(InputError, match="shapes do not fit"):
        pairs(run)


def test_broken_samples_are_refused(run):
    path = run / "samples.npz"
    whole = path.read_bytes()
    for broken in (whole[: len(whole) // 2], b"steps,sigma\n1,2\n"):
        path.write_bytes(broken)
        with pytest.raises(InputError, match=r"samples\.npz: not the samples of a run"):
            pairs(run)
    np.savez(path, steps=np.arange(3))
    with pytest.raises(InputError, match="sigma_in"):
        pairs(run)
    path.unlink()
    with pytest.raises(InputError, match="no such file"):
        pairs(run)
