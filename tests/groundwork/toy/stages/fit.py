"""The mean of numbers by gradient descent, and a page about it."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from groundwork.settings.declare import Settings, setting


@dataclass(frozen=True)
class FitSettings(Settings):
    """How to fit."""

    steps: int = setting(50, "steps of descent", ge=1)
    rate: float = setting(0.1, "learning rate", gt=0)
    seed: int = setting(1, "seed of the random start", ge=0)


class Fit:
    """The fit as work in steps."""

    def __init__(self, numbers, settings, pause):
        import torch

        from groundwork.seeds import generator

        self.numbers, self.settings, self.pause = torch.tensor(numbers), settings, pause
        self.mean = torch.rand((), generator=generator(settings.seed, "start"))
        self.step, self.steps = 0, settings.steps

    def take_step(self):
        self.mean -= self.settings.rate * (self.mean - self.numbers).mean()
        self.step += 1
        time.sleep(self.pause)

    def state(self):
        return {"step": self.step, "mean": self.mean}

    def load_state(self, state):
        self.step = state["step"]
        self.mean.copy_(state["mean"])


def fit(
    numbers: Path,
    *,
    settings: str = "{}",
    pause: Annotated[float, "seconds after each step"] = 0.0,
    output: Annotated[Path, "the folder to write"],
):
    """Find the mean of numbers by gradient descent, and write a page about it."""
    from groundwork.files import exclusive, read_object, write_json
    from groundwork.loop.checkpoint import Checkpoint
    from groundwork.loop.turns import take_turns, to_the_end
    from groundwork.pages.write import write_page
    from groundwork.settings.parse import parse

    chosen = parse(FitSettings, settings, "--settings")
    fit = Fit(read_object(numbers, "run `toy numbers` first")["numbers"], chosen, pause)
    with exclusive(output):
        checkpoint = Checkpoint(output / "checkpoint.pt", vars(chosen), version="toy 1.0")
        checkpoint.load(fit)
        take_turns([to_the_end(fit, checkpoint)])
        write_json(output / "result.json", {"mean": float(fit.mean)})
        page = {"up": "", "navigation": {}, "mean": float(fit.mean)}
        write_page(output / "index.html", "toy", "mean.html.j2", **page)
