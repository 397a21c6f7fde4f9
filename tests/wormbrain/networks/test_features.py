"""Feature extractors against the report's numbers and torchvision's names."""

import pytest
import torch
from torch import nn

from groundwork.errors import InputError
from wormbrain.networks.features import feature_extractor, load_weights


def shapes(network, images):
    """The shape [C, H] after each layer of a sequence."""
    result = []
    for layer in network:
        images = layer(images)
        result.append((images.shape[1], images.shape[2]))
    return result


@pytest.mark.parametrize(
    ("name", "channels", "parameters"),
    [("vgg16", 512, 7635264), ("resnet101", 1024, 27535424), ("wb", 512, 10910976)],
)
@torch.no_grad()
def test_240_pixels_give_maps_of_15_by_15(name, channels, parameters):
    network = feature_extractor(name).eval()
    assert network(torch.zeros(1, 3, 240, 240)).shape == (1, channels, 15, 15)
    assert sum(p.numel() for p in network.parameters()) == parameters


@torch.no_grad()
def test_every_layer_of_wb_is_that_of_figure_6():
    network = feature_extractor("wb").eval()
    sizes = dict.fromkeys(side for _, side in shapes(network, torch.zeros(1, 3, 240, 240)))
    assert list(sizes) == [236, 232, 116, 112, 108, 54, 50, 46, 15]
    convolutions = [layer for layer in network if isinstance(layer, nn.Conv2d)]
    assert [c.out_channels for c in convolutions] == [32, 64, 128, 256, 512, 512]
    assert [type(layer).__name__ for layer in network[3:8]] == [
        *("Conv2d", "BatchNorm2d", "MaxPool2d", "ReLU", "Conv2d")
    ]
    assert sum(isinstance(layer, nn.BatchNorm2d) for layer in network) == 4


@torch.no_grad()
def test_scaled_networks_have_small_maps():
    images = torch.zeros(1, 3, 120, 120)
    wb = feature_extractor("wb", width=0.25, last_pool=2).eval()
    assert wb(images).shape == (1, 128, 8, 8)
    assert feature_extractor("resnet101", width=0.25).eval()(images).shape == (1, 256, 8, 8)
    assert feature_extractor("vgg16", width=0.25)(images).shape == (1, 128, 7, 7)


def torchvision_state(network, name):
    """A state dict as torchvision's whole network has it: more layers, and counters."""
    state = {key: torch.rand_like(t.float()) for key, t in network.state_dict().items()}
    if name == "vgg16":
        state |= {"features.24.weight": torch.zeros(2), "classifier.0.bias": torch.zeros(2)}
        assert "features.21.weight" in state
        return state
    state |= {"layer4.0.conv1.weight": torch.zeros(2), "fc.bias": torch.zeros(2)}
    assert {"conv1.weight", "layer1.0.downsample.1.running_var", "layer3.22.bn3.bias"} <= set(state)
    return {key: t for key, t in state.items() if not key.endswith("num_batches_tracked")}


@pytest.mark.parametrize("name", ["vgg16", "resnet101"])
def test_weights_named_as_in_torchvision_are_loaded(name, tmp_path):
    network = feature_extractor(name, width=0.125)
    state = torchvision_state(network, name)
    torch.save(state, tmp_path / "weights.pth")
    load_weights(network, tmp_path / "weights.pth")
    own = network.state_dict()
    assert all(torch.equal(own[key], t) for key, t in state.items() if key in own)


def test_weights_in_the_older_format_of_torch_are_loaded(tmp_path):
    network = feature_extractor("vgg16", width=0.125)
    state = torchvision_state(network, "vgg16")
    torch.save(state, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    load_weights(network, tmp_path / "old.pth")
    assert torch.equal(network.features[0].weight, state["features.0.weight"])


class Harmful:
    def __reduce__(self):
        return (print, ("this code ran",))


def test_weights_that_do_not_fit_are_refused(tmp_path, capsys):
    network = feature_extractor("vgg16", width=0.125)
    path = tmp_path / "weights.pth"
    torch.save(feature_extractor("vgg16", width=0.25).state_dict(), path)
    with pytest.raises(InputError, match=r"features\.0\.bias is 16 in the file and 8 in the"):
        load_weights(network, path)
    state = network.state_dict()
    del state["features.5.weight"]
    torch.save(state, path)
    with pytest.raises(InputError, match=r"features\.5\.weight is absent in the file"):
        load_weights(network, path)
    torch.save(Harmful(), path)
    with pytest.raises(InputError, match="not the state dict of a network"):
        load_weights(network, path)
    path.write_bytes(b"no weights")
    with pytest.raises(InputError, match="not the state dict of a network"):
        load_weights(network, path)
    assert "this code ran" not in capsys.readouterr().out
