"""The code that a stage runs, as one word that changes whenever that code does.

Snakemake compares parameters, input files and the shell command of a job with those of its last
run, but knows nothing of the packages behind the command. So every rule has the fingerprint of its
stage among its parameters.

A fingerprint covers the function of the stage and what it uses of its module, every module of our
packages that these import, directly or through others and wherever the import stands, and the files
beside those modules that are not Python: C, templates, tables. Comments, docstrings and the layout
of the code do not count.

Snakemake starts twice in every job of a cluster. So what was read of a source is kept on the disk,
as Python keeps the modules that it has compiled, and read again only after an edit.
"""

import ast
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNRELATED = "groundwork.command_line"  # every stage imports it, and no result depends on it
NOT_READ = {".py", ".pyc", ".md", ""}  # suffixes of files that no stage reads
KEPT = Path("workflow", "__pycache__", "fingerprints.json")  # below the root
READER = sys.version.encode() + Path(__file__).read_bytes()  # what another one kept is not used


def code_of(module: str, function: str, *, without: str = UNRELATED, root: Path = ROOT) -> str:
    """The fingerprint of a function in a module and of all that it imports, except `without`.

    `without` is a module or a package.
    """
    start, kept_before = _source(root, module), dict(_kept(root))
    reached = {start: _read(root, start, function)}
    waiting = [*reached[start][1]]
    while waiting:
        name = waiting.pop()
        path = _source(root, name)
        if path and path not in reached and not f"{name}.".startswith((f"{without}.", UNRELATED)):
            reached[path] = _read(root, path)
            waiting += reached[path][1]
    if _kept(root) != kept_before:
        _keep(root)
    digest = hashlib.sha256()
    for path in sorted({*reached, *(file for source in reached for file in _files_beside(source))}):
        content = reached[path][0] if path in reached else _digest(path)
        digest.update(f"{path.relative_to(root)} {content} ".encode())
    return digest.hexdigest()[:16]


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _read(root: Path, path: Path, function: str | None = None) -> tuple[str, list[str]]:
    """A digest of the code of a source, and the names that it imports.

    Given a function, only that function and what it uses of the source.
    """
    text = path.read_bytes()
    edition = hashlib.sha256(READER + text).hexdigest()
    what = f"{path.relative_to(root)} {function or ''}"
    kept = _kept(root)
    if kept.get(what, [None])[0] != edition:
        kept[what] = [edition, *_code(text, function)]
    return kept[what][1], kept[what][2]


@cache
def _kept(root: Path) -> dict[str, list]:
    """What processes before this one have read: edition of the source, digest and names."""
    try:
        return json.loads((root / KEPT).read_bytes())
    except (OSError, ValueError):
        return {}


def _keep(root: Path) -> None:
    """Keep what was read, where that is possible; of two processes, the later one wins."""
    path = root / KEPT
    scratch = path.with_suffix(f".{os.uname().nodename}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        scratch.write_text(json.dumps(_kept(root)))
        scratch.replace(path)


def _code(text: bytes, function: str | None) -> tuple[str, list[str]]:
    """The digest of a source without what only explains it, and the names that it imports."""
    tree, names = ast.parse(text), set()
    for node in ast.walk(tree):
        if isinstance(getattr(node, "body", None), list):
            node.body = [statement for statement in node.body if not _explains(statement)]
    if function:
        tree.body = _used(tree.body, function)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest(), sorted(names)


def _explains(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring, or imports for type checkers only."""
    if isinstance(statement, ast.If):
        return ast.unparse(statement.test) == "TYPE_CHECKING"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _used(body: list[ast.stmt], function: str) -> list[ast.stmt]:
    """The statements of a module that define a function and, directly or not, what it uses."""
    names, used = {function}, []
    while unread := [s for s in body if s not in used and (not _defined(s) or names & _defined(s))]:
        used += unread
        names |= {name for statement in unread for name in _read_names(statement)}
    return [statement for statement in body if statement in used]


def _read_names(statement: ast.stmt) -> set[str]:
    """The names of a module that a statement uses; in a function, its parameters hide them."""
    if not isinstance(statement, ast.FunctionDef):
        return _names(statement)
    parameters = {node.arg for node in ast.walk(statement.args) if isinstance(node, ast.arg)}
    inside = set().union(*map(_names, statement.body)) - parameters
    return inside.union(*map(_names, [statement.args, *statement.decorator_list]))


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _defined(statement: ast.stmt) -> set[str]:
    """The names that a statement of a module defines; none for one that does something else."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        return {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return set()


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
