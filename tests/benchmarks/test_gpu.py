"""The script for GPUs reports a part that fails and runs the other parts."""

import os
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "gpu.sh"
STAND_IN = """#!/usr/bin/env bash
case "$*" in
    -) cat >/dev/null; echo some-card ;;      # the name of the device
    -c*) exit 1 ;;                            # pytest is not there
    *scaling*) echo "out of memory"; exit 3 ;;
    *) echo "$@" ;;
esac
"""


def run(folder, python):
    environment = os.environ | {"PYTHON": str(python)}
    command = [SCRIPT, folder]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_part_that_fails_is_recorded_and_the_rest_goes_on(tmp_path):
    python = tmp_path / "python"
    python.write_text(STAND_IN)
    python.chmod(0o755)
    assert run(tmp_path / "results", python).returncode == 1
    summary = (tmp_path / "results" / "gpu-some-card.txt").read_text().splitlines()
    found = {line.split()[0]: line.split(None, 2)[2] for line in summary[1:]}
    assert found["scaling"] == "failed with 3: out of memory"
    assert found["renderer"] == found["training"] == "passed"
    log = (tmp_path / "results" / "training-some-card.log").read_text()
    assert log.split()[-1].endswith("results/training-some-card.json")


def test_a_machine_without_a_card_is_told_from_a_failure(tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/usr/bin/env bash\necho no CUDA device >&2; exit 1\n")
    python.chmod(0o755)
    assert run(tmp_path / "results", python).returncode == 2
    assert not (tmp_path / "results").exists()
