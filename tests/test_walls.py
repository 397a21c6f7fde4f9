"""The walls between the rooms of the house: what `make lint` checks, and what the rules import."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RULES = [
    *(ROOT / "Snakefile", ROOT / "workflow/wormbrain/Snakefile"),
    *sorted(ROOT.glob("workflow/*/*.smk")),
]
OURS = ("groundwork", "holly", "wormbrain")
ALLOWED = (  # to rules
    *("holly.settings", "holly.stages", "groundwork.errors"),
    *("wormbrain.settings", "wormbrain.stages"),
)


def lint_imports(tree):
    program = Path(sys.executable).with_name("lint-imports")
    environment = {"PYTHONPATH": str(tree), "PATH": "", "NO_COLOR": "1"}
    return subprocess.run(
        [program, "--no-cache"], cwd=tree, env=environment, capture_output=True, text=True
    )


@pytest.fixture
def tree(tmp_path):
    for name in OURS:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "statement", "contract"),
    [
        ("groundwork/files.py", "import holly.geometry", "Groundwork knows no pipeline"),
        ("holly/render/__init__.py", "import holly.training.loss", "HOLLy's rooms import only"),
        ("holly/data/clouds.py", "def late():\n    import holly.report", "HOLLy's rooms import"),
        ("groundwork/seeds.py", "import wormbrain.geometry", "Groundwork knows no pipeline"),
        ("wormbrain/geometry.py", "import wormbrain.frames.intensity", "WORMBRAIN's rooms import"),
        ("wormbrain/frames/open.py", "import holly.geometry", "The pipelines do not know"),
        ("holly/data/clouds.py", "import wormbrain.geometry", "The pipelines do not know"),
        ("wormbrain/geometry.py", "import snakemake", "The packages know no Snakemake"),
        ("wormbrain/settings/match.py", "import wormbrain.settings.shipped", "No module imports"),
        ("holly/geometry.py", "import snakemake", "The packages know no Snakemake"),
        ("holly/training/loss.py", "import holly.training.compiled.adam", "The compiled layers"),
        ("holly/settings/choices.py", "import holly.settings.load", "No module imports itself"),
    ],
)
def test_a_forbidden_import_is_found(tree, module, statement, contract):
    path = tree / module
    path.write_text(f"{path.read_text()}\n{statement}\n")
    ended = lint_imports(tree)
    assert ended.returncode == 1, ended.stdout
    assert re.search(rf"{contract}.*BROKEN", ended.stdout), ended.stdout


def test_the_rules_know_no_science():
    """They import the configuration, the names of stages, and the exception that a user reads."""
    for path in RULES:
        statement = r"^(?:from|import) [^\n(]*(?:\([^)]*\))?"  # on several lines in brackets
        imports = re.findall(statement, path.read_text(), re.MULTILINE)
        for node in ast.walk(ast.parse("\n".join(imports))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            ours = [name for name in names if name.partition(".")[0] in OURS]
            assert all(name.startswith(ALLOWED) for name in ours), f"{path.name}: {ours}"


def test_a_room_without_a_place_in_the_order_is_found(tree):
    (tree / "wormbrain/attic").mkdir()
    (tree / "wormbrain/attic/__init__.py").write_text('"""Nothing."""\n')
    ended = lint_imports(tree)
    assert ended.returncode == 1
    assert "attic" in ended.stdout
