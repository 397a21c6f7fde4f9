"""The fused kernels against equation 1 as written: on a GPU, or interpreted where there is none.

Errors are relative to the largest value of the image or gradient. In the interpreter they stay
below 2e-6 up to 20,000 points. The gradient of sigma, in which the points nearly cancel, has up to
100 times that.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from holly.render import splat

CARD = torch.cuda.is_available()
with pytest.MonkeyPatch.context() as patch:  # Triton decides at the import
    if not CARD:
        patch.setenv("TRITON_INTERPRET", "1")
    pytest.importorskip("triton")
    import holly.render._cuda as kernels

DEVICE = "cuda" if CARD else "cpu"
TOLERANCE = 1e-5
on_a_card = [pytest.mark.gpu, pytest.mark.skipif(not CARD, reason="needs a CUDA device")]


@pytest.fixture(autouse=True)
def interpreter(monkeypatch):
    """What Triton imports at the first launch decides too."""
    if not CARD:
        monkeypatch.setenv("TRITON_INTERPRET", "1")


def scene(batch, points, shape, sigma, seed=0):
    """x, y, sigma, weights and a cotangent; half of the points lie outside, some of them far."""
    generator = torch.Generator(DEVICE).manual_seed(seed)

    def draw(*size):
        return torch.rand(size, generator=generator, device=DEVICE)

    spread = torch.where(draw(batch, points) < 0.1, 20.0, 1.6)
    x = ((draw(batch, points) - 0.5) * spread + 0.5) * shape[1]
    y = ((draw(batch, points) - 0.5) * spread + 0.5) * shape[0]
    x[:, 0], y[:, 0] = shape[1] / 3, shape[0] / 2  # one at least is inside
    width = sigma * (1 + 0.1 * draw(batch))
    return [x, y, width, draw(batch, points)], draw(batch, *shape) - 0.3


def image_and_gradients(arguments, shape, cotangent, **options):
    leaves = [a.clone().requires_grad_() for a in arguments]
    weights = leaves[3] if len(leaves) == 4 else None
    image = splat(*leaves[:3], shape, weights, **options)
    return [image.detach(), *torch.autograd.grad(image, leaves, cotangent)]


def errors(actual, expected):
    return [
        ((a - e).abs().max() / e.abs().max().clamp_min(1e-30)).item()
        for a, e in zip(actual, expected, strict=True)
    ]


def worst_error(arguments, shape, cotangent):
    doubles = [a.double() for a in arguments]
    exact = "reference" if arguments[0].numel() * shape[0] * shape[1] < 2**27 else "factorised"
    expected = image_and_gradients(doubles, shape, cotangent.double(), backend=exact)
    found = errors(image_and_gradients(arguments, shape, cotangent, backend="cuda"), expected)
    return max([*found[:3], found[3] / 100, *found[4:]])


@pytest.mark.parametrize("sigma", [0.3, 2.0, 20.0])
@pytest.mark.parametrize(
    ("batch", "points", "shape"),
    [
        (1, 1, (60, 60)),
        (2, 37, (97, 33)),
        (1, 130, (33, 97)),
        (3, 2, (1, 1)),
        pytest.param(1, 20_000, (97, 33), marks=on_a_card),
        pytest.param(32, 350, (128, 128), marks=on_a_card),
        pytest.param(4, 20_000, (256, 256), marks=on_a_card),
    ],
)
def test_image_and_gradients_equal_the_reference(batch, points, shape, sigma):
    arguments, cotangent = scene(batch, points, shape, sigma)
    assert worst_error(arguments, shape, cotangent) <= TOLERANCE
    assert worst_error(arguments[:3], shape, cotangent) <= TOLERANCE


def test_twenty_thousand_points_equal_the_reference():
    arguments, cotangent = scene(1, 20_000, (17, 24), 1.5)
    assert worst_error(arguments, (17, 24), cotangent) <= TOLERANCE


@pytest.mark.parametrize("sigma", [0.3, 3.0])
def test_leaving_out_what_no_gaussian_reaches_changes_nothing(sigma, monkeypatch):
    """The points are then sorted, and blocks of them that a tile is far from are skipped."""
    monkeypatch.setattr(kernels, "SORT_FROM", 0)
    arguments, cotangent = scene(2, 150, (130, 97), sigma)
    assert worst_error(arguments, (130, 97), cotangent) <= TOLERANCE


def test_many_images_take_larger_tiles(monkeypatch):
    monkeypatch.setattr(kernels, "PROGRAMS", 1)
    arguments, cotangent = scene(1, 70, (97, 60), 2.0)
    assert worst_error(arguments, (97, 60), cotangent) <= TOLERANCE


def test_strided_points_and_a_cotangent_without_memory_are_taken():
    points = torch.rand(2, 20, 2, device=DEVICE, requires_grad=True)
    sigma = torch.full((2,), 2.0, device=DEVICE)
    gradients = [
        torch.autograd.grad(
            splat(*(30 * points).unbind(-1), sigma, (30, 30), backend=b).sum(), points
        )
        for b in ("cuda", "factorised")
    ]
    assert torch.allclose(gradients[0][0], gradients[1][0], atol=1e-4)


def test_a_nan_is_not_rounded_away():
    """The bits of some NaN round to zero."""
    x = torch.tensor([[0x7FFFFFFF]], dtype=torch.int32, device=DEVICE).view(torch.float32)
    y, sigma = torch.ones_like(x), torch.ones(1, device=DEVICE)
    assert splat(x, y, sigma, (4, 4), backend="cuda").isnan().all()


def test_no_points_are_a_black_image():
    nothing = torch.zeros(2, 0, device=DEVICE, requires_grad=True)
    image = splat(nothing, nothing, torch.ones(2, device=DEVICE), (5, 7), backend="cuda")
    image.sum().backward()
    assert image.shape == (2, 5, 7)
    assert not image.any()


def test_other_than_float32_is_refused():
    x = torch.ones(1, 1, dtype=torch.float64, device=DEVICE)
    with pytest.raises(ValueError, match=r"float32 on a CUDA device, not torch\.float64"):
        splat(x, x, x[0], (4, 4), backend="cuda")


def test_the_kernels_compile_for_two_generations_of_cards(tmp_path):
    """Without a GPU at hand; to code for the tensor cores."""
    environment = {k: v for k, v in os.environ.items() if k != "TRITON_INTERPRET"}
    program = Path(__file__).with_name("compile_kernels.py")
    environment |= {"TRITON_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(program.parents[3])}
    run = subprocess.run(
        [sys.executable, program], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    compiled = [line.split() for line in run.stdout.splitlines()]
    assert compiled == [
        [kernel, card, "tensor-cores"]
        for card in ("80", "90")
        for kernel in ("_forward", "_backward")
    ]


def test_drawing_on_a_cpu_needs_no_triton():
    program = (
        "import sys; sys.modules['triton'] = None\n"
        "import torch; from holly.render import splat\n"
        "one = torch.ones(1, 1)\n"
        "print(splat(one, one, one[0], (3, 3)).sum().item() > 0)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "True\n"


@pytest.mark.gpu
@pytest.mark.skipif(not CARD, reason="needs a CUDA device")
def test_a_card_draws_float32_with_the_kernels_to_the_same_bits_twice():
    arguments, cotangent = scene(8, 350, (128, 128), 3.0)
    chosen = image_and_gradients(arguments, (128, 128), cotangent)
    forced = image_and_gradients(arguments, (128, 128), cotangent, backend="cuda")
    assert all(torch.equal(a, b) for a, b in zip(chosen, forced, strict=True))


@pytest.mark.gpu
@pytest.mark.skipif(not CARD, reason="needs a CUDA device")
def test_a_cuda_graph_captures_both_passes():
    arguments, cotangent = scene(4, 350, (64, 64), 3.0)
    other, _ = scene(4, 350, (64, 64), 2.0, seed=1)
    leaves = [a.clone().requires_grad_() for a in arguments]

    def step():
        image = splat(*leaves[:3], (64, 64), leaves[3])
        return [image, *torch.autograd.grad(image, leaves, cotangent)]

    stream = torch.cuda.Stream()
    with torch.cuda.stream(stream):
        step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        captured = step()
    with torch.no_grad():
        for leaf, value in zip(leaves, other, strict=True):
            leaf.copy_(value)
    graph.replay()
    expected = image_and_gradients(other, (64, 64), cotangent)
    assert all(torch.equal(a, b) for a, b in zip(captured, expected, strict=True))
