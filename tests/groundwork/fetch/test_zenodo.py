"""A Zenodo record fetched from the fake one, by the unmodified program."""

import hashlib
import json
import logging
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from fake_zenodo import CONTENT, FILES, A, B, Usage, soon

from groundwork.errors import InputError
from groundwork.fetch import zenodo as zenodo_module
from groundwork.fetch.zenodo import fetch_zenodo
from holly.stages import main


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(zenodo_module, "DELAY", 0.01)
    monkeypatch.setattr("groundwork.fetch.download.BACKOFF", 0.01)


@pytest.mark.parametrize("glob", ["*", "*.csv"])
def test_zenodo_writes_what_matches_and_its_checksums(zenodo, tmp_path, glob):
    fetch_zenodo(123, [glob], tmp_path / "123")
    expected = {name: content for name, content in FILES.items() if fnmatch(name, glob)}
    sums = (tmp_path / "123" / "zenodo_123.md5").read_text().splitlines()
    assert [line.split("  ")[1] for line in sums] == list(expected)
    (tmp_path / "123" / "zenodo_123.md5").unlink()
    written = {path.name: path.read_bytes() for path in (tmp_path / "123").iterdir()}
    assert written == expected
    assert list(tmp_path.iterdir()) == [tmp_path / "123"]


def test_the_stage_fetches_and_is_recorded(zenodo, tmp_path):
    output, record = tmp_path / "123", tmp_path / "zenodo.log.json"
    main(["zenodo", "123", "--file", "a.csv", "--output", str(output)])
    assert (output / "a.csv").read_bytes() == FILES["a.csv"]
    main(["--record", str(record), "zenodo", "123", "--file", "a.csv", "--output", str(output)])
    assert json.loads(record.read_text())["settings"]["record"] == 123


@pytest.mark.parametrize("fault", ["corrupt", "cut"])
def test_zenodo_mends_a_bad_file_and_keeps_the_good(zenodo, tmp_path, fault):
    zenodo.faults[B] = [fault]
    fetch_zenodo(123, ["*"], tmp_path / "123")
    assert (tmp_path / "123" / "b.bin").read_bytes() == CONTENT
    assert zenodo.hits[A] == 1


@pytest.mark.parametrize("faults", [[503], [429, 500], [(429, "1")], ["cut"], ["corrupt"]])
@pytest.mark.parametrize("path", ["/api/records/123", A])
def test_zenodo_waits_for_a_busy_server(zenodo, tmp_path, faults, path):
    zenodo.faults[path] = faults
    fetch_zenodo(123, ["a.csv"], tmp_path / "123")
    assert (tmp_path / "123" / "a.csv").read_bytes() == FILES["a.csv"]


def test_zenodo_stops_a_download_that_stalls(zenodo, tmp_path, monkeypatch, caplog):
    """And says how far it was."""
    monkeypatch.setattr("groundwork.fetch.download.PROGRESS", 0)
    monkeypatch.setattr(zenodo_module, "STALL", 8)
    zenodo.faults[B] = ["stall"]
    with caplog.at_level(logging.INFO):
        fetch_zenodo(123, ["*"], tmp_path / "123")
    assert (tmp_path / "123" / "b.bin").read_bytes() == CONTENT
    assert "b.bin: missing" not in caplog.text
    assert "b.bin: damaged (no further byte in 8 s)" in caplog.text
    assert "b.bin: 524 kB of 1.05 MB, " in caplog.text
    assert "min left" in caplog.text
    assert zenodo.hits[A] == 1


def test_zenodo_survives_kill_9(zenodo, tmp_path):
    """Nothing looks finished after it, nobody goes on, and what was finished is kept."""
    zenodo.faults[B] = ["stall"]
    code = "from groundwork.fetch.zenodo import fetch_zenodo\n"
    code += f"fetch_zenodo(123, ['*'], {str(tmp_path / '1')!r})"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as process:
        try:
            assert soon(lambda: list(tmp_path.glob(".1.partial/try.*/b.bin")))
            with pytest.raises(InputError, match="another run is writing here"):
                fetch_zenodo(123, ["*"], tmp_path / "1")
            child = _child(process.pid)
        finally:
            process.kill()
    assert [path.name for path in tmp_path.iterdir()] == [".1.partial"]
    assert child is None or soon(lambda: not _runs(child))
    fetch_zenodo(123, ["*"], tmp_path / "1")
    assert {path.name: path.read_bytes() for path in (tmp_path / "1").glob("?.*")} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["1"]
    assert zenodo.hits[A] == 1
    assert zenodo.hits[B] == 2


def _child(pid):
    """The process started by another; None where the system does not tell."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return int(children.read_text().split()[0]) if children.exists() else None


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_zenodo_survives_a_full_disk(zenodo, tmp_path):
    """A limit on the size of files stands for the full disk: it is the same failing write."""
    code = "from groundwork.fetch import zenodo; zenodo.TRIES = 1\n"
    code += f"zenodo.fetch_zenodo(123, ['*'], {str(tmp_path / '1')!r})"
    command = ["bash", "-c", 'ulimit -f 100; exec "$@"', "-", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "File too large" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [".1.partial"]
    fetch_zenodo(123, ["*"], tmp_path / "1")
    assert (tmp_path / "1" / "b.bin").read_bytes() == CONTENT
    assert zenodo.hits[A] == 1


def test_zenodo_sees_to_the_disk_before_the_first_byte(zenodo, tmp_path, monkeypatch):
    size = sum(map(len, FILES.values()))
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(size, 1, size - 1))
    with pytest.raises(InputError, match=r"needs 1\.06 MB and 1\.06 MB are free") as caught:
        fetch_zenodo(123, ["*"], tmp_path / "1")
    assert "\n" not in str(caught.value)
    assert zenodo.hits[A] + zenodo.hits[B] == 0
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(size, 0, size))
    fetch_zenodo(123, ["*"], tmp_path / "1")


def test_zenodo_needs_no_room_for_what_it_has(zenodo, tmp_path, monkeypatch):
    monkeypatch.setattr(zenodo_module, "TRIES", 1)
    zenodo.faults[B] = ["cut"] * 9
    with pytest.raises(InputError):
        fetch_zenodo(123, ["*"], tmp_path / "1")
    zenodo.faults.clear()
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(1e9, 1, len(CONTENT)))
    fetch_zenodo(123, ["*"], tmp_path / "1")
    assert zenodo.hits[A] == 1


def test_zenodo_asks_for_no_file_it_has(zenodo, tmp_path):
    for glob in ("*", "*"):
        fetch_zenodo(123, [glob], tmp_path / "1", lock=tmp_path / "lock.json")
    assert (zenodo.hits[A], zenodo.hits[B], zenodo.hits["/api/records/123"]) == (1, 1, 3)
    (tmp_path / "1" / ".left_by_another_program").touch()
    fetch_zenodo(123, ["*"], tmp_path / "1", lock=tmp_path / "lock.json")
    assert (tmp_path / "1" / ".left_by_another_program").exists()
    (tmp_path / "1" / "b.bin").write_bytes(CONTENT[:-1] + b"\0")  # a disk that forgets
    fetch_zenodo(123, ["*"], tmp_path / "1")
    assert (tmp_path / "1" / "b.bin").read_bytes() == CONTENT
    assert (zenodo.hits[A], zenodo.hits[B]) == (1, 2)


def test_zenodo_completes_a_folder_for_a_wider_pattern(zenodo, tmp_path):
    fetch_zenodo(123, ["a*"], tmp_path / "1")
    fetch_zenodo(123, ["*"], tmp_path / "1")
    assert {path.name for path in (tmp_path / "1").iterdir()} == {*FILES, "zenodo_123.md5"}
    assert (zenodo.hits[A], zenodo.hits[B]) == (1, 1)


def test_zenodo_pins_what_it_saw_first(zenodo, tmp_path):
    locks = [tmp_path / name / "123.lock.json" for name in ("one", "two")]
    fetch_zenodo(123, ["a*"], tmp_path / "1", lock=locks[0])
    zenodo.files = dict(reversed(zenodo.files.items()))  # in whatever order the record has them
    fetch_zenodo(123, ["*"], tmp_path / "2", lock=locks[1])
    assert locks[0].read_bytes() == locks[1].read_bytes()
    assert list(locks[0].parent.iterdir()) == [locks[0]]
    md5 = hashlib.md5(FILES["a.csv"]).hexdigest()
    first = {"name": "a.csv", "size": len(FILES["a.csv"]), "md5": md5}
    content = json.loads(locks[0].read_text())
    assert (content["record"], content["files"][0]) == (123, first)
    assert [file["name"] for file in content["files"]] == list(FILES)


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({**FILES, "b.bin": CONTENT[::-1]}, r"b\.bin of .*1048576 bytes with MD5 .*has changed"),
        ({**FILES, "a.csv": b""}, r"a\.csv of .* and is 0 bytes"),
        ({"a.csv": FILES["a.csv"]}, r"b\.bin of .* and is absent"),
        ({**FILES, "c.txt": b"c"}, r"c\.txt of .* was absent and is 1 bytes"),
    ],
)
def test_zenodo_refuses_a_record_that_is_not_the_pinned_one(zenodo, tmp_path, files, fault):
    lock = tmp_path / "lock.json"
    fetch_zenodo(123, ["a*"], tmp_path / "1", lock=lock)
    pinned, hits = lock.read_bytes(), zenodo.hits[A] + zenodo.hits[B]
    zenodo.files = files
    with pytest.raises(InputError, match=fault) as caught:
        fetch_zenodo(123, ["*"], tmp_path / "2", lock=lock)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{lock}: ")
    assert lock.read_bytes() == pinned
    assert not (tmp_path / "2").exists()
    assert zenodo.hits[A] + zenodo.hits[B] == hits


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "empty"),
        ("[]", "not a lock file"),
        ('{"record": 123, "files": [{"name": "a"}]}', "not a lock file"),
        ('{"record": 9, "files": []}', "pins record 9, not 123"),
    ],
)
def test_zenodo_refuses_a_bad_lock_file(zenodo, tmp_path, content, fault):
    lock = tmp_path / "lock.json"
    lock.write_text(content)
    with pytest.raises(InputError, match=fault):
        fetch_zenodo(123, ["*"], tmp_path / "1", lock=lock)
    assert not zenodo.hits


def test_zenodo_wants_one_version(zenodo, tmp_path):
    with pytest.raises(InputError, match="record 122: stands for all versions, now 123"):
        fetch_zenodo(122, ["*"], tmp_path / "1")


@pytest.mark.parametrize("name", ["../b.bin", "/b.bin", "a/../../b.bin"])
def test_zenodo_refuses_a_name_outside_the_folder(zenodo, tmp_path, name):
    zenodo.files = {name: b"x"}
    with pytest.raises(InputError, match="leads out of the folder"):
        fetch_zenodo(123, ["*"], tmp_path / "1")


def test_zenodo_takes_a_pattern_for_a_name_as_a_name(zenodo, tmp_path):
    zenodo.files = {"[ab].csv": b"1", "a.csv": b"2"}
    fetch_zenodo(123, ["*"], tmp_path / "1")
    assert (tmp_path / "1" / "[ab].csv").read_bytes() == b"1"
    assert zenodo.hits[A] == 1


@pytest.mark.parametrize("fault", ["corrupt", "cut"])
def test_zenodo_leaves_nothing_that_looks_finished(zenodo, tmp_path, fault, monkeypatch):
    monkeypatch.setattr(zenodo_module, "TRIES", 2)
    zenodo.faults[B] = [fault] * 9
    with pytest.raises(InputError, match=r"record 123, b\.bin: (missing|damaged)") as caught:
        fetch_zenodo(123, ["*"], tmp_path / "123")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "123").exists()
    assert {path.name for path in tmp_path.iterdir()} <= {".123.partial"}
    zenodo.faults.clear()
    fetch_zenodo(123, ["b.*"], tmp_path / "123")  # another pattern: a.csv of the first call must go
    assert {path.name for path in (tmp_path / "123").iterdir()} == {"b.bin", "zenodo_123.md5"}


@pytest.mark.parametrize(
    ("record", "glob", "fault"),
    [
        (123, "*.fits", r"record 123: no file matches '\*\.fits'; the record has a\.csv"),
        (404, "*", "answers 404"),
    ],
)
def test_zenodo_names_record_and_pattern(zenodo, tmp_path, record, glob, fault):
    with pytest.raises(InputError, match=fault):
        fetch_zenodo(record, [glob], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_zenodo_does_not_touch_a_folder_with_files(zenodo, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "mine.txt").write_text("x")
    with pytest.raises(InputError, match=r"mine: already holds other files .*\(mine\.txt\)"):
        fetch_zenodo(123, ["*"], folder)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    assert zenodo.hits[A] == 0


def test_zenodo_keeps_the_files_when_their_checksums_are_gone(zenodo, tmp_path):
    """Snakemake removes what a rule declares before it runs the rule again."""
    fetch_zenodo(123, ["a*"], tmp_path / "1")
    (tmp_path / "1" / "zenodo_123.md5").unlink()
    fetch_zenodo(123, ["b*", "a*"], tmp_path / "1")
    assert {path.name for path in (tmp_path / "1").iterdir()} == {*FILES, "zenodo_123.md5"}
    assert (zenodo.hits[A], zenodo.hits[B]) == (1, 1)


def test_zenodo_says_when_the_program_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(InputError, match="no such program"):
        fetch_zenodo(123, ["*"], tmp_path / "out")
