"""What counts as the code of a stage, tested on a package of a few lines."""

import re

import fingerprint
import pytest
from fingerprint import code_of
from tiny import ROOT

SOURCES = {
    "stars/__init__.py": '"""Stars."""\n',
    "stars/settings.py": "Size = int\nYear = int\n",
    "stars/stages.py": '''
"""Draw and count."""
from pathlib import Path
from groundwork.command_line import run_stage
from stars.settings import Size, Year

WIDTH = 3

def draw(size: Size, page: Path | None = None, count: int = 1):  # hides the stage below
    """Draw."""
    from stars.drawing import draw
    if page:
        from stars.page import write
        write(draw(_width(size)) * count)

def _width(size): return size * WIDTH

def count(path: Path):
    from stars import catalogue
    catalogue.read()
''',
    "stars/drawing.py": '''
"""Drawing."""
from typing import TYPE_CHECKING

import sky.shape
if TYPE_CHECKING:
    from stars.catalogue import read

POINTS = 5  # of a star

def draw(size: int):
    """Draw stars."""
    return [sky.shape.star(), POINTS]
''',
    "stars/page.py": "def write(page): print(page)\n",
    "stars/catalogue.py": "def read(): return 'north.csv'\n",
    "stars/tables/north.csv": "1,2\n",
    "stars/tables/README.md": "the north\n",
    "sky/__init__.py": "",
    "sky/shape.py": "def star(): return 'star'\n",
    "sky/native/shape.c": "int points = 5;\n",
    "groundwork/command_line.py": "def run_stage(s): pass\n",
}


@pytest.fixture(params=[False, True], ids=["nothing kept", "kept on the disk"])
def tree(request, tmp_path):
    """The package; what is read of it is kept where Python keeps compiled modules too."""
    if request.param:
        (tmp_path / fingerprint.KEPT).parent.mkdir(parents=True)
    for name, text in SOURCES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def start_anew():
    """Forget what this process has read, as a new process knows nothing of it."""
    for name in ("_read", "_source", "_files_beside", "_digest", "_kept"):
        getattr(fingerprint, name).cache_clear()


def codes(tree):
    """The fingerprints of both stages, as a new process computes them."""
    start_anew()
    return {stage: code_of("stars.stages", stage, root=tree) for stage in ("draw", "count")}


def edit(tree, name, old, new):
    path = tree / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("stars/drawing.py", "  # of a star", ""),
        ("stars/drawing.py", '"""Draw stars."""', '"""Draw many stars."""'),
        ("stars/drawing.py", '"""Drawing."""', ""),
        ("stars/drawing.py", "POINTS = 5", "POINTS =     5"),
        ("stars/drawing.py", "from stars.catalogue import read", "from stars.page import write"),
        ("stars/stages.py", '"""Draw and count."""', ""),
        ("stars/tables/README.md", "north", "far north"),
        ("groundwork/command_line.py", "pass", "s.add()"),
    ],
)
def test_what_only_explains_changes_nothing(tree, name, old, new):
    before = codes(tree)
    edit(tree, name, old, new)
    assert codes(tree) == before


@pytest.mark.parametrize(
    ("name", "old", "new", "stages"),
    [
        ("stars/stages.py", "if page", "if page and size", {"draw"}),
        ("stars/stages.py", "catalogue.read()", "catalogue.read()[0]", {"count"}),
        ("stars/stages.py", "size * WIDTH", "WIDTH * size", {"draw"}),  # a function it calls
        ("stars/stages.py", "WIDTH = 3", "WIDTH = 4", {"draw"}),
        ("stars/stages.py", "from pathlib", "from pathlib2", {"draw", "count"}),
        ("stars/settings.py", "Size = int", "Size = float", {"draw"}),
        ("stars/drawing.py", "POINTS = 5", "POINTS = 6", {"draw"}),
        ("sky/shape.py", "'star'", "'sun'", {"draw"}),  # through another package
        ("sky/native/shape.c", "5", "6", {"draw"}),
        ("stars/page.py", "print(page)", "print(page, page)", {"draw"}),  # a late import
        ("stars/catalogue.py", "north", "south", {"count"}),
        # Files beside the modules of a room belong to all stages that use the room.
        ("stars/tables/north.csv", "1,2", "1,3", {"draw", "count"}),
    ],
)
def test_an_edit_changes_the_stages_that_import_it(tree, name, old, new, stages):
    before = codes(tree)
    edit(tree, name, old, new)
    after = codes(tree)
    assert {stage for stage in before if before[stage] != after[stage]} == stages


def test_what_is_kept_is_not_read_again(tree, monkeypatch):
    before = codes(tree)
    kept = (tree / fingerprint.KEPT).exists()
    monkeypatch.setattr(fingerprint, "_code", lambda *_: pytest.fail("read again"))
    if kept:
        assert codes(tree) == before
        edit(tree, "sky/shape.py", "'star'", "'sun'")
    with pytest.raises(pytest.fail.Exception, match="read again"):
        codes(tree)


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff"])
def test_a_file_of_what_was_kept_that_is_damaged_is_replaced(tree, damage):
    before = codes(tree)
    if (tree / fingerprint.KEPT).parent.exists():
        (tree / fingerprint.KEPT).write_bytes(damage)
    assert codes(tree) == before


def test_a_package_that_a_rule_does_not_use_can_be_left_out(tree):
    before = code_of("stars.stages", "draw", without="stars.page", root=tree)
    edit(tree, "stars/page.py", "print", "log")
    start_anew()
    assert code_of("stars.stages", "draw", without="stars.page", root=tree) == before


def test_every_rule_of_a_stage_has_its_fingerprint():
    for path in ROOT.glob("workflow/*/*.smk"):
        for rule in re.split(r"^rule ", path.read_text(), flags=re.MULTILINE)[1:]:
            name = rule.partition(":")[0]
            stage = re.search(r'(?:holly|wormbrain)\(\s*"([\w-]+)|holly ([\w-]+) \{', rule)
            if stage and name not in ("fetch", "zenodo", "verify"):
                command = stage[1] or stage[2]
                assert f'code_of("{command}"' in rule, name
