"""What shows the progress of a training: a bar in the terminal, and TensorBoard."""

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from tqdm import tqdm

from groundwork.loop.turns import StandardError
from holly.training.observer import Snapshot

if TYPE_CHECKING:
    from tensorboard.program import TensorBoard

SIDE = 160  # of a view of the cloud, px
SIDES = ((0, 1), (2, 1), (0, 2))  # the axes to the right and upwards: front, side, above


class Progress:
    """Shows a run from this step on; its bar has this line of the terminal."""

    def __init__(self, folder: Path, step: int, steps: int, line: int) -> None:
        from torch.utils.tensorboard import SummaryWriter  # slow to import

        self._writer = SummaryWriter(str(folder / "events"), purge_step=step)
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
        """Show a row of history; in TensorBoard the shares of the hypotheses are grouped."""
        for name, value in row.items():
            self._writer.add_scalar(name.replace("usage_", "usage/"), value, int(row["step"]))
        text = f"loss {row['loss']:.2f}, sigma {row['sigma_in']:.2f}"
        self._bar.set_postfix_str(text, refresh=False)
        self._bar.update(row["step"] - self._bar.n)

    def snapshot(self, snapshot: Snapshot) -> None:
        """Show the images above their renderings, and the cloud from three sides."""
        pairs = torch.cat([snapshot.inputs, snapshot.outputs], 1).cpu()  # [M, 2H, W]
        strip = torch.cat(list(pairs), 1)
        pictures = {"pairs": strip / strip.max(), "cloud": draw_cloud(snapshot.structure)}
        for name, picture in pictures.items():
            self._writer.add_image(name, picture, snapshot.step, dataformats="HW")

    def close(self) -> None:
        """Write what has not been written yet."""
        self._bar.close()
        self._writer.close()


def draw_cloud(points: Tensor) -> Tensor:
    """Draw points [N, 3] from the front, the side and above: one picture [SIDE, 3·SIDE] in [0, 1].

    The views share one scale, from -1.5 to 1.5 model units; points farther out lie on the rim.
    """
    points = points.detach().cpu()
    places = ((points / 3 + 0.5) * SIDE).long().clamp(0, SIDE - 1)
    views = torch.zeros(len(SIDES), SIDE * SIDE)
    for view, (right, up) in zip(views, SIDES, strict=True):
        cells = (SIDE - 1 - places[:, up]) * SIDE + places[:, right]
        view.index_add_(0, cells, torch.ones(len(cells)))
    dots = torch.nn.functional.avg_pool2d(views.view(-1, SIDE, SIDE), 3, stride=1, padding=1)
    return torch.cat(list((dots * 6).clamp(0, 1)), 1)


def board(folder: Path, port: int) -> "TensorBoard":
    """TensorBoard for all runs below a folder, open to this machine only; not yet started.

    The program `tensorboard` also loads the plugins of other installed packages and ends if one
    fails: Open3D's needs a system library that a bare machine lacks. This loads only its own.
    """
    from tensorboard.default import get_static_plugins
    from tensorboard.program import TensorBoard  # slow to import

    server = TensorBoard(plugins=get_static_plugins())
    server.configure(logdir=str(folder), port=port)
    return server
