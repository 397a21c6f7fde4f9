"""What shows the progress of a training: a bar in the terminal, and TensorBoard."""

from pathlib import Path

from tqdm import tqdm

from groundwork.loop.turns import StandardError
from holly.training.observer import Snapshot
from holly.training.tensorboard import Events


class Progress:
    """Shows a run from this step on; its bar has this line of the terminal."""

    def __init__(self, folder: Path, step: int, steps: int, line: int) -> None:
        self._events = Events(folder / "events", step)
        self._bar = tqdm(
            total=steps,
            initial=step,
            unit="step",
            mininterval=1.0,
            position=line,
            file=StandardError(),
            dynamic_ncols=True,
        )

    def row(self, row: dict[str, float]) -> None:
        """Show a row of history."""
        self._events.row(row)
        text = f"loss {row['loss']:.2f}, sigma {row['sigma_in']:.2f}"
        self._bar.set_postfix_str(text, refresh=False)
        self._bar.update(row["step"] - self._bar.n)

    def snapshot(self, snapshot: Snapshot) -> None:
        """Show images, their renderings and the structure."""
        self._events.snapshot(snapshot)

    def close(self) -> None:
        """Write what has not been written yet."""
        self._bar.close()
        self._events.close()
