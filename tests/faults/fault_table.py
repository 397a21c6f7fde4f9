"""Write the table of docs/faults.md from the committed results.

python tests/faults/fault_table.py          (in place)
"""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "faults.json"
PAGE = ROOT / "docs" / "faults.md"
BEGIN, END = "<!-- faults: written by tests/faults/fault_table.py -->\n", "<!-- end of faults -->\n"
COLUMNS = {
    "tries": "tries",
    "recovered": "recovered",
    "lost": "lost",
    "wrong": "silently wrong",
    "unclear": "without a clear line",
}


def table() -> str:
    """The table: one row per fault, summed over the stages at which it was tried."""
    results = json.loads(RESULTS.read_text())
    faults = list(dict.fromkeys(row["fault"] for row in results))
    lines = [
        f"| fault | stages | {' | '.join(COLUMNS.values())} |",
        "|---|--:|" + "--:|" * len(COLUMNS),
    ]
    for fault in [*faults, "all"]:
        rows = [row for row in results if fault in (row["fault"], "all")]
        stages = len({row["stage"] for row in rows})
        sums = " | ".join(f"{sum(row[column] for row in rows):,}" for column in COLUMNS)
        lines.append(f"| {fault} | {stages} | {sums} |")
    commits = ", ".join(dict.fromkeys(row["commit"] for row in results))
    return "\n".join([*lines, "", f"Measured at commit {commits}."]) + "\n"


def written(page: str) -> str:
    """The page with its table replaced by the current one."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


def commit() -> str:
    """The current commit, marked if files have changed, except those that this program writes."""
    said = [
        subprocess.run(
            ["git", *command], capture_output=True, text=True, check=False, cwd=ROOT
        ).stdout.strip()
        for command in (
            ["describe", "--always"],
            ["diff", "--name-only", "HEAD", "--", ".", *map(_without, (RESULTS, PAGE))],
        )
    ]
    return said[0] + ("-dirty" if said[1] else "")


def _without(path: Path) -> str:
    """Git's word for all files but this one."""
    return f":(exclude){path.relative_to(ROOT)}"


def write_result(row: dict[str, int | str]) -> None:
    """Add a row to the results, replacing an older one, and write the sums to the page."""
    old = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    known = {(row["fault"], row["stage"]): row for row in [*old, row]}
    lines = ",\n ".join(json.dumps(row) for row in known.values())
    RESULTS.write_text(f"[{lines}]\n")
    write_page()


def write_page() -> None:
    """Write the table to the page."""
    PAGE.write_text(written(PAGE.read_text()))


if __name__ == "__main__":
    write_page()
