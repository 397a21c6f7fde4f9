"""One run of the tiny configuration, which the tests of the rules share."""

import pytest
from tiny import TINY, snakemake, write_config


@pytest.fixture(scope="session")
def done(tmp_path_factory):
    """A folder in which all of the tiny configuration has run."""
    folder = tmp_path_factory.mktemp("run")
    run = snakemake(folder, "--configfile", write_config(folder, TINY), check=False)
    assert run.returncode == 0, run.stderr
    return folder
