"""Correlation, regression and the whole network against the report's numbers."""

import pytest
import torch
from torch import nn

from groundwork.errors import InputError
from wormbrain.geometry import apply_affine, identity_affine, pixel_centres, sample, spline
from wormbrain.networks.correlation import correlate, matches
from wormbrain.networks.paper import GeometricNetwork
from wormbrain.networks.regression import regression
from wormbrain.networks.saved import SavedNetwork, load_network
from wormbrain.networks.two_stage import TwoStage
from wormbrain.settings.paper import PaperNetwork

SMALL = {"size": 64, "width": 0.125, "kernels": (2, 2)}


def test_correlations_are_products_of_features_counted_down_the_columns_of_the_source():
    generator = torch.Generator().manual_seed(1)
    source, target = (torch.rand(2, 5, 3, 4, generator=generator) for _ in "st")
    result = correlate(source, target)
    assert result.shape == (2, 12, 3, 4)
    for row in range(3):
        for column in range(4):
            slow = (source[:, :, row, column, None, None] * target).sum(1)
            torch.testing.assert_close(result[:, row + 3 * column], slow)


def test_what_the_regression_sees_is_positive_and_of_length_1():
    generator = torch.Generator().manual_seed(1)
    source, target = (torch.randn(2, 8, 15, 15, generator=generator) for _ in "st")
    seen = matches(source, target)
    assert seen.shape == (2, 225, 15, 15)
    assert float(seen.min()) == 0
    torch.testing.assert_close(seen.square().sum(1), torch.ones(2, 15, 15), atol=1e-4, rtol=0)


@pytest.mark.parametrize("parameters", [6, 18])
@pytest.mark.parametrize(
    ("head", "units"),
    [
        ("base", []),
        ("deep", [1024, 512, 256, 128, 64]),
        ("simpler", [512, 128]),
    ],
)
def test_heads_have_the_reports_sizes(head, units, parameters):
    network = regression(head, 15, parameters, (7, 5), 0.2)
    convolved = network[:6](torch.zeros(2, 225, 15, 15))
    assert convolved.shape == (2, 64, 5, 5)
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    assert linear[0].in_features == 1600
    assert [layer.out_features for layer in linear] == [*units, parameters]


def test_the_simpler_head_has_the_order_of_figure_7():
    names = [type(layer).__name__ for layer in regression("simpler", 15, 18, (7, 5), 0.2)]
    assert names[7:] == [
        *("Linear", "BatchNorm1d", "Softmax", "Dropout"),
        *("Linear", "ReLU", "BatchNorm1d", "Dropout", "Linear"),
    ]


@pytest.mark.parametrize("geometry", ["affine", "tps"])
def test_an_untrained_network_that_starts_at_the_identity_predicts_it(geometry):
    network = GeometricNetwork(PaperNetwork(**SMALL, geometry=geometry, start="identity"))
    images = torch.rand(2, 3, 64, 64) * 255
    torch.testing.assert_close(network(images, images), spline(3, 3).control.expand(2, -1, -1))


def test_parameters_are_read_in_the_reports_order():
    affine = GeometricNetwork(PaperNetwork(**SMALL, geometry="affine"))
    affine.regression = nn.Sequential(*[Fixed([1.0, 0.2, 0.3, -0.1, 0.9, 0.4])])
    images = torch.rand(1, 3, 64, 64)
    matrix = torch.tensor([[[1.0, 0.2, 0.3], [-0.1, 0.9, 0.4]]])
    torch.testing.assert_close(affine(images, images), spline(3, 3).from_affine(matrix))
    tps = GeometricNetwork(PaperNetwork(**SMALL))
    tps.regression = nn.Sequential(Fixed([*range(9), *range(10, 19)]))
    assert tps(images, images)[0].tolist() == [[i, 10 + i] for i in range(9)]


class Fixed(nn.Module):
    """Predicts the same parameters for every pair."""

    def __init__(self, parameters):
        super().__init__()
        self.parameters_ = torch.tensor(parameters, dtype=torch.float32)

    def forward(self, correlations):
        return self.parameters_.expand(len(correlations), -1)


class Predicts(nn.Module):
    """Predicts the same transformation for every pair, and keeps what it has seen."""

    def __init__(self, transformation):
        super().__init__()
        self.transformation = transformation

    def forward(self, source, target):
        self.seen = source
        return self.transformation


def test_two_stages_give_the_affine_transformation_of_the_spline():
    generator = torch.Generator().manual_seed(1)
    affine = identity_affine(1) + 0.1 * torch.randn(1, 2, 3, generator=generator)
    bent = spline(3, 3).control[None] + 0.1 * torch.randn(1, 9, 2, generator=generator)
    fine = Predicts(bent)
    network = TwoStage(Predicts(spline(3, 3).from_affine(affine)), fine)
    image = torch.rand(1, 3, 32, 32, generator=generator)
    whole = network(image, image)
    points = torch.rand(40, 2, generator=generator) * 2 - 1
    basis = spline(3, 3).basis(points)
    torch.testing.assert_close(
        basis @ whole, apply_affine(affine, basis @ bent), atol=1e-5, rtol=1e-5
    )
    grid = pixel_centres(32, 32).reshape(1, -1, 2)
    warped = sample(image, apply_affine(affine, grid)).view(1, 3, 32, 32)
    torch.testing.assert_close(fine.seen, warped, atol=1e-5, rtol=1e-5)


def test_images_too_small_for_the_layers_are_refused():
    with pytest.raises(InputError, match="images of 48 pixels are too small"):
        GeometricNetwork(PaperNetwork(size=48))
    with pytest.raises(InputError, match="images of 32 pixels are too small"):
        GeometricNetwork(PaperNetwork(size=32, features="wb"))


def test_a_saved_network_is_the_same_network(tmp_path):
    settings = {**vars(PaperNetwork(**SMALL)), "kernels": [2, 2]}
    network = GeometricNetwork(PaperNetwork(**SMALL)).eval()
    SavedNetwork("paper", settings, network.state_dict()).write(tmp_path / "network.pt")
    loaded = load_network(tmp_path / "network.pt")
    images = torch.rand(2, 2, 3, 64, 64)
    assert torch.equal(loaded(*images), network(*images))


def test_files_that_are_no_network_are_refused(tmp_path):
    path = tmp_path / "network.pt"
    network = GeometricNetwork(PaperNetwork(**SMALL))
    settings = {**vars(PaperNetwork(**SMALL)), "kernels": [2, 2]}
    SavedNetwork("paper", settings | {"width": 0.25}, network.state_dict()).write(path)
    with pytest.raises(InputError, match="weights and settings do not fit"):
        load_network(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match="not a network of this version; train again"):
        load_network(path)
    SavedNetwork("paper", settings | {"depth": 1}, {}).write(path)
    with pytest.raises(InputError, match="depth: unknown key"):
        load_network(path)
