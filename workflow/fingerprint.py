"""The code that a stage runs, as one word that changes whenever that code does.

Snakemake compares parameters, input files and the shell command of a job with those of its last
run, but knows nothing of the packages behind the command. So every rule has the fingerprint of its
stage among its parameters.

A fingerprint covers the module of the stage, every module of our packages that it imports, directly
or through others and wherever the import stands, and the files beside those modules that are not
Python: C, templates, tables. Comments, docstrings and the layout of the code do not count.
"""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNRELATED = "groundwork.command_line"  # every stage imports it, and no result depends on it
NOT_READ = {".py", ".pyc", ".md", ""}  # suffixes of files that no stage reads


def code_of(module: str, *, without: str = UNRELATED, root: Path = ROOT) -> str:
    """The fingerprint of a module and all that it imports, except a module or package `without`."""
    waiting, reached = [module], set()
    while waiting:
        name = waiting.pop()
        path = _source(root, name)
        if path and path not in reached and not f"{name}.".startswith((f"{without}.", UNRELATED)):
            reached.add(path)
            waiting += _read(path)[1]
    digest = hashlib.sha256()
    for path in sorted(reached | {file for source in reached for file in _files_beside(source)}):
        content = _read(path)[0] if path.suffix == ".py" else path.read_bytes()
        digest.update(f"{path.relative_to(root)} {len(content)} ".encode() + content)
    return digest.hexdigest()[:16]


@cache
def _read(path: Path) -> tuple[bytes, frozenset[str]]:
    """The code of a source without what only explains it, and the names that it imports."""
    tree, names = ast.parse(path.read_bytes()), set()
    for node in ast.walk(tree):
        if isinstance(getattr(node, "body", None), list):
            node.body = [statement for statement in node.body if not _explains(statement)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return ast.dump(tree).encode(), frozenset(names)


def _explains(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring, or imports for type checkers only."""
    if isinstance(statement, ast.If):
        return ast.unparse(statement.test) == "TYPE_CHECKING"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


@cache
def _source(root: Path, name: str) -> Path | None:
    """The file of one of our own modules; None for a module of others and for any other name."""
    path = root.joinpath(*name.split("."))
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()), None)


@cache
def _files_beside(source: Path) -> tuple[Path, ...]:
    """What lies in the folder of a module, and in folders below it that are no packages."""
    return tuple(_data_files(source.parent))


def _data_files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and not (path / "__init__.py").exists():
            yield from _data_files(path)
        elif path.is_file() and path.suffix not in NOT_READ:
            yield path
