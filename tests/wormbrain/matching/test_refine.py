import pytest
import torch

from tests.made_up_nuclei import nuclei
from wormbrain.geometry import identity_affine, pixel_centres, sample, spline
from wormbrain.matching.prepared import Prepared
from wormbrain.matching.refine import POLISH, SEARCH, Level, refine, rotations
from wormbrain.pairs.transformations import random_affine, random_control


def chance(seed):
    return torch.Generator().manual_seed(seed)


def turned(image, degrees, shift):
    """An image seen through a rotation and a shift (points); and that map, [1, 2, 3]."""
    angle = torch.tensor(float(degrees)).deg2rad()
    rows = [[angle.cos(), -angle.sin(), shift], [angle.sin(), angle.cos(), 0.0]]
    affine = torch.tensor([rows])
    side = image.shape[-1]
    places = pixel_centres(side, side).reshape(1, -1, 2) @ affine[:, :, :2].transpose(1, 2)
    seen = sample(image, places + affine[:, :, 2]).view(image.shape)
    return seen, affine


@pytest.mark.parametrize("degrees", [0, 90, -150])
def test_a_rotation_with_its_shift_is_among_the_starts(degrees):
    source = nuclei(1, 128, chance(1))
    target, true = turned(source, degrees, shift=0.2)
    starts = rotations(Prepared(source[0]), Prepared(target[0]), [-150, 0, 90])
    nearest = (starts - true).flatten(1).norm(dim=1).min()
    assert float(nearest) < 0.1


@pytest.mark.parametrize("seed", range(4))
def test_a_known_motion_is_found_within_a_pixel_of_256(seed):
    generator = chance(seed)
    source = nuclei(1, 256, generator) * 0.7
    affine = random_affine(1, generator, degrees=30, shift=0.1)
    control = random_control(1, generator, reach=0.1)
    true = control @ affine[:, :, :2].transpose(1, 2) + affine[:, None, :, 2]
    points = pixel_centres(256, 256)
    places = spline(3, 3).basis(points.reshape(-1, 2)) @ true
    target = sample(source, places.view(1, 256, 256, 2))
    noise = 0.02 * torch.randn(2, 2, 256, 256, generator=generator)
    prepared = [Prepared(image) for image in (source[0] + noise[0], target[0] + noise[1])]
    starts = torch.cat([identity_affine(1), rotations(*prepared, [-30, -15, 15, 30])])
    match = refine(*prepared, starts, SEARCH + POLISH)
    bright = points[target[0].amax(0) > 0.3]
    error = (match(bright) - spline(3, 3).basis(bright) @ true[0]).norm(dim=1) * 128
    assert float(error.median()) < 1
    assert match.correlation > 0.75


def test_the_same_pair_gives_the_same_bytes():
    source, target = (Prepared(image) for image in nuclei(2, 128, chance(2)))
    first, second = (refine(source, target, identity_affine(1), SEARCH + POLISH) for _ in "ab")
    assert torch.equal(first.transformation, second.transformation)


def bent(image, generator):
    """An image seen through a spline of 9x7 control points; and that map, [63, 2]."""
    warps = spline(9, 7)
    true = warps.control + 0.03 * torch.randn(63, 2, generator=generator)
    side = image.shape[-1]
    places = warps.basis(pixel_centres(side, side).reshape(-1, 2)) @ true
    return sample(image, places.view(1, side, side, 2)), true


def test_a_start_finer_than_a_level_keeps_its_bends():
    """A level of 3x3 control points finds the shift that is added to a map of 9x7."""
    generator = chance(3)
    source = nuclei(1, 128, generator)
    target, true = bent(source, generator)
    start = (true + torch.tensor([0.06, -0.04]))[None]
    coarse = (Level(64, 5 / 256, (3, 3), 0.01, 10, keep=1),)
    found = refine(Prepared(source[0]), Prepared(target[0]), start, coarse, (9, 7))
    bright = pixel_centres(128, 128)[target[0].amax(0) > 0.3]
    error = (found(bright) - spline(9, 7).basis(bright) @ true).norm(dim=1) * 128
    assert found.transformation.shape == (63, 2)
    assert float(error.median()) < 1  # pixels of 256; the shift is 9


def test_leaving_out_dark_pixels_finds_the_same_match():
    generator = chance(4)
    source = nuclei(1, 128, generator)
    target, _ = bent(source, generator)
    pair = (Prepared(source[0]), Prepared(target[0]))
    size, sigma = 128, 2 / 256
    assert len(pair[1].not_dark(size, sigma)) < 128**2 * 0.7
    dense, sparse = (
        refine(*pair, identity_affine(1), (*SEARCH, Level(size, sigma, (9, 7), 0.01, 10, 1, some)))
        for some in (False, True)
    )
    bright = pixel_centres(128, 128)[target[0].amax(0) > 0.3]
    assert float((dense(bright) - sparse(bright)).norm(dim=1).median()) * 128 < 0.3
