import pytest

from holly.errors import InputError
from holly.files import aside, require


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "table.csv"
    with aside(path) as scratch:
        scratch.write_text("half")
        assert not path.exists()
        assert scratch.suffix == ".csv"
    assert path.read_text() == "half"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")

    def interrupted():
        with aside(path) as scratch:
            scratch.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [p.name for p in tmp_path.iterdir()] == ["table.csv"]
    assert path.read_text() == "old"


def test_missing_and_empty_files_are_named_with_the_remedy(tmp_path):
    with pytest.raises(InputError, match=r"x\.csv: no such file; download it"):
        require(tmp_path / "x.csv", "download it")
    (tmp_path / "x.csv").touch()
    with pytest.raises(InputError, match=r"x\.csv: the file is empty; download it"):
        require(tmp_path / "x.csv", "download it")
