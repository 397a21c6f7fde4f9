"""Lists of particle images: what a STAR file may name."""

import pytest

from groundwork.errors import InputError
from groundwork.formats.mrc import read_star


@pytest.mark.parametrize("name", ["missing.mrcs", "a" * 5000, "a" * 300 + "/b.mrcs"])
def test_a_stack_that_is_not_there_is_named_however_long_its_name(tmp_path, name):
    path = tmp_path / "a.star"
    path.write_text(f"data_particles\n\nloop_\n_rlnImageName #1\n000001@{name}\n")
    with pytest.raises(InputError, match=r"a\.star: its stack .* is not there") as refused:
        read_star(path)
    assert len(str(refused.value)) < 500
