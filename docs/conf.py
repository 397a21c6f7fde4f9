"""The pages of this folder as a site, built by `make docs`.

The source is the repository itself, so that a link means the same on its host and in the site.
The README is the front page, and the table in it is the table of contents.
"""

import re
import sys
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))

ROW = re.compile(r"^\| \*\*(.+?)\*\* \|(.+)\|$", re.MULTILINE)
LINK = re.compile(r"\[[^]]+\]\(([^)]+)\.md\)")
FRONT = """\
<!DOCTYPE html>
<meta http-equiv="refresh" content="0; url=README.html">
<title>HOLLy</title>
<a href="README.html">HOLLy</a>
"""


def contents() -> dict[str, list[str]]:
    """The pages by chapter, as the README's table lists them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return {chapter: LINK.findall(links) for chapter, links in ROW.findall(readme)}


CONTENTS = contents()

project = "HOLLy"
extensions = ["myst_parser", "signatures"]
root_doc = "README"
include_patterns = ["README.md", *(f"{page}.md" for pages in CONTENTS.values() for page in pages)]
exclude_patterns = [".*", "resources", "results/[!R]*"]  # large, and nothing of it is read
myst_enable_extensions = ["fieldlist"]
myst_heading_anchors = 3
nitpick_ignore_regex = [(r"py:.*", r"(?!holly\.).*")]  # types in signatures, most of them not ours

html_theme = "furo"
html_title = "HOLLy"
html_static_path = ["static"]
html_css_files = ["style.css"]
html_copy_source = False
html_show_search_summary = False  # a page opened from disk may not read others
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0072b2", "color-brand-content": "#00609a"},
    "dark_css_variables": {"color-brand-primary": "#56b4e9", "color-brand-content": "#7cc4f0"},
}


def add_contents(_: Sphinx, page: str, source: list[str]) -> None:
    """Give the front page the chapters, which a repository's host would show as code."""
    if page == root_doc:
        for chapter, pages in CONTENTS.items():
            listed = "\n".join(pages)
            source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {chapter}\n\n{listed}\n```\n"


def add_front(app: Sphinx, fault: Exception | None) -> None:
    """Let `index.html` lead to the front page."""
    if not fault:
        (Path(app.outdir) / "index.html").write_text(FRONT, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    app.connect("source-read", add_contents)
    app.connect("build-finished", add_front)
