import base64
import io
import re
import time

import numpy as np
import pandas as pd
import pytest
from browser import chromium
from PIL import Image

from groundwork.errors import InputError
from holly.data.picking.maps import write_maps
from holly.data.picking.table import apply_choices
from holly.report.pick_sheet import COLOURS, write_pick_sheet


def picks():
    return pd.DataFrame(
        {
            "particle": [0, np.nan, 1],
            "id": [0, 1, 2],
            "field": ["one", "one", "two"],
            "x_nm": [500.0, 1500.0, 700.0],
            "y_nm": [400.0, 300.0, 600.0],
            "radius_nm": [100.0] * 3,
            "localisations": [200, 10, 200],
            "accepted": [True, False, True],
            "reason": [np.nan, "too few", np.nan],
        }
    )


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    one = np.concatenate([rng.normal([500, 400], 20, (200, 2)), rng.uniform(0, 2000, (300, 2))])
    two = np.concatenate([rng.normal([700, 600], 20, (200, 2)), rng.uniform(0, 1000, (300, 2))])
    picks().to_csv(tmp_path / "picks.csv", index=False)
    write_maps(tmp_path / "maps.npz", ["one", "two"], [one, two], np.full(3, 100.0))
    write_pick_sheet(tmp_path / "picks.csv", tmp_path / "maps.npz", tmp_path / "mine")
    return tmp_path


def test_every_field_has_a_picture_with_a_circle_around_each_pick(folder):
    picture = np.asarray(Image.open(folder / "mine" / "one.png"))
    assert picture.shape[:2] == pytest.approx([300, 300], abs=4)
    for accepted, middle in ((True, (60, 75)), (False, (45, 225))):
        colour = [int(COLOURS[accepted][i : i + 2], 16) for i in (1, 3, 5)]
        rows, columns = np.nonzero((picture == colour).all(axis=2))
        assert [rows.mean(), columns.mean()] == pytest.approx(middle, abs=3)


def test_the_page_shows_the_map_where_the_particles_are(folder):
    page = (folder / "mine" / "index.html").read_text()
    image = base64.b64decode(re.search(r"base64,([^\"]+)", page)[1])
    shown = np.asarray(Image.open(io.BytesIO(image)).convert("L")).astype(float)
    brightest = np.unravel_index(shown.argmax(), shown.shape)
    assert brightest == pytest.approx((60, 75), abs=12)
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_a_bright_spot_is_not_dark_on_the_map(tmp_path):
    """As a bead is, which is localised in every frame."""
    field = np.concatenate([np.full((70_000, 2), 500.0), [[0, 0], [1000, 1000]]])
    write_maps(tmp_path / "m.npz", ["a"], [field], np.full(3, 100.0))
    with np.load(tmp_path / "m.npz") as maps:
        assert maps["map0"].max() == 70_000


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("x_nm", [1.0, np.nan, 2.0]),
        ("radius_nm", [9.0, -9.0, 9.0]),
        ("id", [0, 1, 1]),
        ("localisations", [9, 0.5, 9]),
        ("accepted", ["yes", "no", "yes"]),
    ],
)
def test_a_table_that_was_spoilt_is_refused(folder, name, changed):
    picks().assign(**{name: changed}).to_csv(folder / "picks.csv", index=False)
    with pytest.raises(InputError, match=r"picks\.csv: "):
        write_pick_sheet(folder / "picks.csv", folder / "maps.npz", folder / "out")


def test_a_field_cannot_be_named_after_another_folder(folder):
    with np.load(folder / "maps.npz") as maps:
        kept = dict(maps)
    np.savez(folder / "maps.npz", **kept | {"names": np.array(["../one", "two"])})
    with pytest.raises(InputError, match=r"a field named '\.\./one'"):
        write_pick_sheet(folder / "picks.csv", folder / "maps.npz", folder / "out")


def test_other_files_are_refused(folder):
    table, maps, out = folder / "picks.csv", folder / "maps.npz", folder / "out"
    with pytest.raises(InputError, match="not a complete file of maps"):
        write_pick_sheet(table, table, out)
    maps.write_bytes(maps.read_bytes()[:200])
    with pytest.raises(InputError, match="not a complete file of maps"):
        write_pick_sheet(table, maps, out)
    picks().drop(columns="radius_nm").to_csv(table, index=False)
    with pytest.raises(InputError, match="no column radius_nm"):
        write_pick_sheet(table, maps, out)
    assert not out.exists()


def test_fields_that_are_not_in_the_maps_are_refused(folder):
    picks().assign(field="three").to_csv(folder / "picks.csv", index=False)
    with pytest.raises(InputError, match="other fields"):
        write_pick_sheet(folder / "picks.csv", folder / "maps.npz", folder / "out")


@pytest.mark.browser
@pytest.mark.timeout(120)
def test_a_click_rejects_a_pick_and_the_saved_file_is_read_back(folder):
    with chromium(folder) as browser:
        browser.call("POST", "/url", url=(folder / "mine" / "index.html").as_uri())
        for pick in (0, 1):
            browser.run(
                f"document.querySelector('circle[data-pick=\"{pick}\"]').dispatchEvent("
                "new MouseEvent('click', {bubbles: true}))"
            )
        counts = "[...document.querySelectorAll('#controls output')].map((o) => +o.value)"
        assert browser.run(counts) == [2, 1, 2]
        browser.type("u")
        assert browser.run(counts) == [1, 2, 1]
        browser.click("#save")
        path = folder / "downloads" / "mine-picks.csv"
        for _ in range(200):
            if path.exists() and path.stat().st_size:
                break
            time.sleep(0.05)
        assert browser.log() == []
    after = apply_choices(path, picks().fillna({"reason": ""}))
    assert after["accepted"].tolist() == [False, False, True]
    assert after["reason"].tolist() == ["rejected by hand", "too few", ""]
