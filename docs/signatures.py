"""The directive `api`: signatures and docstrings of named functions and classes of the package.

They are read from the source and not imported, so that the pages are the same wherever they are
built, with torch and without.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parents[1]
SECTION = re.compile(r"^(Args|Returns|Raises):$")
ENTRY = re.compile(r"^ {4}\S")  # a line that begins one, in a section
FIELD = {"Args": ":param {}: ", "Raises": ":raises {}: "}
Definition = ast.FunctionDef | ast.ClassDef


class Api(SphinxDirective):
    """Each line of its content names a function or class, `holly.module.name`."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """The nodes of what `described` writes in Markdown."""
        found: list[nodes.Node] = []
        for name in self.content:
            path, definition = find(name)
            self.env.note_dependency(str(path))
            found += self.parse_text_to_nodes(described(name, definition))
        return found


def find(name: str) -> tuple[Path, Definition]:
    """The file a public name is defined in, and its definition.

    Raises:
        LookupError: there is none of that name, or it has no docstring.
    """
    module, _, own = name.rpartition(".")
    path = ROOT / module.replace(".", "/")
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, Definition) and node.name == own and ast.get_docstring(node):
            return path, node
    raise LookupError(f"{path}: no {own} with a docstring")


def described(name: str, definition: Definition) -> str:
    """A function or class as Markdown."""
    kind = "function" if isinstance(definition, ast.FunctionDef) else "class"
    text = "\n".join(fields(ast.get_docstring(definition)))
    return f"~~~{{py:{kind}}} {name}{signature(definition)}\n\n{text}\n~~~\n"


def signature(definition: Definition) -> str:
    """Arguments and result; those of a class are its constructor's."""
    if isinstance(definition, ast.FunctionDef):
        result = f" -> {ast.unparse(definition.returns)}" if definition.returns else ""
        return f"({ast.unparse(definition.args)}){result}"
    for node in definition.body:
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            node.args.args = node.args.args[1:]
            return f"({ast.unparse(node.args)})"
    return ""


def fields(docstring: str) -> Iterator[str]:
    """The lines of a docstring, its sections turned into the fields that Sphinx knows."""
    section = ""
    for line in docstring.splitlines():
        if begun := SECTION.match(line):
            section = begun[1]
            if section == "Returns":
                yield ":returns:"
        elif section in FIELD and ENTRY.match(line):
            entry, _, about = line.strip().partition(": ")
            yield FIELD[section].format(entry) + about
        else:
            yield line


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("api", Api)
    return {"parallel_read_safe": True}
