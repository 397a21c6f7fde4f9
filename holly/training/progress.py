"""What shows the progress of a training: a bar in the terminal, and TensorBoard."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from groundwork.loop import progress
from holly.training.observer import Snapshot

if TYPE_CHECKING:
    from tensorboard.program import TensorBoard

SIDE = 160  # of a view of the cloud, px
SIDES = ((0, 1), (2, 1), (0, 2))  # the axes to the right and upwards: front, side, above


class Progress(progress.Progress):
    """Shows a run, with its images and its structure."""

    def row(self, row: dict[str, float], said: Sequence[str] = ("loss", "sigma_in")) -> None:
        """Show a row of history; in TensorBoard the shares of the hypotheses are grouped."""
        super().row({name.replace("usage_", "usage/"): row[name] for name in row}, said)

    def snapshot(self, snapshot: Snapshot) -> None:
        """Show the images above their renderings, and the cloud from three sides."""
        pairs = torch.cat([snapshot.inputs, snapshot.outputs], 1).cpu()  # [M, 2H, W]
        strip = torch.cat(list(pairs), 1)
        self.picture("pairs", strip / strip.max(), snapshot.step)
        self.picture("cloud", draw_cloud(snapshot.structure), snapshot.step)


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
