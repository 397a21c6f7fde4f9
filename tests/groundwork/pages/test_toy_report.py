"""A report that a second pipeline writes with the shell."""

import json
import re
import subprocess
import sys

import pytest
from browser import Browser, chromium

WRITER = """
import sys
from pathlib import Path

import numpy as np

from groundwork.arrays import Box
from groundwork.pages.clouds import pack
from groundwork.pages.svg import Line, draw_chart, draw_clouds, view
from groundwork.pages.write import copy_assets, write_page

folder = Path(sys.argv[1])
ring = np.stack([np.cos(np.arange(40)), np.sin(np.arange(40)), np.zeros(40)], 1)
box = Box(np.zeros(3), 1.0)
cloud = pack(np.stack([0.5 * ring, ring]), box, steps=[1, 9], notes=["small", "large"])
copy_assets(folder / "assets")
shared = {"up": "", "navigation": {"Worms": "index.html", "Neurons": "neurons.html"}}
write_page(folder / "neurons.html", "toy", "neurons.html.j2", **shared)
write_page(
    folder / "index.html",
    "toy",
    "worms.html.j2",
    **shared,
    worms=["<N2>"],
    chart=draw_chart([Line("strong", np.arange(3), np.arange(3))], "frames", "matches"),
    still=draw_clouds({"truth": ring}, box, [view(0, 0)], "a ring"),
    replicates=[{"name": "1", "findings": ["40 neurons"]}],
    chosen="1",
    scene={
        **{"centre": [0, 0, 0], "half": 1.0, "truth": None, "lines": [], "mirror": None},
        **{"bar": 0.5, "bar_label": "10 µm", "legend": {"structure": "neurons"}, "moves": True},
        "replicates": [{"name": "1", "label": "worm 1", "src": None, "cloud": cloud}],
    },
)
assert not any(name.split(".")[0] == "holly" for name in sys.modules)
"""
TEMPLATES = {
    "base.html.j2": '{% extends "shell.html.j2" %}{% block mark %}Toy{% endblock %}'
    "{% block credit %}Made by a toy.{% endblock %}",
    "neurons.html.j2": '{% extends "base.html.j2" %}{% block title %}Neurons{% endblock %}',
    "worms.html.j2": """{% extends "base.html.j2" %}
{% block title %}Worms{% endblock %}
{% block head %}
{{ super() }}
<script src="assets/three.js" defer></script>
<script src="assets/viewer.js" defer></script>
{% endblock %}
{% block main %}
<h1>{{ worms | join }}</h1>
{% include "viewer.html.j2" %}
{{ chart }}
{% endblock %}""",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The folder of the report."""
    folder = tmp_path_factory.mktemp("toy")
    for name, text in TEMPLATES.items():
        path = folder / "toy" / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "toy" / "__init__.py").touch()
    (folder / "write.py").write_text(WRITER)  # its folder is the first on the path
    (folder / "report").mkdir()
    subprocess.run([sys.executable, folder / "write.py", folder / "report"], check=True)
    return folder / "report"


def test_pages_have_the_pipelines_own_name_navigation_and_content(report):
    page = (report / "index.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert re.search(r'class="mark" href="index.html">Toy<', page)
    assert '<a href="neurons.html">Neurons</a>' in page
    assert "<h1>&lt;N2&gt;</h1>" in page
    assert "Made by a toy. The 3D view is drawn by three.js" in page
    assert "2 frames" in page  # the end of the chart's axis
    assert not re.search("holl|truth</", page, re.IGNORECASE)


def test_every_address_leads_to_a_file_of_the_report(report):
    for page in report.glob("*.html"):
        addresses = re.findall(r'(?:href|src)="([^"#]+)"', page.read_text())
        assert len(addresses) >= 5
        for address in addresses:
            assert address == "data:," or (report / address).is_file(), address


@pytest.mark.browser
@pytest.mark.timeout(120)
def test_the_viewer_says_what_the_pipeline_notes_of_each_moment(report, tmp_path):
    flags = ("use-gl=angle", "use-angle=swiftshader", "enable-unsafe-swiftshader")
    with chromium(tmp_path, *flags, kind=Browser) as browser:
        browser.call("POST", "/url", url=(report / "index.html").as_uri())
        told = "document.querySelector('[data-control=told]').textContent"
        browser.run("new Promise((end) => setTimeout(end, 1000))")
        assert browser.run(told) == "finished, step 9, large"
        browser.run("viewer.view.seek(0)")
        assert browser.run(told) == "step 0, small"
        assert json.loads(browser.run("document.getElementById('scene').textContent"))["moves"]
