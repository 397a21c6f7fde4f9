import pickle

import pytest
import torch

from groundwork.errors import InputError
from groundwork.record.run import Part
from holly.training.run_folder import Record, RunFolder

PART = Part({"commit": "abc", "changed": [], "lock": None}, "guessed", kwh=0.5, seconds=2.0)


class Counter:
    def __init__(self):
        self.count = torch.zeros(3)

    def state(self):
        return {"count": self.count}

    def load_state(self, state):
        self.count = state["count"]


@pytest.fixture
def run(tmp_path):
    folder = RunFolder(tmp_path, {"seed": 1})
    counter = Counter()
    counter.count += 5
    folder.save_checkpoint(counter, Record(rows=[{"step": 1}], parts=[PART]))
    return folder


def test_a_checkpoint_brings_everything_back(run):
    counter = Counter()
    record = run.load_checkpoint(counter)
    assert counter.count.tolist() == [5, 5, 5]
    assert (record.rows, record.parts) == ([{"step": 1}], [PART])


def test_without_a_checkpoint_there_is_nothing_to_continue(tmp_path):
    assert RunFolder(tmp_path, {}).load_checkpoint(Counter()) is None


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5])
def test_a_truncated_checkpoint_is_refused_in_one_line(run, keep):
    content = run.checkpoint.read_bytes()
    run.checkpoint.write_bytes(content[: int(keep * len(content)) if keep < 1 else keep])
    with pytest.raises(InputError, match=r"checkpoint\.pt: not a checkpoint") as error:
        run.load_checkpoint(Counter())
    assert "\n" not in str(error.value)


def test_a_checkpoint_executes_nothing(run, tmp_path):
    class Evil:
        def __reduce__(self):
            return (open, (str(tmp_path / "executed"), "w"))

    run.checkpoint.write_bytes(pickle.dumps(Evil()))
    with pytest.raises(InputError, match="not a checkpoint"):
        run.load_checkpoint(Counter())
    assert not (tmp_path / "executed").exists()


def test_a_changed_byte_in_a_checkpoint_is_noticed(run):
    content = bytearray(run.checkpoint.read_bytes())
    content[content.index(torch.full((3,), 5.0).numpy().tobytes())] ^= 1
    run.checkpoint.write_bytes(content)
    with pytest.raises(InputError, match=r"checkpoint\.pt: not a checkpoint"):
        run.load_checkpoint(Counter())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"format": 1}, "not a checkpoint this version can read"),
        ({"version": "0.0.1"}, "written by version 0.0.1 of holly, and this is"),
        ({"fingerprint": "x"}, "the checkpoint of another experiment or other settings"),
        ({"trainer": {}}, "not the checkpoint of this training"),
        ({"frames": [{"step": 1}]}, "not the checkpoint of this training"),
    ],
)
def test_what_cannot_be_continued_is_refused_or_replaced(run, change, fault, caplog):
    saved = torch.load(run.checkpoint, weights_only=True)
    torch.save(saved | change, run.checkpoint)
    with pytest.raises(
        InputError, match=rf"checkpoint\.pt: {fault}.*; delete it, or use --replace"
    ):
        run.load_checkpoint(Counter())
    counter = Counter()
    replacing = RunFolder(run.path, run.settings, replace=True)
    assert replacing.load_checkpoint(counter) is None
    assert counter.count.tolist() == [0, 0, 0]
    assert f"{fault}" in caplog.text
    assert "starting over" in caplog.text
    assert run.checkpoint.exists()
