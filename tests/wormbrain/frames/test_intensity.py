import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from wormbrain.frames.intensity import scaled, used_range


def nuclei(rng, peak=200.0):
    """Two channels [2, 64, 64] of background 20 with bright discs."""
    y, x = np.mgrid[:64, :64]
    image = rng.normal(20, 1, (2, 64, 64))
    for centre in rng.uniform(10, 54, (6, 2)):
        image += peak * (np.hypot(y - centre[0], x - centre[1]) < 3)
    return image


@settings(max_examples=20, deadline=None)
@given(gain=st.floats(0.5, 100), offset=st.floats(0, 500), seed=st.integers(0, 50))
def test_gain_and_offset_of_the_camera_do_not_matter(gain, offset, seed):
    image = nuclei(np.random.default_rng(seed)).astype(np.float32)
    torch.testing.assert_close(scaled(image * gain + offset), scaled(image), atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32, np.float32, np.float64])
def test_the_type_does_not_matter(dtype):
    image = nuclei(np.random.default_rng(1)).round()
    found = scaled(image.astype(dtype))
    assert found.dtype == torch.float32
    torch.testing.assert_close(found, scaled(image))


def test_background_is_zero_and_nuclei_are_one():
    image = nuclei(np.random.default_rng(2))
    found = scaled(image)
    assert found.shape == (2, 64, 64)
    assert (found >= 0).all()
    assert (found <= 1.5).all()
    assert found.median() < 0.01
    assert found.quantile(0.998) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("dtype", "factor"), [(np.uint8, 1), (np.uint16, 100), (np.float32, 0.01)])
def test_the_noise_of_an_empty_channel_stays_dark(dtype, factor):
    rng = np.random.default_rng(3)
    image = nuclei(rng)
    image[1] = rng.integers(10, 12, (64, 64))
    found = scaled((image * factor).astype(dtype))
    assert found[0].max() == pytest.approx(1, abs=0.1)
    assert found[1].max() < 0.5


def test_an_image_without_the_worm_stays_dark_if_the_range_is_known():
    noise = np.random.default_rng(4).normal(100, 5, (2, 64, 64)).astype(np.uint16)
    assert scaled(noise).max() > 0.9
    assert scaled(noise, used=4000).max() < 0.4


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_blank_image_becomes_zero(dtype):
    assert (scaled(np.full((2, 8, 8), 7, dtype)) == 0).all()


def test_hot_pixels_do_not_stretch_the_range():
    image = nuclei(np.random.default_rng(5)).astype(np.uint16).repeat(8, 1).repeat(8, 2)
    usual, dark = used_range(image), scaled(image)
    image[:, 5, 7] = 65535
    assert used_range(image) == usual
    torch.testing.assert_close(scaled(image)[:, 6:], dark[:, 6:])
    assert used_range(image.astype(np.uint8)) == 255
