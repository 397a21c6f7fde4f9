"""What shows the progress of a training: a bar in the terminal, and TensorBoard if installed."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from torch import Tensor
from tqdm import tqdm

from groundwork.loop.turns import StandardError

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter


class Progress:
    """Shows a training from this step on; its bar has this line of the terminal."""

    def __init__(self, folder: Path, step: int, steps: int, line: int) -> None:
        self._events = _events(folder / "events", step)
        self._bar = tqdm(
            total=steps,
            initial=step,
            unit="step",
            mininterval=1.0,
            position=line,
            file=StandardError(),
            dynamic_ncols=True,
        )

    def step(self) -> None:
        """Show that a step has been taken."""
        self._bar.update()

    def row(self, row: Mapping[str, float], said: Sequence[str]) -> None:
        """Show a row of history, which has its `step`; the bar says the values of some columns."""
        step = int(row["step"])
        if self._events:
            for name in row.keys() - {"step"}:
                self._events.add_scalar(name, row[name], step)
        text = ", ".join(f"{name} {row[name]:.4g}" for name in said)
        self._bar.set_postfix_str(text, refresh=False)
        self._bar.update(step - self._bar.n)

    def picture(self, name: str, picture: Tensor, step: int) -> None:
        """Show a picture [H, W] with values from 0 to 1 in TensorBoard."""
        if self._events:
            self._events.add_image(name, picture, step, dataformats="HW")

    def close(self) -> None:
        """Write what has not been written yet."""
        self._bar.close()
        if self._events:
            self._events.close()


def _events(folder: Path, step: int) -> "SummaryWriter | None":
    """TensorBoard's log, continued at this step; None where TensorBoard is not installed."""
    with suppress(ModuleNotFoundError):
        from torch.utils.tensorboard import SummaryWriter  # slow to import

        return SummaryWriter(str(folder), purge_step=step)
    return None
