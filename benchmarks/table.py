"""Write the README's table of training speeds from the committed measurements.

python benchmarks/table.py          (in place)
"""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- speeds: written by benchmarks/table.py -->\n", "<!-- end of speeds -->\n"
ROWS = {
    "images_per_second": "this package, drawing its training images during training",
    "network_alone": "only the network, without any rendering",
    "ceiling": "if all multiply-adds ran as fast as in one large matrix product or convolution",
    "reference_renderer": "with the package's plain reference renderer, one image at a time",
    "baseline": "drawing as the original program does",
    "ratio_to_baseline": "`images_per_second` divided by `baseline`",
    "search_blurred": "the demo's recipe `search` (64 x 64 pixels) while it searches for poses",
    "search_sharp": "the same later, while it only refines the poses",
    "eight_hypotheses": "the recipe `hypotheses` (64 x 64 pixels, eight poses per image)",
    "one_hypothesis": "the same with one pose per image",
    "commit": "the commit that was measured",
}


def table() -> str:
    """The table: one row per measurement, one column per machine."""
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
    """The README with its table replaced by the current one."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(written(path.read_text()))
