"""One offline page that shows every particle, for a person to accept or reject."""

import base64
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from PIL import Image

from groundwork.pages.write import write_page
from holly.images.curation import read_previews

THUMBNAIL = 64  # px
COLUMNS = ROWS = 32  # thumbnails in a sprite of 2048 px, which every browser can decode


def write_contact_sheet(previews: Path, curation: Path, output: Path) -> None:
    """Write an HTML page on which a person looks at particles, accepts and rejects them.

    The page needs no network and no other file. It starts from the verdicts of the curation and
    saves a CSV file (columns particle, id, accepted) that `holly.images.curate.curate` takes as
    `choices`. The name of `output` is the title and begins the name of the saved CSV file.

    Raises:
        InputError: a file is missing or broken, or the two belong to different data.
    """
    images, _, table = read_previews(previews, curation)
    write_page(
        output,
        "holly.report",
        "contact_sheet.html.j2",
        title=Path(output).stem,
        sprites=[base64.b64encode(png).decode() for png in _sprites(images)],
        thumbnail=THUMBNAIL,
        data=_data(table, Path(output).stem),
    )


def _data(table: pd.DataFrame, title: str) -> dict[str, Any]:
    """What the page's script knows of the particles; lists have one entry per particle."""
    measures = table.select_dtypes("number").drop(columns=["particle", "id"])
    known = pd.concat([table["id"], measures], axis=1).to_csv(index=False)
    return {
        "columns": COLUMNS,
        "rows": ROWS,
        # a browser keeps the choices under this key, which is the same only for the same particles
        "key": f"holly {hashlib.sha256(known.encode()).hexdigest()[:16]}",
        "file": f"{title}-choices.csv",
        "id": table["id"].tolist(),
        "accepted": table["accepted"].tolist(),
        "reason": table["reason"].fillna("").tolist() if "reason" in table else [""] * len(table),
        "measures": [
            {"name": _words(name), "values": [v if np.isfinite(v) else None for v in values]}
            for name, values in measures.items()  # JSON has no NaN
        ],
    }


def _words(column: str) -> str:
    return column.removesuffix("_nm").replace("_", " ") + (", nm" if column.endswith("_nm") else "")


def _sprites(images: np.ndarray) -> Iterator[bytes]:
    """The images [P, H, W] as PNG files of COLUMNS x ROWS thumbnails each, row by row."""
    palette = (colormaps["inferno"](np.arange(256))[:, :3] * 255).round().astype(np.uint8)
    for start in range(0, len(images), COLUMNS * ROWS):
        block = images[start : start + COLUMNS * ROWS]
        rows = -(-len(block) // COLUMNS)
        cells = np.zeros((rows * COLUMNS, THUMBNAIL, THUMBNAIL), np.uint8)
        cells[: len(block)] = [_thumbnail(image) for image in block]
        grid = cells.reshape(rows, COLUMNS, THUMBNAIL, THUMBNAIL).transpose(0, 2, 1, 3)
        picture = Image.fromarray(grid.reshape(rows * THUMBNAIL, COLUMNS * THUMBNAIL))
        picture.putpalette(palette.tobytes())
        file = io.BytesIO()
        picture.save(file, "png", optimize=True)
        yield file.getvalue()


def _thumbnail(image: np.ndarray) -> np.ndarray:
    """An image [H, W] averaged to a thumbnail, as square roots, with its maximum at 255."""
    size, whole = (THUMBNAIL, THUMBNAIL), Image.fromarray(image.astype(np.float32))
    pixels = np.asarray(whole.resize(size, Image.Resampling.BOX))
    return (np.sqrt(pixels / (pixels.max() or 1)) * 255).round().astype(np.uint8)
