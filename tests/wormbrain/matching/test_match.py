import pytest
import torch

from groundwork.errors import InputError
from tests.made_up_nuclei import nuclei
from wormbrain.frames.convert import project
from wormbrain.frames.intensity import scaled
from wormbrain.frames.open import open_source
from wormbrain.frames.synthetic import write_synthetic
from wormbrain.geometry import pixel_centres, sample, spline
from wormbrain.matching.match import judged, match
from wormbrain.networks.matcher import GRID
from wormbrain.pairs.transformations import random_affine, random_control


@pytest.fixture(scope="module")
def swum(tmp_path_factory):
    """Frames of a synthetic recording, scaled."""
    folder = tmp_path_factory.mktemp("swum")
    write_synthetic(folder / "worm.h5", frames=8, size=192, depth=4, nuclei=100, seed=3)
    with open_source(folder / "worm.h5") as source:
        volumes = [frame.volume for frame in source.frames()]
    return [scaled(project(volume, "max")) for volume in volumes]


def motion(seed, degrees, shift=0.1, bend=0.1):
    """A true map of the 3x3 spline on extent (1, 1), [1, 9, 2]."""
    generator = torch.Generator().manual_seed(seed)
    affine = random_affine(1, generator, degrees=degrees, shift=shift)
    control = random_control(1, generator, reach=bend)
    return control @ affine[:, :, :2].transpose(1, 2) + affine[:, None, :, 2]


def images(seed, true, side=192):
    generator = torch.Generator().manual_seed(seed)
    source = nuclei(1, side, generator) * 0.7
    places = spline(3, 3).basis(pixel_centres(side, side).reshape(-1, 2)) @ true
    target = sample(source, places.view(1, side, side, 2))
    noise = 0.02 * torch.randn(2, 2, side, side, generator=generator)
    return source[0] + noise[0], target[0] + noise[1]


def error(found, true, target):
    """Median error at bright points, pixels of 256."""
    bright = pixel_centres(*target.shape[1:])[target.amax(0) > 0.3]
    return float((found(bright) - spline(3, 3).basis(bright) @ true[0]).norm(dim=1).median() * 128)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_worm_turned_by_any_angle_is_matched_and_trusted(seed):
    true = motion(seed, degrees=180)
    source, target = images(seed, true)
    found, trust = judged(source, target)
    assert error(found, true, target) < 1
    assert not trust.lost()
    assert trust.error * 256 < 1


def test_the_match_of_a_network_competes():
    """A map that neither rotations nor the identity come near is found from the network's."""
    mirror = torch.tensor([-1.0, 1.0])
    true = (spline(3, 3).control * mirror)[None]
    source, target = images(5, true)
    known = (spline(*GRID).control * mirror).expand(2, -1, -1)
    found = match(source, target, network=lambda *_: [known])
    assert error(match(source, target), true, target) > 5
    assert error(found, true, target) < 1


@pytest.mark.parametrize(
    "spoil",
    [
        torch.zeros_like,
        lambda image: torch.rand(image.shape, generator=torch.Generator().manual_seed(1)),
        lambda image: images(77, motion(77, degrees=30), side=128)[0],
        lambda image: image.roll(int(0.9 * image.shape[2]) // 2, 2) * _left_half(image),
    ],
    ids=["blank", "noise", "another worm", "cut in two"],
)
def test_what_cannot_be_matched_is_lost(spoil):
    source, target = images(2, motion(2, degrees=20), side=128)
    assert judged(spoil(source), target)[1].lost()
    assert judged(target, spoil(source))[1].lost()


def centred(image):
    """The worm in the middle, so that a half of the image is a half of the worm."""
    place = image.mean((0, 1)).cumsum(0)
    middle = int((place < place[-1] / 2).sum())
    return image.roll(image.shape[2] // 2 - middle, 2)


def halved(image):
    return centred(image) * _left_half(image)


def folded(image):
    """The left half of the worm lies on the right one."""
    image = centred(image)
    return torch.maximum(image, image.flip(-1)) * _left_half(image).flip(-1)


@pytest.mark.parametrize("frame", [1, 4, 6])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda image: image.flip(-1),
        lambda image: image.flip(-2),
        folded,
        halved,
        lambda image: 1 - image,
        lambda image: image.flip(0),
    ],
    ids=["mirrored x", "mirrored y", "folded", "half", "inverted", "channels swapped"],
)
def test_a_frame_that_was_spoilt_is_lost(swum, spoil, frame):
    assert judged(spoil(swum[frame]), swum[0])[1].lost()


@pytest.mark.parametrize("frame", [1, 4, 6])
def test_a_frame_of_a_recording_is_trusted(swum, frame):
    assert not judged(swum[frame], swum[0])[1].lost()


def test_a_mirror_image_is_what_gives_a_mirrored_frame_away(swum):
    trust = judged(swum[1].flip(-1), swum[0])[1]
    assert trust.mirrored
    assert not judged(swum[1], swum[0])[1].mirrored


def _left_half(image):
    mask = torch.ones_like(image)
    mask[..., : image.shape[2] // 2] = 0
    return mask


def test_images_of_other_sizes_are_refused():
    with pytest.raises(InputError, match="differ in channels or size"):
        match(torch.rand(2, 30, 30), torch.rand(2, 30, 40))


def test_pixels_of_any_number_give_the_same_match():
    """An image of odd sides, and the same with pixels of half the size, match alike."""
    true = motion(4, degrees=40)
    source, target = (image[:, 21:152] for image in images(4, true))
    fine = [image.repeat_interleave(2, 1).repeat_interleave(2, 2) for image in (source, target)]
    bright = pixel_centres(*target.shape[1:])[target.amax(0) > 0.3]
    apart = (match(source, target)(bright) - match(*fine)(bright)).norm(dim=1) * 128
    assert float(apart.median()) < 0.3
