"""The registration benchmark with few starts, and its committed results."""

import importlib.util
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
SPEC = importlib.util.spec_from_file_location(
    "registration", ROOT / "benchmarks" / "registration.py"
)
benchmark = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(benchmark)


def holds(results):
    """Check what docs/evaluation.md promises about registration."""
    assert results["rotations_searched"] >= 2 * 4000
    assert results["exact_rmsd"] < 1e-6
    for noise in benchmark.NOISES:
        assert results[f"agreeing_{noise:g}"] >= 0.995 * results["starts"]
        assert results[f"worse_than_icp_{noise:g}"] < 1e-9


def test_a_few_starts_end_at_one_place_and_no_worse_than_icp_alone():
    holds(benchmark.measure(3))


def test_the_published_figures_hold():
    results = json.loads((ROOT / "benchmarks/results/registration-cpu.json").read_text())
    holds(results)
    assert results["starts"] >= 200
    assert results["seconds"] <= 2
