"""Equation 3 of the report: losses of features and correlations where cells are known."""

import json

import numpy as np
import pytest
import torch

from groundwork.errors import InputError
from wormbrain.frames.places import read_places
from wormbrain.frames.recording import Description, writing
from wormbrain.geometry import identity_affine, pixel_centres, spline, to_points
from wormbrain.networks.features import feature_extractor, map_places
from wormbrain.networks.saved import load_network
from wormbrain.pairs.augmented import Images, read_augmented
from wormbrain.pairs.batch import Batch
from wormbrain.settings.paper import PaperNetwork, PaperRecipe
from wormbrain.stages import main
from wormbrain.training.auxiliary import Places, correlation_loss, segmentation_loss
from wormbrain.training.paper import PaperTraining

NETWORK = PaperNetwork(features="vgg16", size=96, width=0.125, kernels=(3, 3), start="identity")
CPU = torch.device("cpu")


def run(*arguments):
    main([*map(str, arguments)])


def cells_and_images(count=24, cells=12, size=96):
    """Images [N, 3, S, S] of blurred cells at known points, none of them beyond the edge."""
    generator = torch.Generator().manual_seed(2)
    points = torch.rand(count, cells, 2, generator=generator) * 1.6 - 0.8
    pixels = pixel_centres(size, size)
    apart = (pixels - points[:, :, None, None]).square().sum(-1)
    light = (-apart / (2 * 0.05**2)).exp().sum(1).clamp(0, 1)
    shown = torch.stack([light * 220, light * 160, light * 0], 1) + 16
    return Images(shown.byte(), np.arange(count), points)


def training(images, **settings):
    base = {"network": NETWORK, "batch_size": 8, "train_features": True, "split": "time"}
    return PaperTraining(PaperRecipe(**base | settings), images, seed=1, device=CPU)


def test_both_losses_fall_where_cells_are_known():
    recipe = training(cells_and_images(), segmentation=1.0, correlation=1.0)
    generator = torch.Generator().manual_seed(3)
    fixed = recipe.draw(generator)

    def losses():
        recipe.network.eval()
        with torch.no_grad():
            found = recipe.auxiliary_losses(recipe.network.maps(fixed.source, fixed.target), fixed)
        recipe.network.train()
        return {name: loss.item() for name, loss in found.items()}

    recipe.loss(fixed)  # moves the running means once
    before = losses()
    optimiser = torch.optim.Adam(recipe.network.parameters(), lr=2e-3)
    for _ in range(30):
        optimiser.zero_grad()
        recipe.loss(recipe.draw(generator)).backward()
        optimiser.step()
    after = losses()
    assert after["segmentation"] < 0.8 * before["segmentation"]
    assert after["correlation"] < 0.8 * before["correlation"]


def test_what_is_right_costs_little_and_pairs_without_points_nothing():
    places = Places(first=8.0, step=8, side=7, size=64)
    cells = to_points(torch.tensor([[[16.0, 24.0], [40.0, 8.0], [torch.nan, torch.nan]]]), 64, 64)
    control = spline(3, 3).control[None] + torch.tensor([2 * 8 / 64, 0.0])  # 8 pixels to the right
    empty = torch.zeros(1, 3, 64, 64)
    batch = Batch(empty, empty, identity_affine(1), control, cells)
    right = torch.full((1, 1, 7, 7), -20.0), torch.full((1, 1, 7, 7), -20.0)
    for row, column in ((2, 1), (0, 4)):  # places of 8 pixels, the first one at 8
        right[0][0, 0, row, column] = 20.0
        right[1][0, 0, row, column - 1] = 20.0
    known = torch.tensor([True])
    assert segmentation_loss(places, right, batch, known) < 1e-6
    assert segmentation_loss(places, right[::-1], batch, known) > 1
    assert segmentation_loss(places, right[::-1], batch, ~known) == 0
    one_each = torch.eye(49).view(1, 49, 7, 7)
    moved = one_each.roll(-1, dims=3)
    assert correlation_loss(places, (one_each, moved), batch, known) < 0.01
    assert correlation_loss(places, (one_each, one_each), batch, known) > 5
    assert correlation_loss(places, (one_each, one_each), batch, ~known) == 0


@pytest.mark.parametrize(("name", "last_pool"), [("wb", 2), ("wb", 3), ("vgg16", 3)])
def test_a_place_of_a_map_sees_the_pixels_around_it(name, last_pool):
    network = feature_extractor(name, width=0.125, last_pool=last_pool).eval()
    image = torch.rand(1, 3, 240, 240, requires_grad=True)
    features = network(image)
    middle = features.shape[-1] // 2
    features[0, :, middle, middle].sum().backward()
    seen = image.grad.abs().sum((0, 1, 2)).nonzero()[:, 0].float()
    first, step = map_places(name, last_pool)
    assert (seen.min() + seen.max()).item() / 2 == pytest.approx(first + step * middle, abs=2)


@pytest.mark.parametrize("settings", [{"segmentation": 1.0}, {"correlation": 0.5}])
def test_losses_that_could_not_be_computed_or_would_teach_nothing_are_refused(settings):
    images = cells_and_images()
    with pytest.raises(InputError, match="set train_features: true"):
        training(images, train_features=False, **settings)
    with pytest.raises(InputError, match="no points; give `points` of the recording"):
        training(Images(images.pixels, images.number, images.points[:, :0]), **settings)


def test_points_are_moved_along_and_the_network_is_saved_without_what_only_trained_it(tmp_path):
    rows = ["frame,name,x,y"]
    with writing(tmp_path / "r.h5", Description(("red", "green"))) as writer:
        for number in range(20):
            image = np.full((2, 48, 48), 100, np.uint16)
            image[:, 20:23, 10 + number : 13 + number] = 4000
            writer.append(number, image)
            rows += [f"{number},a,{11 + number},21", f"{number},b,,"]
    (tmp_path / "points.csv").write_text("\n".join([*rows, ""]))
    points = ("--points", tmp_path / "points.csv")
    run("augment", tmp_path / "r.h5", "--copies", 4, *points, "--output", tmp_path / "a.h5")
    images = read_augmented(tmp_path / "a.h5")
    assert images.points.shape == (100, 2, 2)
    assert images.points[:, 1].isnan().all()
    for pixels, (point, _) in zip(images.pixels, images.points, strict=True):
        if point.isfinite().all() and point.abs().max() < 0.9:
            column, row = ((point * 48 + 47) / 2).round().int().tolist()
            around = pixels[0, max(0, row - 2) : row + 3, max(0, column - 2) : column + 3]
            assert around.max() > 120  # the background is near 17
    recipe = {"kind": "paper", "network": {**vars(NETWORK), "kernels": [3, 3]}, "split": "time"}
    recipe |= {"steps": 2, "validations": 1, "batch_size": 4, "train_features": True}
    recipe |= {"segmentation": 0.5, "correlation": 0.5}
    given = ("--recipe", json.dumps(recipe), "--device", "cpu")
    run("train", tmp_path / "a.h5", *given, "--output", tmp_path / "run")
    assert not hasattr(load_network(tmp_path / "run/network.pt"), "auxiliary")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("frame,name,x,y\n1,a,2,3\n1,a,2,3\n", "line 3: 'a' comes twice in frame 1"),
        ("frame,name,x,y\n1,a,2,\n", "line 2 has half a place"),
        ("frame,name,x,y\n1,a,2,z\n", "line 2 is malformed"),
        ("frame,name,x\n1,a,2\n", "line 2 is malformed"),
        ("frame,name,x,y\n9,a,2,3\n", "frame 9 is not in the recording"),
        ("frame,name,x,y\n1,a,,\n", "no points"),
    ],
)
def test_a_table_of_points_that_is_wrong_is_refused(tmp_path, text, fault):
    (tmp_path / "points.csv").write_text(text)
    with pytest.raises(InputError, match=fault):
        read_places(tmp_path / "points.csv", np.array([1, 2]))
