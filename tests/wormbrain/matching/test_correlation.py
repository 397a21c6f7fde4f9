import pytest
import torch
from torch.nn import functional

from wormbrain.geometry import inside, pixel_centres, sample, size_of, spline
from wormbrain.matching.correlation import Correlation, minimise, shrunk, slopes


def smooth(*shape, seed=0):
    noise = torch.randn(1, *shape, generator=torch.Generator().manual_seed(seed))
    return shrunk(noise, [2.0] * (len(shape) - 1), shape[1:])


def objective(source, target, energy=0.0, grid=(3, 3)):
    size = tuple(size_of(target.shape[2:]).tolist())
    warps = spline(*grid, size)
    weights = torch.full((source.shape[1],), 1 / source.shape[1])
    basis = warps.basis(pixel_centres(*target.shape[2:]).reshape(-1, 2))
    return warps, Correlation(
        source,
        target.flatten(2)[0],
        basis,
        energy * warps.bending,
        weights=weights,
        size=torch.tensor(size),
    )


def obvious_loss(source, target, points, energy, weights):
    """The loss written out, one channel after the other."""
    seen = inside(points, size_of(source.shape[2:]))
    total = energy
    for channel, weight in enumerate(weights):
        a = sample(source[:, channel : channel + 1], points[None], "border")[0, 0][seen]
        b = target[0, channel].flatten()[seen]
        total = total + weight * (1 - torch.corrcoef(torch.stack([a, b]))[0, 1])
    return total + 0.5 * max(0.0, 0.6 - float(seen.float().mean()))


@pytest.mark.parametrize("shift", [0.0, 0.3, 1.1])
def test_the_loss_is_the_masked_correlation_written_out(shift):
    source, target = smooth(2, 20, 30), smooth(2, 20, 30, seed=1)
    warps, fit = objective(source, target, energy=0.1)
    theta = warps.control + shift
    theta[4] += 0.1
    energy = 0.1 * (theta * (warps.bending @ theta)).sum()
    wanted = obvious_loss(source, target, fit.points(theta), energy, (0.5, 0.5))
    assert float(fit.at(theta[None]).loss) == pytest.approx(float(wanted), abs=1e-5)


def test_steps_follow_the_gradient_of_the_loss():
    source = smooth(1, 24, 24)
    warps, fit = objective(source, smooth(1, 24, 24, seed=1), energy=0.01)
    theta = (warps.control * 0.9)[None].requires_grad_()
    fit.at(theta).loss.sum().backward()
    with torch.no_grad():
        now = fit.at(theta)
        damping = torch.tensor([1e4])  # steepest descent in the limit
        step = fit.step(theta, now, fit.curvature(now), damping)
    likeness = torch.cosine_similarity(-theta.grad.flatten(), step.flatten(), dim=0)
    assert float(likeness) > 0.98  # slopes are differences between pixels


def test_a_known_warp_is_found_and_no_candidate_gets_worse():
    source = smooth(2, 48, 64)
    warps, _ = objective(source, source)
    true = warps.control + 0.06 * torch.randn(9, 2, generator=torch.Generator().manual_seed(3))
    places = warps.basis(pixel_centres(48, 64).reshape(-1, 2)) @ true
    target = sample(source, places[None], "border").view(1, 2, 48, 64)
    _, fit = objective(source, target)
    starts = torch.stack([warps.control, warps.control + 0.05])
    before = fit.at(starts).loss
    found, now = minimise(fit, starts, steps=15)
    assert (now.loss <= before).all()
    error = (fit.basis @ found[0] - fit.basis @ true).norm(dim=1) * 32  # pixels
    assert float(error.median()) < 0.1


def test_slopes_are_derivatives_per_unit_of_points():
    height, width = 10, 20
    points = pixel_centres(height, width)
    image = (3 * points[..., 0] - 2 * points[..., 1])[None, None]
    along_x, along_y = slopes(image, size_of((height, width)))
    torch.testing.assert_close(along_x, torch.full_like(along_x, 3.0))
    torch.testing.assert_close(along_y, torch.full_like(along_y, -2.0))


def test_a_blur_keeps_the_sum_and_widens_a_spot():
    spot = torch.zeros(1, 1, 31, 31)
    spot[0, 0, 15, 15] = 1
    wide = shrunk(spot, [1.0, 3.0], (31, 31))[0, 0]
    line = torch.arange(31.0) - 15
    assert float(wide.sum()) == pytest.approx(1, abs=1e-5)
    assert float((wide.sum(0) * line**2).sum() ** 0.5) == pytest.approx(3, rel=0.02)
    assert float((wide.sum(1) * line**2).sum() ** 0.5) == pytest.approx(1, rel=0.02)


@pytest.mark.parametrize(("shape", "smaller"), [((23, 40), (8, 13)), ((5, 24, 17), (5, 12, 8))])
def test_images_are_made_smaller_as_by_convolution_and_averages_over_areas(shape, smaller):
    images = torch.rand(2, 3, *shape, generator=torch.Generator().manual_seed(0))
    sigmas = [0.1, 2.0, 1.3][-len(shape) :]
    slow = images
    for axis, sigma in enumerate(sigmas, start=2):
        reach = round(3 * sigma)
        kernel = torch.exp(-(torch.arange(-reach, reach + 1.0) ** 2) / (2 * sigma**2))
        lines = slow.movedim(axis, -1)
        flat = functional.conv1d(
            lines.reshape(-1, 1, lines.shape[-1]), kernel[None, None] / kernel.sum(), padding=reach
        )
        slow = flat.view(lines.shape).movedim(-1, axis)
    slow = functional.interpolate(slow, size=smaller, mode="area")
    torch.testing.assert_close(shrunk(images, sigmas, smaller), slow)
