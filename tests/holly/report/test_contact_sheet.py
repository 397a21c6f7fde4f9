import json
import logging
import re
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from browser import KEYS, Browser, chromium
from cubes import write_cube

from groundwork.errors import InputError
from holly.data.particles import Particles, write_particles
from holly.images.cube import CubeHeader
from holly.images.curate import curate
from holly.report.contact_sheet import write_contact_sheet
from holly.settings.images import CurationRules


class Sheet(Browser):
    """A browser that shows a contact sheet."""

    def sort(self, name):
        self.run(
            "(() => { const sort = document.getElementById('sort');"
            f" sort.value = [...sort].find((o) => o.text === '{name}').value;"
            " sort.dispatchEvent(new Event('change', {bubbles: true})); })()"
        )

    def ids(self):
        return [
            int(name)
            for name in self.run(
                "[...document.querySelectorAll('.tile b')].map((name) => name.textContent)"
            )
        ]

    def counts(self):
        return self.run("[...document.querySelectorAll('#filter output')].map((o) => +o.value)")

    def current(self):
        return int(self.run("document.activeElement.querySelector('b').textContent"))


def localisations(folder, count=40):
    """Rings of 20 to 59 localisations, in which every fifth is a single spot; ids from 100."""
    rng = np.random.default_rng(0)
    clouds = []
    for index in range(count):
        angle = rng.uniform(0, 2 * np.pi, 20 + index * 7 % 40)
        ring = 200 * np.stack([np.cos(angle), np.sin(angle)], 1) * (index % 5 != 4)
        clouds.append(ring + rng.normal(0, 10, ring.shape))
    offsets = np.cumsum([0, *map(len, clouds)])
    x, y = np.concatenate(clouds).T
    path = folder / "localisations.h5"
    write_particles(path, Particles(x, y, None, offsets, np.arange(100, 100 + 2 * count, 2)))
    return path


def previews(folder, count=40, size=128):
    images = np.random.default_rng(1).random((count, size, size), np.float32)
    images[0] = 0
    write_cube(folder / "previews.fits", CubeHeader(1.4, 9.28, 0), images)
    return folder / "previews.fits"


def curated(folder, **options):
    options = {"rules": CurationRules(), "accepted_list": None, **options}
    curate(localisations(folder), folder / "curation.csv", **options)
    return pd.read_csv(folder / "curation.csv", keep_default_na=False)


def sheet(folder):
    table = curated(folder)
    page = folder / "page" / "rings.html"
    write_contact_sheet(previews(folder), folder / "curation.csv", page)
    return page, table


def saved(folder, name="rings-choices.csv"):
    path = folder / "downloads" / name
    for _ in range(200):
        waiting = list(folder.glob("downloads/*.crdownload"))  # the browser is not done with it
        if path.exists() and path.stat().st_size and not waiting:
            return path
        time.sleep(0.05)
    raise AssertionError(f"not saved: {list(folder.glob('downloads/*'))}")


@pytest.mark.browser
@pytest.mark.timeout(120)
def test_a_person_curates_the_particles(tmp_path, caplog):
    page, table = sheet(tmp_path)
    ids, rules = table["id"].to_numpy(), table["accepted"].to_numpy()
    with chromium(tmp_path, kind=Sheet) as browser:
        browser.call("POST", "/url", url=page.as_uri())
        assert browser.run("document.title") == "rings: contact sheet"
        assert browser.counts() == [40, 32, 8, 0]
        assert browser.ids() == list(ids)

        for column in table.columns[2:-2]:
            label = column.removesuffix("_nm").replace("_", " ")
            browser.sort(label + (", nm" if column.endswith("_nm") else ""))
            order = table.sort_values(column, kind="stable")["id"].tolist()
            assert browser.ids() == order
            browser.click("#direction")
            found = table.set_index("id").loc[browser.ids(), column]
            assert found.is_monotonic_decreasing
            browser.click("#direction")
        browser.sort("order in the file")

        browser.click("[aria-label='Particle 104']")  # by click: rejected
        browser.type([KEYS["Right"], "r"])  # 106, by key
        browser.type([KEYS["Right"], "a"])  # 108, a spot, which the rules reject
        assert browser.current() == 108
        browser.type([KEYS["Home"], KEYS["Down"]])
        columns = list(ids).index(browser.current())
        assert columns > 1
        browser.type([KEYS["End"], KEYS["Left"], " ", " ", KEYS["Right"], " ", "u"])
        assert browser.counts() == [40, 31, 9, 3]
        pressed = browser.run("document.querySelector(\"[aria-label='Particle 104']\").ariaPressed")
        assert pressed == "false"

        browser.click("#filter [value=changed]")
        assert browser.ids() == [104, 106, 108]
        browser.click("#filter [value=rejected]")
        assert set(browser.ids()) == set(ids[~rules]) - {108} | {104, 106}
        browser.click("#filter [value=accepted]")
        assert len(browser.ids()) == 31

        browser.call("POST", "/refresh")
        assert browser.counts() == [40, 31, 9, 3]
        assert "3 choices from an earlier visit" in browser.run("document.body.innerText")
        browser.click("#reset")
        assert browser.counts() == [40, 32, 8, 0]
        browser.click("#undo")
        assert browser.counts() == [40, 31, 9, 3]
        browser.click("#save")
        choices = saved(tmp_path)
        assert browser.log() == []

    expected = rules.copy()
    expected[[2, 3, 4]] = [False, False, True]
    assert choices.read_text().splitlines()[:4] == [
        "particle,id,accepted",
        "0,100,True",
        "1,102,True",
        "2,104,False",
    ]
    caplog.set_level(logging.INFO)
    after = curated(tmp_path, choices=choices)
    np.testing.assert_array_equal(after["accepted"], expected)
    assert after["reason"][2] == "rejected by hand"
    assert after["reason"][4] == ""
    assert "40 particles chosen, which changes 3 verdicts" in caplog.text


@pytest.mark.browser
@pytest.mark.timeout(120)
def test_it_fits_a_phone_and_holds_thousands(tmp_path):
    count = 4663
    table = pd.DataFrame(
        {
            "particle": range(count),
            "id": range(count),
            "extent_nm": np.random.default_rng(2).random(count),
            "accepted": True,
            "reason": "",
        }
    )
    table.to_csv(tmp_path / "curation.csv", index=False)
    cube = previews(tmp_path, count, 8)
    write_contact_sheet(cube, tmp_path / "curation.csv", tmp_path / "many.html")
    with chromium(tmp_path, kind=Sheet) as browser:
        browser.call("POST", "/window/rect", width=360, height=740)
        browser.call("POST", "/url", url=(tmp_path / "many.html").as_uri())
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")
        assert len(browser.ids()) == count
        browser.sort("extent, nm")
        assert browser.ids() == table.sort_values("extent_nm")["id"].tolist()
        browser.click(".tile")
        browser.type([KEYS["End"], "r"])
        assert browser.counts() == [count, count - 2, 2, 2]
        box = browser.run("document.activeElement.getBoundingClientRect().toJSON()")
        bar = browser.run("document.getElementById('chosen').getBoundingClientRect().toJSON()")
        assert 0 <= box["top"] < box["bottom"] <= bar["top"]  # no bar hides it
        assert browser.log() == []


def test_the_page_is_whole_and_asks_for_nothing(tmp_path):
    page, table = sheet(tmp_path)
    text = page.read_text()
    assert "default-src 'none'" in text
    assert not re.search(r"https?://|src=|@import", text)
    data = json.loads(re.search(r'id="data">(.*?)</script>', text)[1])
    assert data["id"] == table["id"].tolist()
    assert data["accepted"] == table["accepted"].tolist()
    assert [m["name"] for m in data["measures"]][:3] == [
        "localisations",
        "extent, nm",
        "radius of gyration, nm",
    ]


def test_what_is_kept_in_the_browser_belongs_to_these_particles(tmp_path):
    def key(**options):
        curated(tmp_path, **options)
        write_contact_sheet(cube, tmp_path / "curation.csv", tmp_path / "page.html")
        return re.search(r'"key": "(.*?)"', (tmp_path / "page.html").read_text())[1]

    cube = previews(tmp_path)
    first = key()
    assert key(rules=CurationRules(localisations_min=30)) == first
    table = pd.read_csv(tmp_path / "curation.csv")
    table["extent_nm"] += 1
    table.to_csv(tmp_path / "other.csv", index=False)
    write_contact_sheet(cube, tmp_path / "other.csv", tmp_path / "page.html")
    assert first not in (tmp_path / "page.html").read_text()


def test_text_of_the_table_cannot_break_the_page(tmp_path):
    curated(tmp_path)
    table = pd.read_csv(tmp_path / "curation.csv")
    table["reason"] = "</script><b>"
    table.to_csv(tmp_path / "curation.csv", index=False)
    write_contact_sheet(previews(tmp_path), tmp_path / "curation.csv", tmp_path / "page.html")
    assert "</script><b>" not in (tmp_path / "page.html").read_text()


def test_it_needs_nothing_that_reads_localisations():
    block = "import sys; sys.modules |= dict.fromkeys(['h5py', 'tqdm', 'scipy', 'astropy']); "
    subprocess.run([sys.executable, "-c", block + "import holly.report.contact_sheet"], check=True)


def test_bad_input(tmp_path):
    curated(tmp_path)
    cube = previews(tmp_path, 39, 8)
    page = tmp_path / "page.html"
    with pytest.raises(InputError, match=r"40 particles, but .* has 39"):
        write_contact_sheet(cube, tmp_path / "curation.csv", page)
    with pytest.raises(InputError, match="no such file"):
        write_contact_sheet(tmp_path / "none.fits", tmp_path / "curation.csv", page)
    (tmp_path / "curation.csv").write_text("particle,id,accepted\n1,1,True\n")
    with pytest.raises(InputError, match="missing or out of order"):
        write_contact_sheet(cube, tmp_path / "curation.csv", page)
    assert not page.exists()
