import json
import time

import numpy as np
import pytest
from browser import KEYS, Browser, chromium
from made_results import truth, write_evaluation, write_run, write_summary

from holly.data.clouds import write_cloud
from holly.report.experiments import Description
from holly.report.site import write_site
from holly.report.viewer import write_structure_page
from holly.results.evaluation import read_evaluation

SOFTWARE = ("use-gl=angle", "use-angle=swiftshader", "enable-unsafe-swiftshader")
MANY = 10_000  # points
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

# The 3D view as numbers: how much orange and blue there is, and a sum that any change changes.
PIXELS = """(() => {
  const from = document.querySelector('.stage canvas');
  const to = Object.assign(document.createElement('canvas'), {width: 300, height: 200});
  const pen = to.getContext('2d');
  pen.drawImage(from, 0, 0, 300, 200);
  const {data} = pen.getImageData(0, 0, 300, 200);
  let orange = 0, blue = 0, sum = 0;
  for (let i = 0; i < data.length; i += 4) {
    orange += data[i] > data[i + 2] + 60;
    blue += data[i + 2] > data[i] + 60;
    sum = (sum * 31 + data[i] + 7 * data[i + 2]) % 1000000007;
  }
  return [orange, blue, sum];
})()"""


class Report(Browser):
    """A browser that looks at pages with a 3D view."""

    def open(self, path, width=1200, height=900):
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", metrics)
        self.call("POST", "/url", url=path.as_uri())

    def command(self, name, params):
        self.call("POST", "/goog/cdp/execute", cmd=name, params=params)

    def until(self, script):
        """Wait until the script's value is true."""
        for _ in range(200):
            if self.run(script):
                return
            time.sleep(0.05)
        raise AssertionError(f"never: {script}; {self.run('document.body.innerText')[:500]}")

    def ready(self):
        live = "document.querySelector('.viewer').classList.contains('live')"
        self.until(f"{live} && {PIXELS}[1] > 0")

    def changes(self, act):
        """Whether the 3D view is another one after `act`."""
        before = self.run(PIXELS)[2]
        act()
        for _ in range(40):
            if self.run(PIXELS)[2] != before:
                return True
            time.sleep(0.05)
        return False

    def drag(self):
        self.run("(document.querySelector('.stage').scrollIntoView({block: 'center'}), 1)")
        stage = self.find(".stage")
        origin = {"element-6066-11e4-a52e-4f735466cecf": stage}
        moves = [
            {"type": "pointerMove", "origin": origin, "x": 0, "y": 0},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerMove", "origin": origin, "x": 90, "y": 20, "duration": 50},
            {"type": "pointerUp", "button": 0},
        ]
        self.call(
            "POST", "/actions", actions=[{"type": "pointer", "id": "mouse", "actions": moves}]
        )

    def focus(self, selector):
        self.run(f"(document.querySelector('{selector}').focus(), 1)")

    def faults(self):
        """What the console said, but for the software renderer's notes on its own speed."""
        return [line for line in self.log() if line["source"] != "rendering"]


@pytest.fixture
def folder(results, descriptions):
    write_site(results, results / "report", descriptions=descriptions)
    return results / "report"


def test_the_view_draws_turns_and_goes_through_training(folder, tmp_path):
    with chromium(tmp_path, *SOFTWARE, kind=Report) as browser:
        browser.open(folder / "index.html")
        assert browser.run("document.querySelectorAll('.card').length") == 2
        browser.click(".card a[href*=tube]")
        browser.ready()
        orange, blue, _ = browser.run(PIXELS)
        assert orange > 50
        assert blue > 50
        assert browser.changes(browser.drag)
        browser.focus(".stage")
        assert browser.changes(lambda: browser.type([KEYS["Left"]]))
        assert browser.changes(lambda: browser.type(["+"]))
        assert browser.changes(lambda: browser.type([","]))
        told = "document.querySelector('[data-control=told]').textContent"
        assert not browser.run(told).startswith("finished")
        browser.focus("[data-control=moment]")
        assert browser.changes(lambda: browser.type([KEYS["Home"]]))
        assert "σ 5 px" in browser.run(told)
        assert browser.changes(lambda: browser.type([KEYS["End"]]))
        assert browser.run(told) == "finished, step 120, σ 1 px"
        assert browser.changes(lambda: browser.click("[data-control=spin]"))
        browser.click("[data-control=spin]")
        browser.click("[data-control=truth]")
        browser.until(f"{PIXELS}[0] === 0")
        browser.click("[data-control=play]")
        browser.until("viewer.view.moment > 0 && viewer.view.moment < 1")
        browser.click("[data-control=play]")

        assert browser.changes(lambda: browser.click("[name=replicate][value='2']"))
        shown = "document.querySelector('h2:not([hidden] *) + .panels').parentElement"
        browser.until(f"{shown}.dataset.replicate === '2'")
        browser.click("[name=replicate][value=all]")
        browser.until("viewer.view.shown.length === 2")
        assert browser.run(
            "[...document.querySelectorAll('.name')].map((name) => name.textContent)"
        ) == ["replicate 1", "replicate 2"]
        assert browser.faults() == []
        asked = browser.requests()
        assert {address.split(":")[0] for address in asked} <= {"file", "data", "blob"}
        assert any(address.endswith("/2.js") for address in asked)


def test_where_no_truth_tells_the_hand_both_are_shown(folder, tmp_path):
    with chromium(tmp_path, *SOFTWARE, kind=Report) as browser:
        browser.open(folder / "experiments" / "ring.html")
        browser.ready()
        assert browser.changes(lambda: browser.click("[data-control=mirror]"))
        assert browser.changes(lambda: browser.click("[data-control=mirror]"))
        assert browser.faults() == []


def test_pages_fit_a_phone_and_have_a_name_for_every_control(folder, tmp_path):
    with chromium(tmp_path, *SOFTWARE, kind=Report) as browser:
        for page in ("index.html", "experiments/tube 1%25.html", "experiments/ring.html"):
            browser.open(folder / page.replace("%25", "%"), 390, 800)
            assert browser.run("document.documentElement.scrollWidth <= 390")
            if "experiments" in page:
                browser.ready()
            unnamed = """[...document.querySelectorAll('button, input, a, [tabindex="0"]')]
              .filter((e) => !(e.ariaLabel || e.textContent.trim()
                || e.closest('label')?.textContent.trim())).length"""
            assert browser.run(unnamed) == 0
        assert browser.faults() == []


def test_in_the_dark_it_is_dark(folder, tmp_path):
    with chromium(tmp_path, *SOFTWARE, kind=Report) as browser:
        dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
        browser.open(folder / "experiments" / "tube 1%.html")
        browser.ready()
        assert browser.changes(lambda: browser.command("Emulation.setEmulatedMedia", dark))
        paper = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
        assert max(browser.run(paper)) < 60


def test_without_webgl_still_pictures_stay(folder, tmp_path):
    flags = ("disable-3d-apis",)
    with chromium(tmp_path, *flags, kind=Report) as browser:
        browser.open(folder / "experiments" / "tube 1%.html")
        browser.until("!document.querySelector('.fault').hidden")
        assert "It needs WebGL" in browser.run("document.querySelector('.fault').textContent")
        assert browser.run("document.querySelector('.still').checkVisibility()")
        browser.click("[name=replicate][value='2']")
        assert browser.run("document.querySelector('div[data-replicate=\"1\"]').hidden")


def test_ten_thousand_points_go_through_two_hundred_frames(tmp_path):
    results = tmp_path / "results"
    run = results / "runs" / "many" / "1"
    pose = write_run(run, points=40, frames=3)
    rng = np.random.default_rng(1)
    final = (truth(MANY) + rng.normal(0, 0.04, (MANY, 3))) @ pose[:3, :3]
    write_cloud(run / "structure.ply", final)
    start = rng.uniform(-1, 1, final.shape)
    share = np.linspace(0, 1, 200)[:, None, None]
    structure = ((1 - share) * start + share * final).astype(np.float32)
    np.savez(run / "movie.npz", step=np.arange(200), sigma=np.ones(200), structure=structure)
    write_evaluation(results / "evaluation" / "many" / "1.json", pose)
    write_summary(results)
    write_cloud(tmp_path / "truth.ply", truth(MANY))
    descriptions = {"many": Description("", tmp_path / "truth.ply")}
    write_site(results, results / "report", descriptions=descriptions)
    with chromium(tmp_path, *SOFTWARE, kind=Report) as browser:
        browser.open(results / "report" / "experiments" / "many.html")
        browser.ready()
        assert browser.changes(lambda: browser.run("viewer.view.seek(0)"))
        every_frame = "[...Array(200).keys()].forEach((f) => viewer.view.seek(f / 199))"
        assert browser.changes(lambda: browser.run(every_frame))
        assert browser.faults() == []


def test_a_pair_of_clouds_is_one_page_that_needs_nothing(results, tmp_path):
    run = results / "runs" / "tube 1%" / "1"
    page = tmp_path / "alone" / "pair.html"
    write_structure_page(
        run / "structure.ply",
        results / "models" / "tube.ply",
        read_evaluation(results / "evaluation" / "tube 1%" / "1.json"),
        page,
        movie=run / "movie.npz",
    )
    assert page.stat().st_size < 1e6
    with chromium(tmp_path, *SOFTWARE, kind=Report) as browser:
        browser.open(page)
        browser.ready()
        assert browser.run("document.querySelector('h1').textContent") == "tube 1%, replicate 1"
        assert "RMSD 0.050 (5.0 nm)" in browser.run("document.body.innerText")
        assert browser.changes(browser.drag)
        assert browser.changes(
            lambda: browser.focus("[data-control=moment]") or browser.type([KEYS["Home"]])
        )
        assert browser.faults() == []
        assert {a.split(":")[0] for a in browser.requests()} <= {"file", "data"}


def test_a_pair_without_training_or_truth_has_neither_slider_nor_truth(results, tmp_path):
    run = results / "runs" / "ring" / "1"
    evaluation = read_evaluation(results / "evaluation" / "ring" / "1.json")
    write_structure_page(run / "structure.ply", None, evaluation, tmp_path / "ring.html")
    text = (tmp_path / "ring.html").read_text()
    assert 'data-control="moment"' not in text.split("<script>")[0]
    assert 'data-control="truth"' not in text.split("<script>")[0]
    scene = json.loads(text.split('id="scene">')[1].split("</script>")[0])
    assert scene["truth"] is None
    assert len(scene["lines"]) == 1
