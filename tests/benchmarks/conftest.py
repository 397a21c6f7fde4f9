"""Lets the tests import the benchmarks, which import one another as programs of one folder."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
