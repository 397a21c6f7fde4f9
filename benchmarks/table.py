"""Write the README's table of training speeds from the committed measurements.

python benchmarks/table.py          (in place)
"""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- speeds: written by benchmarks/table.py -->\n", "<!-- end of speeds -->\n"
ROWS = {
    "images_per_second": "this package, drawing its training images as it goes",
    "network_alone": "the network without any rendering",
    "ceiling": "if its multiply-adds were as fast as those of one large product or convolution",
    "reference_renderer": "with the package's plain reference renderer, an image at a time",
    "baseline": "drawn as the original program does",
    "ratio_to_baseline": "the first over the last",
    "search_blurred": "the demo's recipe `search` (64 x 64 pixels) while it looks for poses",
    "search_sharp": "the same later, when it only refines them",
    "eight_hypotheses": "the recipe `hypotheses` (64 x 64 pixels, eight poses an image)",
    "one_hypothesis": "the same with one pose an image",
    "commit": "measured at",
}


def table() -> str:
    """The table: a row a figure, a column a machine."""
    files = sorted((ROOT / "benchmarks" / "results").glob("training-*.json"))
    results = [json.loads(path.read_text()) for path in files]
    machines = [r.get("card") or f"{r['processor']}, {r['threads']} cores" for r in results]
    lines = [f"| | | {' | '.join(machines)} |", "|---|---|" + "--:|" * len(results)]
    for name in [name for name in ROWS if any(name in r for r in results)]:
        figures = " | ".join(_shown(r.get(name, "–")) for r in results)
        lines.append(f"| `{name}` | {ROWS[name]} | {figures} |")
    return "\n".join(lines) + "\n"


def _shown(figure: float | str) -> str:
    return figure if isinstance(figure, str) else f"{figure:,.1f}"


def written(readme: str) -> str:
    """The README with the table as it is now."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(written(path.read_text()))
