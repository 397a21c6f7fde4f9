"""A folder that shows every field of view with its picks, for a person to look at and correct."""

import base64
import hashlib
import io
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import colormaps
from PIL import Image, ImageDraw

from groundwork.files import atomic_folder
from groundwork.pages.write import write_page
from holly.data.picking.results import FieldMap, read_picks

BRIGHT = 99.5  # percentile of the occupied pixels that is drawn as white
COLOURS = {True: "#7ee08a", False: "#ff9a66"}  # of accepted and of rejected picks


def write_pick_sheet(table: Path, maps: Path, output: Path) -> None:
    """Write the folder `output`: a picture `FIELD.png` of each field, and a page `index.html`.

    On the page, a click on a pick rejects or accepts it. The page needs no network and no other
    file. It saves a CSV file (columns id, x_nm, y_nm, accepted) that the pick stage reads as
    `choices`.

    Raises:
        InputError: a file is missing or broken, or the two belong to different data.
    """
    picks, fields = read_picks(table, maps)
    title = Path(output).name
    with atomic_folder(output) as scratch:
        shown = []
        for field in fields:
            own = picks[picks["field"] == field.name]
            picture = _picture(field)
            _with_circles(picture, field, own).save(scratch / f"{field.name}.png", optimize=True)
            shown.append(_shown(field, own, picture))
        write_page(
            scratch / "index.html",
            "holly.report",
            "pick_sheet.html.j2",
            title=title,
            fields=shown,
            data=_data(picks, title),
        )


def _picture(field: FieldMap) -> Image.Image:
    """The map as square roots, in colours that leave faint particles visible."""
    roots = np.sqrt(field.counts)
    bright = np.percentile(roots[roots > 0], BRIGHT) if roots.any() else 1.0
    levels = (np.clip(roots / bright, 0, 1) * 255).round().astype(np.uint8)
    picture = Image.fromarray(levels)
    picture.putpalette((colormaps["gray"](np.arange(256))[:, :3] * 255).astype(np.uint8).tobytes())
    return picture


def _with_circles(picture: Image.Image, field: FieldMap, picks: pd.DataFrame) -> Image.Image:
    drawn = picture.convert("RGB")
    pen = ImageDraw.Draw(drawn)
    for circle in _circles(field, picks):
        box = [circle["x"] - circle["r"], circle["y"] - circle["r"]]
        box += [circle["x"] + circle["r"], circle["y"] + circle["r"]]
        pen.ellipse(box, outline=COLOURS[circle["accepted"]], width=2)
    return drawn


def _circles(field: FieldMap, picks: pd.DataFrame) -> list[dict]:
    """The picks in pixels of the map."""
    places = (picks[["x_nm", "y_nm"]].to_numpy() - field.corner) / field.nm_per_pixel
    radii = picks["radius_nm"].to_numpy() / field.nm_per_pixel
    return [
        {"index": index, "x": round(x, 1), "y": round(y, 1), "r": round(r, 1), "accepted": accepted}
        for index, (x, y), r, accepted in zip(
            picks.index.tolist(),
            places.tolist(),
            radii.tolist(),
            picks["accepted"].tolist(),
            strict=True,
        )
    ]


def _shown(field: FieldMap, picks: pd.DataFrame, picture: Image.Image) -> dict:
    """What the page shows of a field."""
    file = io.BytesIO()
    picture.save(file, "png", optimize=True)
    height, width = field.counts.shape
    return {
        "name": field.name,
        "png": base64.b64encode(file.getvalue()).decode(),
        "width": width,
        "height": height,
        "um": round(width * float(field.nm_per_pixel) / 1000, 1),
        "circles": _circles(field, picks),
    }


def _data(picks: pd.DataFrame, title: str) -> dict:
    """What the page's script knows of the picks; lists have one entry per pick."""
    known = picks[["id", "x_nm", "y_nm"]].to_csv(index=False)
    return {
        # a browser keeps the choices under this key, which is the same only for the same picks
        "key": f"holly picks {hashlib.sha256(known.encode()).hexdigest()[:16]}",
        "file": f"{title}-picks.csv",
        **{name: picks[name].tolist() for name in ("id", "x_nm", "y_nm", "accepted", "reason")},
        "localisations": picks["localisations"].tolist(),
        "radius_nm": picks["radius_nm"].tolist(),
    }
