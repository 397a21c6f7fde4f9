"""What code a stage runs: a fingerprint that changes when that code does, and only then.

Snakemake compares parameters, input files and the shell command with those of the last run; of the
package behind the command it knows nothing. So each rule has the fingerprint of its stage among its
parameters.

It is read off the sources, without an import: the subcommand, every function, class and value of
the package that it names, all that these name, and so on, through imports wherever they stand.
Comments, docstrings, help texts and the layout of the text do not count. Nor do other packages:
their versions are the matter of the lock and the environments.

To read all sources takes a quarter of Snakemake's start, of which every job on a cluster has two.
So fingerprints are kept in the user's cache, under the checksum of all that they follow from.
"""

import ast
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

NOT_DATA = {".py", ".pyc", ".md", ""}  # suffixes of files beside the code that no stage reads
EXPLAINS = {"setting": 1, "add": 2}  # which argument of these calls is there to be read by people
UNTOLD = {"ctx", "kind", "type_comment"}  # fields that follow from others


class Part:
    """A statement of the top level of a module, or one name of an import there."""

    def __init__(self, module: str, *nodes: ast.stmt) -> None:
        self.module = module
        self.names: set[str] = set()  # of its own module or of none
        self.imports: set[tuple[str, str | None]] = set()  # names of other modules; None for all
        self.texts: set[str] = set()
        self._words = [module]
        for node in nodes:
            self._read(node)
        self.code = hashlib.sha256("\0".join(self._words).encode()).digest()

    def _read(self, node: ast.AST) -> None:
        kind = type(node)
        self._words.append(kind.__name__)
        said = None  # what only explains
        if kind is ast.Name:
            self.names.add(node.id)
        elif kind is ast.Constant:
            self.texts.add(node.value if isinstance(node.value, str) else "")
        elif kind is ast.ImportFrom:
            self.imports |= {(node.module, alias.name) for alias in node.names}
        elif kind is ast.Import:
            self.imports |= {(alias.name, None) for alias in node.names}
        elif kind is ast.Call:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            said = node.args[EXPLAINS[name] :][:1] if name in EXPLAINS else None
        for field in kind._fields:
            if field not in UNTOLD:
                value = getattr(node, field, None)
                for one in value if isinstance(value, list) else [value]:
                    if not isinstance(one, ast.AST):
                        self._words.append(repr(one))
                    elif not _explains(one) and [one] != said:
                        self._read(one)
                self._words.append(field)


class Module:
    """The top level of a source file."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.body = ast.parse(path.read_bytes()).body
        self.bound: dict[str, list[Part]] = {}  # by the name that the part binds
        self.unbound: list[Part] = []  # run for its effect
        for statement in self.body:
            for node in [] if _explains(statement) else _one_by_one(statement):
                part = Part(name, node)
                names = set(_names_bound(node))
                for bound in names:
                    self.bound.setdefault(bound, []).append(part)
                if not names:
                    self.unbound.append(part)

    @property
    def parts(self) -> list[Part]:
        """All of it."""
        return [part for parts in self.bound.values() for part in parts] + self.unbound


class Package:
    """The sources of a package, and what of them each of its subcommands runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._modules: dict[str, Module | None] = {}
        self._needs: dict[Part, set[Part]] = {}

    def fingerprint(self, stage: str, *, without: str | None = None) -> str:
        """A word for the code of the subcommand `stage`, and for the package's data that it reads.

        Args:
            stage: its name.
            without: a module or subpackage that only options reach which are not used.

        Raises:
            KeyError: there is no such subcommand.
        """
        key = f"{stage} without {without}"
        if key not in self._kept:
            self._kept[key] = self._read_off(stage, without)
            self._keep()
        return self._kept[key]

    def _read_off(self, stage: str, without: str | None) -> str:
        todo, reached = [self._subcommands[stage]], set()
        while todo:
            part = todo.pop()
            if part in reached or (without and f"{part.module}.".startswith(f"{without}.")):
                continue
            reached.add(part)
            todo += self._needed_by(part)
        digest = hashlib.sha256(b"".join(sorted(part.code for part in reached)))
        for path in sorted({path for part in reached for path in self._data(part)}):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()[:16]

    @cached_property
    def _kept(self) -> dict[str, str]:
        """The fingerprints read off exactly these files before."""
        with suppress(OSError, ValueError):
            kept = json.loads(self._cache.read_text())
            if isinstance(kept, dict) and all(isinstance(word, str) for word in kept.values()):
                return kept
        return {}

    def _keep(self) -> None:
        with suppress(OSError):  # a home that cannot be written to
            self._cache.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._cache.parent) as folder:
                fresh = Path(folder) / self._cache.name
                fresh.write_text(json.dumps(self._kept))
                fresh.replace(self._cache)

    @cached_property
    def _cache(self) -> Path:
        digest = hashlib.sha256(sys.version.encode() + Path(__file__).read_bytes())
        for path in sorted(self.folder.rglob("*")):
            if path.suffix != ".pyc" and path.is_file():
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{path.relative_to(self.folder)}\0{content}\0".encode())
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return home / "holly" / f"fingerprints-{digest.hexdigest()[:16]}.json"

    @cached_property
    def _subcommands(self) -> dict[str, Part]:
        """The statements that add each subcommand: from its `add` to the next one."""
        parts = {}
        for path in (self.folder / "stages").glob("*.py"):
            module = self._module(f"{self.folder.name}.stages.{path.stem}")
            for function in module.body if module else []:
                statements = function.body if isinstance(function, ast.FunctionDef) else []
                added = [(i, name) for i, s in enumerate(statements) if (name := _stage_added(s))]
                ends = [i for i, _ in added[1:]] + [len(statements)]
                for (start, name), end in zip(added, ends, strict=False):
                    parts[name] = Part(module.name, *statements[start:end])
        return parts

    def _module(self, name: str) -> Module | None:
        """A module of the package by its dotted name."""
        if name not in self._modules:
            path = self.folder.parent.joinpath(*name.split("."))
            sources = (path.with_suffix(".py"), path / "__init__.py")
            own = name.split(".")[0] == self.folder.name
            found = next((source for source in sources if own and source.exists()), None)
            self._modules[name] = Module(name, found) if found else None
        return self._modules[name]

    def _needed_by(self, part: Part) -> set[Part]:
        """The parts of the package that a part names, and what else their import runs."""
        if part not in self._needs:
            found = self._needs[part] = set()
            own = self._module(part.module).bound
            for name in part.names & own.keys():
                found.update(own[name])
            for module, name in part.imports:
                found.update(self._imported(module, name))
        return self._needs[part]

    def _imported(self, module: str, name: str | None) -> list[Part]:
        """What an import brings; of a module as a whole, all of it."""
        source = self._module(module)
        if source and name in source.bound:
            return [*source.bound[name], *source.unbound]
        whole = source if name is None else self._module(f"{module}.{name}")
        return whole.parts if whole else []

    def _data(self, part: Part) -> Iterator[Path]:
        """The files in folders of the package that a part names together with the package."""
        if self.folder.name in part.texts:
            for text in part.texts:
                folder = Path(os.path.normpath(self.folder / text))
                for path in folder.rglob("*") if self.folder in folder.parents else ():
                    if path.is_file() and path.suffix not in NOT_DATA:
                        yield path


def _explains(node: ast.AST) -> bool:
    """Whether it is there for people or type checkers alone."""
    if isinstance(node, ast.Expr):  # a docstring
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.keyword) and node.arg == "help"


def _one_by_one(statement: ast.stmt) -> list[ast.stmt]:
    """A statement; an import as many, one a name."""
    if isinstance(statement, ast.Import):
        return [ast.Import([alias]) for alias in statement.names]
    if isinstance(statement, ast.ImportFrom):
        names = statement.names
        return [ast.ImportFrom(statement.module, [alias], statement.level) for alias in names]
    return [statement]


def _names_bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement of the top level binds."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
            continue
        if isinstance(node, ast.alias):
            yield node.asname or node.name.split(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        todo += ast.iter_child_nodes(node)


def _stage_added(statement: ast.stmt) -> str | None:
    """The subcommand that a statement adds, if it adds one."""
    call = getattr(statement, "value", None)
    if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "add":
        return getattr(call.args[0], "value", None)
    return None
