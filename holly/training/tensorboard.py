"""What TensorBoard shows while a run trains."""

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from tensorboard.program import TensorBoard

    from holly.training.run_folder import Snapshot

SIDE = 160  # of a picture of the cloud, px
SIDES = ((0, 1), (2, 1), (0, 2))  # the axes to the right and upwards: front, side, above


class Events:
    """TensorBoard's log of one run, continued at a step."""

    def __init__(self, folder: Path, step: int) -> None:
        from torch.utils.tensorboard import SummaryWriter  # slow to import

        self._writer = SummaryWriter(str(folder), purge_step=step)

    def row(self, row: dict[str, float]) -> None:
        """Show a line of history as curves; the hypotheses' shares stand together."""
        for name, value in row.items():
            self._writer.add_scalar(name.replace("usage_", "usage/"), value, int(row["step"]))

    def snapshot(self, snapshot: "Snapshot") -> None:
        """Show the images above their renderings, and the cloud from three sides."""
        pairs = torch.cat([snapshot.inputs, snapshot.outputs], 1).cpu()  # [M, 2H, W]
        strip = torch.cat(list(pairs), 1)
        pictures = {"pairs": strip / strip.max(), "cloud": draw_cloud(snapshot.structure)}
        for name, picture in pictures.items():
            self._writer.add_image(name, picture, snapshot.step, dataformats="HW")

    def close(self) -> None:
        """Write what is left."""
        self._writer.close()


def draw_cloud(points: Tensor) -> Tensor:
    """Points [N, 3] from the front, the side and above, as one picture [SIDE, 3·SIDE] in [0, 1].

    The views share one scale, from -1.5 to 1.5 model units; what is farther out lies on the rim.
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
    """TensorBoard about all runs below a folder, for this machine alone; not yet started.

    The program `tensorboard` also loads the plugins of whatever is installed beside it, and ends
    where it cannot: Open3D's needs a system library that a bare machine lacks. Here are its own.
    """
    from tensorboard.default import get_static_plugins
    from tensorboard.program import TensorBoard  # slow to import

    made = TensorBoard(plugins=get_static_plugins())
    made.configure(logdir=str(folder), port=port)
    return made
