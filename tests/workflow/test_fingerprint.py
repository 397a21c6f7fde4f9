"""What counts as the code of a stage, on a package of a few lines."""

import re

import fingerprint
import pytest
from fingerprint import Package
from tiny import ROOT

SOURCES = {
    "cli/__init__.py": "from stars.cli.sky import add_sky\n",
    "cli/sky.py": '''
from stars.cli.options import add_output

def add_sky(stages):
    s = stages.add("draw", _draw, "draw the sky")
    s.add_argument("--size", type=int, default=10, help="how large")
    add_output(s)

    s = stages.add("count", _count, "count the stars")

def _draw(a):
    """Draw."""
    from stars.drawing import draw
    if a.page:
        from stars.page import write
        write(draw(a.size))

def _count(a):
    from stars import catalogue
    return len(catalogue.read())
''',
    "cli/options.py": "def add_output(s):\n    s.add_argument('--output')\n",
    "drawing.py": '''
"""Drawing."""
from typing import TYPE_CHECKING

from math import cos as bend, sin as turn

from stars.shape import star as bright, dot as faint
if TYPE_CHECKING:
    from stars.page import Page

POINTS = 5  # of a star
KINDS = {}
KINDS["bright"] = bright

def draw(size: int):
    return [KINDS, faint, bend(turn(size)), POINTS]

def unused():
    return 1
''',
    "shape.py": "def star(): return 'star'\ndef dot(): return 'dot'\ndef ring(): return 'ring'\n",
    "page.py": "class Page: pass\ndef write(page): print(page)\n",
    "catalogue.py": """
from importlib.resources import files
def read(): return (files("stars") / "data").iterdir()
""",
    "data/north.csv": "1,2\n",
    "data/README.md": "Stars.\n",
}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The user's, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def prints(tmp_path, cache):
    """The fingerprints of both stages after an edit, from a text to another, of a file."""

    def prints(file=None, old="", new=""):
        folder = tmp_path / "stars"
        for name, text in SOURCES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            assert name != file or old in text
            (folder / name).write_text(text.replace(old, new) if name == file else text)
        package = Package(folder)
        return {
            "draw": package.fingerprint("draw", without="stars.page"),
            "count": package.fingerprint("count"),
        }

    return prints


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("drawing.py", "# of a star", "# of each"),
        ("drawing.py", '"""Drawing."""', '"""Drawings."""'),
        ("drawing.py", "POINTS = 5", "POINTS  =  (5)"),
        ("drawing.py", "return 1", "return 2"),
        ("drawing.py", "import Page", "import Page as P"),
        ("cli/sky.py", '"""Draw."""', ""),
        ("cli/sky.py", '"how large"', '"width"'),
        ("cli/sky.py", '"draw the sky"', '"draw"'),
        ("cli/__init__.py", "add_sky", "add_sky as add"),
        ("shape.py", "'ring'", "'o'"),
        ("page.py", "print(page)", "print()"),
        ("data/README.md", "Stars", "Suns"),
    ],
)
def test_what_is_no_code_of_a_stage_does_not_count(prints, file, old, new):
    assert prints(file, old, new) == prints()


@pytest.mark.parametrize(
    ("stage", "file", "old", "new"),
    [
        ("draw", "drawing.py", "POINTS = 5", "POINTS = 6"),
        ("draw", "drawing.py", "[KINDS", "[0, KINDS"),
        ("draw", "drawing.py", 'KINDS["bright"]', 'KINDS["light"]'),
        ("draw", "drawing.py", "cos as bend, sin as turn", "sin as bend, cos as turn"),
        ("draw", "drawing.py", "star as bright, dot as faint", "dot as bright, star as faint"),
        ("draw", "shape.py", "'star'", "'*'"),
        ("draw", "shape.py", "'dot'", "'.'"),
        ("draw", "cli/sky.py", "default=10", "default=11"),
        ("draw", "cli/sky.py", "draw(a.size)", "draw(2 * a.size)"),
        ("draw", "cli/options.py", "--output", "--out"),
        ("count", "cli/sky.py", "len(", "bool("),
        ("count", "catalogue.py", "iterdir", "walk"),
        ("count", "data/north.csv", "2", "3"),
    ],
)
def test_what_a_stage_reaches_counts_for_it_alone(prints, stage, file, old, new):
    before, after = prints(), prints(file, old, new)
    assert {name for name in before if before[name] != after[name]} == {stage}


def test_the_same_files_are_not_read_off_twice(prints, monkeypatch):
    before = prints()
    monkeypatch.setattr(fingerprint, "Module", None)
    assert prints() == before
    with pytest.raises(TypeError):
        prints("data/north.csv", "2", "3")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"draw without stars.page": 1}'])
def test_a_damaged_cache_is_written_anew(prints, cache, damage):
    before = prints()
    (kept,) = cache.glob("holly/*")
    content = kept.read_text()
    kept.write_text(damage)
    assert prints() == before
    assert kept.read_text() == content


def test_a_cache_that_cannot_be_written_is_done_without(prints, cache):
    cache.write_text("in the way")
    assert prints() == prints()


def test_every_rule_that_computes_is_tracked_by_the_code_of_its_own_stage():
    for path in (ROOT / "workflow/rules").glob("*.smk"):
        for rule in re.split(r"^ *rule\b", path.read_text(), flags=re.MULTILINE)[1:]:
            stage = re.search(r'python -m holly (?:--reads.*"\s+" )?([\w-]+)', rule)
            if stage and stage[1] not in ("fetch", "zenodo", "verify"):
                assert f'code=code_of("{stage[1]}"' in rule, f"{path.name}: {stage[1]}"


def test_a_stage_that_is_not_there_is_refused():
    with pytest.raises(KeyError, match="fly"):
        Package(ROOT / "holly").fingerprint("fly")
