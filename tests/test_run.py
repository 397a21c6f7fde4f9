import pickle

import pytest
import torch

from holly.errors import InputError
from holly.run import Part, Record, RunFolder, read_run

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


def test_a_foreign_or_broken_checkpoint_can_be_discarded_and_ones_own_is_kept(run):
    run.discard_foreign_checkpoint()
    assert run.checkpoint.exists()
    RunFolder(run.path, {"seed": 2}).discard_foreign_checkpoint()
    assert not run.checkpoint.exists()


def test_run_json_that_is_missing_or_broken_is_named(tmp_path):
    with pytest.raises(InputError, match=r"run\.json: no such file; train first"):
        read_run(tmp_path)
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(InputError, match=r"run\.json: not a run's settings"):
        read_run(tmp_path)
