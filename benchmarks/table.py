"""Write the README's table of training speeds from the committed measurements.

python benchmarks/table.py          (in place)
"""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- speeds: by benchmarks/table.py -->\n", "<!-- end -->\n"
ROWS = {
    "images_per_second": "recipe `paper`, 128 x 128 pixels, 350 points",
    "baseline": "the same, drawn as the original program draws",
    "ratio_to_baseline": "the first divided by the second",
    "search_blurred": "recipe `search`, 64 x 64 pixels, while it searches for poses",
    "search_sharp": "the same, while it only refines the poses",
    "commit": "measured at commit",
}


def table() -> str:
    """The table: one row per measurement, one column per machine."""
    files = sorted((ROOT / "benchmarks" / "results").glob("training-*.json"))
    results = [json.loads(path.read_text()) for path in files]
    machines = [r.get("card") or f"{r['processor']}, {r['threads']} cores" for r in results]
    lines = [f"| | {' | '.join(machines)} |", "|---|" + "--:|" * len(results)]
    for name in [name for name in ROWS if any(name in r for r in results)]:
        figures = " | ".join(_shown(r.get(name, "–")) for r in results)
        lines.append(f"| {ROWS[name]} | {figures} |")
    return "\n".join(lines) + "\n"


def _shown(figure: float | str) -> str:
    return figure if isinstance(figure, str) else f"{figure:,.0f}"


def written(readme: str) -> str:
    """The README with its table replaced by the current one."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(written(path.read_text()))
