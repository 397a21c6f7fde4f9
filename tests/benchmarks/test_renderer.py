"""The renderers that the benchmark compares draw the same images, and it counts correctly."""

import measure
import pytest
import renderer
import torch

from holly.render import splat

CPU = torch.device("cpu")


@pytest.mark.parametrize("name", renderer.renderers(CPU))
def test_all_that_is_compared_draws_the_same_image_and_gradients(name):
    scene = renderer.make_scene(3, 40, 24, CPU)
    draw = renderer.renderers(CPU)[name]
    drawn = renderer.both_passes(draw, scene, 24)()
    exact = renderer.both_passes(splat, renderer.double(scene), 24)()
    for actual, expected in zip(drawn, exact, strict=True):
        assert torch.allclose(actual.double(), expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", sorted({"factorised", "native"} & renderer.renderers(CPU).keys()))
def test_ten_thousand_points_take_less_than_a_gigabyte(name):
    """Both passes for 32 images of 128 x 128 pixels. One factor of all images would take 164 MB."""
    scene = renderer.make_scene(32, 10_000, 128, CPU)
    work = renderer.both_passes(renderer.renderers(CPU)[name], scene, 128)
    assert measure.peak_bytes(work, CPU) < 1e9


def test_peak_memory_is_the_most_held_at_once():
    def work():
        total = torch.zeros(())
        for _ in range(3):
            total = total + torch.ones(250, 1000).sum()  # 1 MB, freed each time
        return total

    assert measure.peak_bytes(work, CPU) == pytest.approx(1e6, rel=0.01)


def test_the_median_is_of_runs_after_a_warm_up():
    calls = []
    assert measure.median_seconds(lambda: calls.append(1), CPU, runs=5) < 0.1
    assert len(calls) == 6


def test_a_card_allows_a_third_of_its_products_in_three():
    ceilings = {f"{p}_multiply_adds_per_second": r for p, r in [("float32", 1), ("tf32", 6)]}
    assert renderer.rate_of("cuda", ceilings) == 2
    assert renderer.rate_of("autograd", ceilings) == 1
