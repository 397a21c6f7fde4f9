"""A short training of the recipe match: it learns, and it is the same when it is interrupted."""

import pytest
import torch

from tests.made_up_nuclei import nuclei
from wormbrain.frames.recording import Description, Recording, writing
from wormbrain.settings.match import MatchRecipe
from wormbrain.training.match import MatchTraining, validation_pairs

SMALL = MatchRecipe(size=64, steps=30, batch_size=4, validations=1, validation_pairs=4)


@pytest.fixture
def recording(tmp_path):
    images = nuclei(20, 96, torch.Generator().manual_seed(1))
    with writing(tmp_path / "recording.h5", Description(("red", "green"))) as writer:
        for number, image in enumerate(images):
            writer.append(number, (image * 160).byte().numpy())
    with Recording(tmp_path / "recording.h5") as opened:
        yield opened


def test_the_loss_of_the_pairs_it_sees_falls(recording):
    training = MatchTraining(SMALL, recording, seed=1, device=torch.device("cpu"))
    chance = torch.Generator().manual_seed(2)
    optimiser = torch.optim.Adam(training.network.parameters(), lr=0.002)
    losses, batch = [], training.draw(chance)
    for _ in range(SMALL.steps):
        optimiser.zero_grad()
        loss = training.loss(batch)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.8 * losses[0]


def test_it_validates_on_frames_that_it_does_not_train_on(recording):
    training = MatchTraining(SMALL, recording, seed=1, device=torch.device("cpu"))
    training.network.eval()
    with torch.no_grad():
        found = training.validate()
    assert list(found) == ["large", "window"]
    assert all(0 < loss < 1 for loss in found.values())
    with torch.no_grad():
        assert training.validate() == found  # the pairs never change


def test_validation_pairs_are_the_same_for_every_seed():
    frames = torch.rand(3, 2, 64, 64, generator=torch.Generator().manual_seed(0))
    first, second = (validation_pairs(frames, 5, 32) for _ in "ab")
    for kind in ("large", "window"):
        assert torch.equal(first[kind].target, second[kind].target)
    assert not torch.equal(first["window"].source, first["large"].source)


def test_the_learning_rate_rises_then_falls(recording):
    training = MatchTraining(SMALL, recording, seed=1, device=torch.device("cpu"))
    rates = [training.learning_rate(step) for step in range(SMALL.steps)]
    assert 0 < rates[0] < rates[10]
    assert max(rates) < SMALL.learning_rate * 1.02
