import pickle

import pytest
import torch

from groundwork.errors import InputError
from groundwork.loop.checkpoint import Checkpoint

SETTINGS = {"seed": 1}


class Counter:
    """The least that a checkpoint needs: an object with a state."""

    def __init__(self):
        self.count = torch.zeros(3)

    def state(self):
        return {"count": self.count}

    def load_state(self, state):
        self.count = state["count"]


def checkpoint(folder, settings=SETTINGS, version="counter 1.0", replace=False):
    return Checkpoint(folder / "checkpoint.pt", settings, version=version, replace=replace)


@pytest.fixture
def saved(tmp_path):
    counter = Counter()
    counter.count += 5
    checkpoint(tmp_path).save(counter)
    return checkpoint(tmp_path)


def test_a_checkpoint_restores_the_state(saved):
    counter = Counter()
    assert saved.load(counter)
    assert counter.count.tolist() == [5, 5, 5]


def test_without_a_checkpoint_there_is_nothing_to_continue(tmp_path):
    assert not checkpoint(tmp_path).load(Counter())


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5])
def test_a_truncated_checkpoint_is_refused_in_one_line(saved, keep):
    content = saved.path.read_bytes()
    saved.path.write_bytes(content[: int(keep * len(content)) if keep < 1 else keep])
    with pytest.raises(InputError, match=r"checkpoint\.pt: not a checkpoint") as error:
        saved.load(Counter())
    assert "\n" not in str(error.value)


def test_a_checkpoint_executes_nothing(saved, tmp_path):
    class Evil:
        def __reduce__(self):
            return (open, (str(tmp_path / "executed"), "w"))

    saved.path.write_bytes(pickle.dumps(Evil()))
    with pytest.raises(InputError, match="not a checkpoint"):
        saved.load(Counter())
    assert not (tmp_path / "executed").exists()


def test_a_changed_byte_in_a_checkpoint_is_noticed(saved):
    content = bytearray(saved.path.read_bytes())
    content[content.index(torch.full((3,), 5.0).numpy().tobytes())] ^= 1
    saved.path.write_bytes(content)
    with pytest.raises(InputError, match=r"checkpoint\.pt: not a checkpoint"):
        saved.load(Counter())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"format": 1}, "not a checkpoint that this version can read"),
        ({"version": "counter 0.1"}, "written by counter 0.1, but this is counter 1.0"),
        ({"fingerprint": "x"}, "belongs to another experiment or other settings"),
        ({"state": {}}, "its content does not fit this program"),
        ({"state": None}, "its content does not fit this program"),
    ],
)
def test_what_cannot_be_continued_is_refused_or_replaced(saved, change, fault, caplog):
    content = torch.load(saved.path, weights_only=True)
    torch.save(content | change, saved.path)
    refusal = rf"checkpoint\.pt: {fault}; delete it, or use --replace"
    with pytest.raises(InputError, match=refusal):
        saved.load(Counter())
    counter = Counter()
    assert not checkpoint(saved.path.parent, replace=True).load(counter)
    assert counter.count.tolist() == [0, 0, 0]
    assert f"{fault}; starting over" in caplog.text
    assert saved.path.exists()


def test_other_settings_do_not_continue_a_checkpoint(saved):
    with pytest.raises(InputError, match="other settings"):
        checkpoint(saved.path.parent, {"seed": 2}).load(Counter())
