"""Set how often each fault is tried, and write the table of the outcomes.

By default each fault is tried a few times, so that continuous integration does not take too long.
`make faults` tries each fault ten times and writes benchmarks/results/faults.json; docs/faults.md
shows the sums.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from fault_table import commit, write_result

sys.path.append(str(Path(__file__).resolve().parents[1] / "workflow"))
OUTCOMES = ("recovered", "lost", "wrong", "unclear")


def pytest_addoption(parser):
    parser.addoption("--tries", type=int, help="of each fault at each stage")
    parser.addoption("--table", action="store_true", help="write what came of what was tried")


@pytest.fixture(scope="session")
def tries(request):
    """How often each fault is tried at a stage; None for the default of a few."""
    return request.config.getoption("--tries", None)


@pytest.fixture(scope="session")
def tabled(request):
    """The commit that is tested; None if no table was requested."""
    return commit() if request.config.getoption("--table", False) else None


@pytest.fixture
def record(tabled):
    """Record the outcomes of a fault at a stage, and require that every try has recovered."""

    def note(fault, stage, outcomes):
        counted = Counter(outcomes)
        row = {"fault": fault, "stage": stage, "tries": len(outcomes)}
        row |= {outcome: counted[outcome] for outcome in OUTCOMES}
        print(json.dumps(row))
        if tabled:
            write_result(row | {"commit": tabled})
        assert counted == {"recovered": len(outcomes)}, row
        assert outcomes, "the fault was not tried at all"

    return note
