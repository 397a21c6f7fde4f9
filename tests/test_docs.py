"""The documentation site is built without a warning and loads nothing from other hosts."""

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from browser import chromium

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("README.md", "LICENSE", "CITATION.cff", "docs", "config", "groundwork", "holly")
SOURCES += ("benchmarks", "results/README.md", "workflow", "profiles", "wormbrain")


def build(source, output):
    """Build the site as workflow/rules/report.smk does."""
    options = ("-q", "-W", "-n", "--keep-going", "-c", source / "docs")
    command = [sys.executable, "-m", "sphinx", *options, source, output]
    return subprocess.run([str(c) for c in command], capture_output=True, text=True)


def copy(folder):
    for name in SOURCES:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs") / "site"
    built = build(ROOT, folder)
    assert built.returncode == 0, built.stderr
    assert built.stderr == ""
    return folder


def test_the_rule_builds_as_this_test_does():
    rule = (ROOT / "workflow/rules/report.smk").read_text()
    assert "python -m sphinx -q -W -n --keep-going -c" in rule


def test_every_page_is_listed_and_built(site):
    for page in (ROOT / "docs").glob("*.md"):
        assert (site / "docs" / f"{page.stem}.html").is_file(), f"README.md lists no {page.name}"
    text = (site / "README.html").read_text()
    for page in site.rglob("*.html"):
        name = page.relative_to(site).as_posix()
        if name not in ("README.html", "genindex.html", "index.html", "search.html"):
            assert f'href="{name}"' in text, name


def test_nothing_is_asked_of_any_host(site):
    for page in site.rglob("*.html"):
        text = page.read_text()
        for tag in re.findall(r"<(?:link|script|img|iframe|source)[^>]*>", text):
            assert not re.search(r"""["'(](?:https?:)?//""", tag), f"{page}: {tag}"
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", style.read_text()), style


def test_signatures_and_fields_are_those_of_the_source(site):
    text = unescape(re.sub(r"<[^>]+>", "", (site / "docs/api.html").read_text()))
    assert (
        "holly.data.clouds.read_cloud(path: Path, *, nm_per_unit: float | None = None) → np.ndarray"
        in text
    )
    assert "weights – integrated intensity of each point, [B, N]; None for one each." in text
    assert "an unknown backend, or tensors that the cuda" in text


@pytest.mark.parametrize(
    ("page", "before", "after", "said"),
    [
        ("docs/start.md", "(paper.md)", "(papers.md)", "'papers.md'"),
        ("docs/paper.md", "data.md#the-papers-data", "data.md#no-heading", "no-heading"),
        ("docs/api.md", "holly.render.splat", "holly.render.blot", "blot"),
    ],
)
def test_what_is_broken_stops_the_build(tmp_path, page, before, after, said):
    source = copy(tmp_path / "source")
    text = (source / page).read_text()
    assert before in text
    (source / page).write_text(text.replace(before, after))
    built = build(source, tmp_path / "site")
    assert built.returncode != 0
    assert said in built.stderr


@pytest.mark.browser
def test_it_opens_from_disk_and_is_searched_there(site, tmp_path):
    with chromium(tmp_path) as browser:
        for width in (1280, 390):
            size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
            command = "Emulation.setDeviceMetricsOverride"
            browser.call("POST", "/goog/cdp/execute", cmd=command, params=size)
            for page in sorted(site.rglob("*.html")):
                browser.call("POST", "/url", url=page.as_uri())
                assert browser.run("document.documentElement.scrollWidth") <= width, page
        browser.call("POST", "/url", url=f"{(site / 'search.html').as_uri()}?q=factorisation")
        script = "document.querySelector('#search-results').textContent"
        assert any("The renderer" in browser.run(script) for _ in range(200))
        assert browser.log() == []
        asked = browser.requests()
    assert len(asked) > 100
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}
