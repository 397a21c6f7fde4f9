import signal

import pytest

from groundwork.loop import turns
from groundwork.loop.checkpoint import Checkpoint
from groundwork.loop.turns import take_turns, to_the_end


class Sum:
    """Adds the numbers of its steps; `log` has the names of those that step, in order."""

    def __init__(self, name, steps, log):
        self.name, self.steps, self.log, self.step, self.total = name, steps, log, 0, 0

    def take_step(self):
        self.step += 1
        self.total += self.step
        self.log.append(self.name)

    def state(self):
        return {"step": self.step, "total": self.total}

    def load_state(self, state):
        self.step, self.total = state["step"], state["total"]


def checkpoint(folder, work):
    return Checkpoint(folder / work.name, {}, version="sum 1")


def run(folder, *works):
    for work in works:
        checkpoint(folder, work).load(work)
    take_turns([to_the_end(work, checkpoint(folder, work)) for work in works])


def test_works_take_turns_of_a_step_until_all_have_ended(tmp_path):
    log = []
    first, second = Sum("a", 4, log), Sum("b", 2, log)
    run(tmp_path, first, second)
    assert (first.total, second.total) == (10, 3)
    assert "".join(log) == "ababaa"


def test_sigterm_saves_every_step_and_the_next_run_continues(tmp_path):
    log = []
    first, second = Sum("a", 5, log), Sum("b", 5, log)
    take_step = first.take_step

    def and_ask():
        take_step()
        if first.step == 3:
            signal.raise_signal(signal.SIGTERM)

    first.take_step = and_ask
    with pytest.raises(SystemExit) as ended:
        run(tmp_path, first, second)
    assert ended.value.code == 143
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert (first.step, second.step) == (3, 3)
    first, second = Sum("a", 5, log), Sum("b", 5, log)
    run(tmp_path, first, second)
    assert (first.total, second.total) == (15, 15)
    assert len(log) == 10


def test_work_is_saved_now_and_then(tmp_path, monkeypatch):
    monkeypatch.setattr(turns, "CHECKPOINT_SECONDS", -1.0)
    work = Sum("a", 5, [])
    steps = to_the_end(work, checkpoint(tmp_path, work))
    for _ in range(4):
        next(steps)
    steps.close()  # as a crash would
    again = Sum("a", 5, [])
    assert checkpoint(tmp_path, again).load(again)
    assert again.step == 2
    assert again.total == 3


def test_finished_work_takes_no_step(tmp_path):
    run(tmp_path, Sum("a", 3, []))
    again = Sum("a", 3, [])
    run(tmp_path, again)
    assert again.total == 6
    assert not again.log
