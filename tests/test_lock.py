"""The lock, the environments written from it, and the imports of the code agree."""

import ast
import importlib.util
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import holly.stages
import wormbrain.stages

ROOT = Path(__file__).resolve().parents[1]
SPEC = importlib.util.spec_from_file_location("lock", ROOT / "envs" / "lock.py")
lock = importlib.util.module_from_spec(SPEC)
sys.modules["lock"] = lock
SPEC.loader.exec_module(lock)

STAGES = {"holly": holly.stages.STAGES, "wormbrain": wormbrain.stages.STAGES}

# Late imports that no rule in this environment reaches; tests/workflow/test_conda.py runs them.
NOT_REACHED = {
    "evaluate": {
        *(
            "holly.images.views",
            "holly.training.progress",
            "holly.images.cube",
            "holly.images.prerender",
            "holly.report.viewer",
        )
    },
    "figures": {"holly.data.particles", "holly.images.prerender"},
}


def rules():
    """Name and environment of each rule, the module that its Python runs, and its stage."""
    text = "\n".join(path.read_text() for path in sorted(ROOT.glob("workflow/*/*.smk")))
    for block in re.split(r"^rule ", text, flags=re.MULTILINE)[1:]:
        name = block.partition(":")[0]
        environment = re.search(r'conda:\s+"\.\./\.\./envs/(\w+)\.yaml"', block)
        runs = re.search(r'(?:python -m |)(holly|wormbrain|sphinx)(?:\(\s*"| )([a-z0-9-]+)', block)
        assert environment, f"rule {name} names no environment"
        assert runs, f"rule {name} runs no python -m"
        yield name, environment[1], runs[1], runs[2]


RULES = list(rules())


def test_every_direct_dependency_is_locked_with_hashes():
    wanted = {name(one) for group in lock.groups().values() for one in group}
    assert wanted <= set(map(name, lock.locked()))
    assert all("--hash=sha256:" in pin for pin in lock.locked())
    assert any(pin.startswith("torch==2.13.0 ") for pin in lock.locked())


def name(requirement):
    return re.match(r"[\w.-]+", requirement)[0]


def version_and_hashes(pin):
    """Without the marker: an environment has a narrower one where fewer packages ask for it."""
    return pin.split()[0], frozenset(re.findall(r"--hash=\S+", pin))


def test_every_library_of_a_stage_is_on_the_page_with_its_licence():
    page = (ROOT / "docs" / "dependencies.md").read_text()
    listed = re.findall(r"^\| `([\w-]+)` \| .+ \| [\w.-]+", page, re.MULTILINE)
    groups = {group: set(map(name, wanted)) for group, wanted in lock.groups().items()}
    assert set(listed) == set().union(*(groups[g] for g in groups.keys() - {"dev"}))


@pytest.mark.parametrize("stage", lock.STAGES)
def test_environments_are_in_step_with_the_lock(stage):
    """Each has what its stage asks for and, as installed here, all that this needs in turn."""
    text = (ROOT / "envs" / f"{stage}.yaml").read_text()
    assert text.startswith(lock.HEADER)
    pins = yaml.safe_load(text)["dependencies"][-1]["pip"][2:]
    allowed = set(map(version_and_hashes, lock.locked()))
    assert set(map(version_and_hashes, pins)) <= allowed, "run: python envs/lock.py write"
    names = set(map(name, pins))
    waiting, seen = set(map(name, lock.direct(stage))), set()
    while waiting - seen:
        assert waiting <= names, "run: python envs/lock.py write"
        seen |= (new := waiting - seen)
        waiting = set().union(*map(needed_by, new))
    assert ("torch" in names) == (stage not in lock.WITHOUT_TORCH)


def needed_by(package):
    """The packages that one installed here needs."""
    asked = map(Requirement, requires(package) or ())
    here = {r.name for r in asked if not r.marker or r.marker.evaluate({"extra": ""})}
    return {re.sub(r"[-_.]+", "-", found).lower() for found in here}


def test_each_environment_is_a_stages_and_some_rule_uses_it():
    files = {path.stem for path in (ROOT / "envs").glob("*.yaml")}
    assert files == set(lock.STAGES)
    assert {environment for _, environment, *_ in RULES} == files


@pytest.mark.parametrize(
    ("environment", "module", "stage"), [pytest.param(*r[1:], id=r[0]) for r in RULES]
)
def test_an_environment_holds_what_its_rules_import(environment, module, stage):
    locked = re.findall(r'"([\w.-]+)==', (ROOT / "envs" / f"{environment}.yaml").read_text())
    held = {name for name, by in provided_by().items() if by & {*locked}}
    not_reached = NOT_REACHED.get(environment, set())
    wanted = imported_by(STAGES[module][stage]) if module in STAGES else {module}
    if module == "sphinx":  # Sphinx runs the programs beside the pages
        wanted |= {
            n for path in ROOT.glob("docs/*.py") for n in imports(ast.parse(path.read_text()))
        }
        wanted -= {path.stem for path in ROOT.glob("docs/*.py")}
    assert third_party(wanted, not_reached) <= held


def test_the_installation_leaves_the_choice_of_torch_to_the_machine(capsys):
    lock.main("requirements")
    names = {line.split("==")[0] for line in capsys.readouterr().out.splitlines()}
    assert {"snakemake", "sympy"} <= names
    of_cuda = {name for name in names if name.startswith(("torch", "nvidia-", "cuda-"))}
    assert of_cuda == {"nvidia-ml-py"}  # not a part of CUDA; codecarbon needs it to ask the driver
    lock.main("constraints")
    assert "torch==2.13.0" in capsys.readouterr().out.splitlines()


@cache
def provided_by():
    """The distributions that provide each importable module, named as in the lock."""
    return {
        module: {re.sub(r"[-_.]+", "-", name).lower() for name in names}
        for module, names in packages_distributions().items()
    }


def imported_by(function):
    """What the function of a stage and the head of its module import."""
    tree = ast.parse(Path(function.__code__.co_filename).read_text())
    others = {n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name[0] != "_"}
    tree.body = [n for n in tree.body if n not in others or n.name == function.__name__]
    return imports(tree)


def third_party(wanted, not_reached):
    """The third-party modules that these modules need, including late imports."""
    found, seen = set(), set(not_reached)
    while wanted:
        name = wanted.pop()
        path = source(name)
        if path is None:
            found.add(name.split(".")[0])
        elif name not in seen:
            seen.add(name)
            wanted |= {name.rpartition(".")[0] or name, *imports(ast.parse(path.read_text()))}
    return found - sys.stdlib_module_names


def source(module):
    """The file of one of our modules; None for a third-party module or a name inside a module."""
    path = ROOT / module.replace(".", "/")
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.exists()), None)


def imports(tree):
    """The full names of what a module or function imports, except imports only for types."""
    names = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.FunctionDef) and node.name.startswith("__get_pydantic"):
            continue  # only pydantic calls it
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {node.module} | {name for name in inside if source(name)}
        waiting += ast.iter_child_nodes(node)
    return names
