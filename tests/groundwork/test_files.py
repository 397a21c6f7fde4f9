import errno
import subprocess
import sys

import pytest

from groundwork.errors import InputError
from groundwork.files import (
    atomic_file,
    atomic_folder,
    exclusive,
    format_bytes,
    full_disk_reported,
    require,
    require_disk,
    require_lines,
)


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "table.csv"
    with atomic_file(path) as scratch:
        scratch.write_text("half")
        assert not path.exists()
        assert scratch.suffix == ".csv"
    assert path.read_text() == "half"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")

    def interrupted():
        with atomic_file(path) as scratch:
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


def test_a_last_line_without_an_end_was_cut(tmp_path):
    table = tmp_path / "x.csv"
    table.write_text("loss\n0.123\n")
    assert require_lines(table, "train again") == table
    table.write_text("loss\n0.12")
    with pytest.raises(InputError, match=r"x\.csv: truncated, its last line has no end; train"):
        require_lines(table, "train again")


def test_a_file_is_written_by_one_at_a_time(tmp_path):
    path = tmp_path / "table.csv"
    with atomic_file(path) as scratch:
        scratch.write_text("first")
        with pytest.raises(InputError, match=r"table\.csv\.part: another run"), atomic_file(path):
            pass
    assert path.read_text() == "first"
    assert [p.name for p in tmp_path.iterdir()] == ["table.csv"]


def test_a_full_disk_is_named_and_other_faults_are_not_hidden(tmp_path):
    with (
        pytest.raises(InputError, match=r"x: cannot be written \(No space left.*make room"),
        full_disk_reported(tmp_path / "x"),
    ):
        raise OSError(errno.ENOSPC, "?")
    with pytest.raises(PermissionError), full_disk_reported(tmp_path / "x"):
        raise PermissionError(errno.EACCES, "?")


def test_a_folder_appears_whole_or_not_at_all(tmp_path):
    folder = tmp_path / "deep" / "training"
    with pytest.raises(FileNotFoundError), atomic_folder(folder) as scratch:
        (scratch / "new").rename(scratch / "newer")
    assert not list(folder.parent.iterdir())
    with atomic_folder(folder) as scratch:
        (scratch / "old").touch()
    with pytest.raises(FileNotFoundError), atomic_folder(folder) as scratch:
        (scratch / "new").rename(scratch / "newer")
    assert [path.name for path in folder.iterdir()] == ["old"]
    with atomic_folder(folder) as scratch:
        (scratch / "new").touch()
    assert [path.name for path in folder.iterdir()] == ["new"]
    assert [path.name for path in folder.parent.iterdir()] == ["training"]


def test_a_killed_run_is_cleared_away_by_the_next(tmp_path):
    folder = tmp_path / "training"
    code = (
        "import os, sys; from pathlib import Path; from groundwork.files import atomic_folder\n"
        "with atomic_folder(Path(sys.argv[1])) as scratch:\n"
        "    (scratch / 'half').touch(); os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, folder]).returncode == -9
    assert not folder.exists()
    with atomic_folder(folder) as scratch:
        (scratch / "whole").touch()
    assert [path.name for path in folder.iterdir()] == ["whole"]
    assert [path.name for path in tmp_path.iterdir()] == ["training"]


def test_a_folder_is_had_by_one_at_a_time(tmp_path):
    with (
        exclusive(tmp_path / "new"),
        pytest.raises(InputError, match="new: another run"),
        exclusive(tmp_path / "new"),
    ):
        pass
    with exclusive(tmp_path / "new"):
        pass


def test_room_on_the_disk_is_asked_for_where_the_folder_will_be(tmp_path):
    require_disk(tmp_path / "not" / "yet" / "there", 1)
    with pytest.raises(InputError, match=r"there: needs 1\d+\.0 GB and .* are free; make room"):
        require_disk(tmp_path / "not" / "yet" / "there", 10**18)


@pytest.mark.parametrize(
    ("size", "says"),
    [(0, "0 bytes"), (999, "999 bytes"), (73_700, "73.7 kB"), (5e7, "50 MB"), (4e10, "40.0 GB")],
)
def test_amounts_are_readable(size, says):
    assert format_bytes(size) == says
