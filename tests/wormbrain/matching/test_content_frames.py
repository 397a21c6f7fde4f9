import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from wormbrain.geometry import pixel_centres, spline
from wormbrain.matching.framing import around_content
from wormbrain.matching.match import learnt_map
from wormbrain.networks.matcher import GRID


def blob(x, y, spread=0.15, height=60, width=96):
    """An image [2, H, W] with one spot."""
    squared = (pixel_centres(height, width) - torch.tensor([x, y])).square().sum(-1)
    return torch.exp(-squared / (2 * spread**2)).expand(2, -1, -1)


def test_the_content_is_in_the_middle_of_both_frames_and_equally_large():
    of_source, of_target = around_content(blob(0.4, -0.2), blob(-0.3, 0.1, spread=0.1))
    torch.testing.assert_close(of_source.centre, torch.tensor([0.4, -0.2]), atol=0.02, rtol=0)
    assert of_source.half == of_target.half < 0.5
    for frame, image in ((of_source, blob(0.4, -0.2)), (of_target, blob(-0.3, 0.1))):
        seen = frame.cut(image, 32)[0, 0]
        row, column = divmod(int(seen.argmax()), 32)
        assert abs(row - 15.5) < 2
        assert abs(column - 15.5) < 2


@pytest.mark.parametrize("other", [torch.zeros(2, 20, 40), blob(0, 0, spread=0.6)])
def test_images_are_seen_whole_without_content_or_full_of_it(other):
    for frame in around_content(other, blob(0.5, 0.0)):
        assert frame.half == 1
        assert not frame.centre.any()


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_points_come_back(x, y):
    frame, _ = around_content(blob(0.4, -0.2), blob(0, 0))
    point = torch.tensor([x, y])
    torch.testing.assert_close(frame.to_image(frame.from_image(point)), point, atol=1e-5, rtol=0)


def test_what_a_network_finds_in_the_frames_is_meant_in_the_images():
    """A network that finds no motion in the frames has found the shift of the content.

    One that always errs to the right does so in the mirror images too, and the mean does not.
    """
    source, target = blob(0.4, -0.2), blob(-0.3, 0.1)
    to_the_right = spline(*GRID).control + torch.tensor([0.1, 0.0])
    found = learnt_map(lambda *_: [to_the_right.expand(2, -1, -1)], source, target)
    points = torch.tensor([[-0.3, 0.1], [-0.2, 0.1]])
    torch.testing.assert_close(found(points), points + torch.tensor([0.7, -0.3]), atol=0.02, rtol=0)
