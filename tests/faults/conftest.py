"""How often each fault is tried, and the table of what came of it.

By default a few times, which continuous integration can afford. `make faults` tries each ten
times and writes benchmarks/results/faults.json, of which docs/faults.md shows the sums.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from fault_table import write_results

sys.path.append(str(Path(__file__).resolve().parents[1] / "workflow"))
OUTCOMES = ("recovered", "lost", "wrong", "unclear")


def pytest_addoption(parser):
    parser.addoption("--tries", type=int, help="of each fault at each stage")
    parser.addoption("--table", action="store_true", help="write what came of what was tried")


@pytest.fixture(scope="session")
def tries(request):
    """How often a fault is tried at a stage; a few where nothing is said."""
    return request.config.getoption("--tries", None)


@pytest.fixture(scope="session")
def rows(request):
    """What came of each fault at each stage; written where that is asked for."""
    found = []
    yield found
    if request.config.getoption("--table", False):
        write_results(found)


@pytest.fixture
def record(rows):
    """Note the outcomes of the tries of a fault at a stage; every one must have recovered."""

    def note(fault, stage, outcomes):
        counted = Counter(outcomes)
        row = {"fault": fault, "stage": stage, "tries": len(outcomes)}
        row |= {outcome: counted[outcome] for outcome in OUTCOMES}
        rows.append(row)
        print(json.dumps(row))
        assert counted == {"recovered": len(outcomes)}, row
        assert outcomes, "the fault was not tried at all"

    return note
