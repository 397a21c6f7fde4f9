import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from holly.geometry import project, random_rotations
from holly.render import splat
from holly.settings.recipes import Recipe
from holly.training.loss import match, normalise, outlying, stray_light
from holly.training.network import Poses

SHAPE = (24, 24)
POINTS = torch.rand(30, 3, generator=torch.Generator().manual_seed(0)) * 2 - 1


def drawn(rotation, shift, sigma):
    return splat(*project(POINTS, rotation, shift, SHAPE), torch.full((len(shift),), sigma), SHAPE)


def drawn_from(points, poses):
    plane = project(points, poses.rotation[:, 0], poses.shift, SHAPE)
    return splat(*plane, poses.sigma, SHAPE)


def scene(hypotheses, recipe, sigma=2.0):
    """Images at known poses, and predictions of which the one at `truth` is right."""
    generator = torch.Generator().manual_seed(1)
    rotation = random_rotations(8, generator)
    shift = torch.rand(8, 2, generator=generator) * 0.2 - 0.1
    target = normalise(drawn(rotation, shift, sigma), recipe)
    guesses = random_rotations(8 * hypotheses, generator).view(8, hypotheses, 3, 3)
    truth = torch.arange(8) % hypotheses
    guesses[torch.arange(8), truth] = rotation
    return target, Poses(guesses, shift, torch.full((8,), sigma)), truth


@pytest.mark.parametrize("normalisation", ["batch", "image"])
def test_normalising_brings_a_batch_to_the_papers_intensity(normalisation):
    recipe = Recipe(normalisation=normalisation)
    images = torch.rand(32, 9, 9)
    brought = normalise(images, recipe)
    assert brought.sum().item() == pytest.approx(1000, rel=1e-4)
    share = brought.sum((1, 2)) / images.sum((1, 2))
    assert (share.std() < 1e-4) == (normalisation == "batch")


def test_a_smaller_batch_has_the_same_intensity_an_image():
    assert normalise(torch.rand(8, 9, 9), Recipe()).sum().item() == pytest.approx(250, rel=1e-4)


@pytest.mark.parametrize("hypotheses", [1, 2, 5])
def test_the_right_hypothesis_is_found_and_fits_perfectly(hypotheses):
    recipe = Recipe(normalisation="image", batch_size=8)
    target, poses, truth = scene(hypotheses, recipe)
    result = match(POINTS, poses, target, 2.0, recipe)
    assert torch.equal(result.hypothesis, truth)
    assert result.loss < 1e-2
    assert torch.allclose(result.rendered, target, atol=1e-4)


def test_only_the_best_hypothesis_is_pulled():
    recipe = Recipe(normalisation="image", batch_size=8)
    target, poses, truth = scene(3, recipe)
    rotation = (poses.rotation + 0.05).requires_grad_()
    match(POINTS, Poses(rotation, poses.shift, poses.sigma), target, 2.0, recipe).loss.backward()
    pulled = rotation.grad.abs().sum((2, 3)) > 0
    assert torch.equal(pulled, torch.nn.functional.one_hot(truth, 3).bool())


def test_pixels_below_the_threshold_do_not_count():
    recipe = Recipe(mask_threshold=1e9)
    target, poses, _ = scene(1, recipe)
    assert match(POINTS, poses, target, 2.0, recipe).loss == 0


def test_without_a_predicted_sigma_the_input_sigma_draws():
    recipe = Recipe(normalisation="image", batch_size=8)
    target, poses, _ = scene(1, recipe, sigma=3.0)
    result = match(POINTS, Poses(poses.rotation, poses.shift, None), target, 3.0, recipe)
    assert result.loss < 1e-2


@pytest.mark.parametrize("loss", ["absolute", "likelihood"])
@pytest.mark.parametrize("normalisation", ["batch", "image"])
def test_a_coarse_grid_has_about_the_loss_of_the_whole_one(normalisation, loss):
    recipe = Recipe(normalisation=normalisation, batch_size=8)
    target, poses, _ = scene(1, recipe, sigma=3.0)
    wrong = Poses(poses.rotation.roll(1, 0), poses.shift, poses.sigma * 1.5)
    fine = match(POINTS, wrong, target, 3.0, recipe, 1, loss)
    thin = normalise(target[:, ::2, ::2], recipe, 2)
    coarse = match(POINTS, wrong, thin, 3.0, recipe, 2, loss)
    assert coarse.loss.item() == pytest.approx(fine.loss.item(), rel=0.02)
    assert torch.allclose(coarse.rendered, fine.rendered[:, ::2, ::2], rtol=0.03, atol=1e-3)


def absolute(image, target):
    return ((image - target).abs() * (target > Recipe().mask_threshold)).sum()


def likelihood(image, target):
    stray = 0.025 * target.mean()
    image, target = image + stray, target + stray
    return (target * (target / image).log()).sum() - target.sum() + image.sum()


@pytest.mark.parametrize("formula", [absolute, likelihood])
def test_the_loss_and_its_gradient_are_those_of_the_formula(formula):
    recipe = Recipe(batch_size=8)
    target, poses, _ = scene(1, recipe)
    losses, gradients = [], []
    for plain in (False, True):
        points = (POINTS * 1.1).requires_grad_()
        result = match(points, poses, target, 2.0, recipe, loss=formula.__name__)
        loss = result.loss
        if plain:
            loss = formula(normalise(drawn_from(points, poses), recipe), target)
        losses.append(loss.item())
        gradients.append(torch.autograd.grad(loss, points)[0])
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    assert torch.allclose(*gradients, rtol=1e-4, atol=1e-4)


@given(seed=st.integers(0, 2**32 - 1))
def test_no_image_is_likelier_than_the_target_itself(seed):
    recipe = Recipe(normalisation="image", batch_size=8)
    target, poses, _ = scene(1, recipe)
    turned = random_rotations(8, torch.Generator().manual_seed(seed))[:, None]
    other = Poses(turned, poses.shift, poses.sigma)
    right = match(POINTS, poses, target, 2.0, recipe, loss="likelihood")
    wrong = match(POINTS, other, target, 2.0, recipe, loss="likelihood")
    assert abs(right.loss) < 1e-2
    assert wrong.loss > right.loss - 1e-2
    assert torch.equal(wrong.each, match(POINTS, other, target, 2.0, recipe).each)


@given(st.integers(0, 2**31), st.floats(0.1, 1e4), st.floats(0, 1e3))
def test_outlying_images_are_those_far_above_the_others_at_any_scale(seed, scale, offset):
    generator = torch.Generator().manual_seed(seed)
    differences = 1 + 0.1 * torch.randn(64, generator=generator).clamp(-2.5, 2.5)
    differences[:6] = 3.0
    found = outlying(offset + scale * differences)
    assert found[:6].all()
    assert not found[6:].any()


@pytest.mark.parametrize("loss", ["absolute", "likelihood"])
def test_images_that_do_not_show_the_structure_have_no_say(loss):
    recipe = Recipe(outliers="ignore", normalisation="image")
    target, poses, _ = scene(1, recipe)
    junk = target.clone()
    junk[0] = 0
    junk[0, 3, 3] = target[0].sum()
    points = POINTS.clone().requires_grad_()
    found = match(points, poses, junk, 2.0, recipe, loss=loss)
    found.loss.backward()
    assert found.each[0] > 10 * found.each[1:].max()
    alone = POINTS.clone().requires_grad_()
    rest = Poses(poses.rotation[1:], poses.shift[1:], poses.sigma[1:])
    match(alone, rest, junk[1:], 2.0, recipe, loss=loss).loss.backward()
    torch.testing.assert_close(points.grad, alone.grad, rtol=1e-3, atol=1e-3)


def test_the_divergence_is_that_of_the_formula():
    target, poses, _ = scene(1, Recipe())
    found = match(POINTS, poses, target, 2.5, Recipe(), loss="likelihood")
    stray = stray_light(target, Recipe(), 1)
    r, t = found.rendered.double() + stray, target.double() + stray
    slow = (t * (t / r).log() - t + r).sum()
    assert found.loss.item() == pytest.approx(slow.item(), rel=1e-4)
