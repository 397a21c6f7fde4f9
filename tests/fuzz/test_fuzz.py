"""Every reader gets damaged and hostile files; it must read them or refuse them in one line.

This is a small sample of `make fuzz`, the same every time; docs/security.md explains it.
"""

import json
import shutil
import warnings

import campaign
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readers import BY_NAME, READERS
from workers import outcome, work

INPUTS = 200
TEXT = [reader for reader in READERS if reader.guided]


def placed(reader, folder, data):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / reader.file).parent.mkdir(parents=True)
    reader.surroundings(folder)
    (folder / reader.file).write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return outcome(reader, folder)


@pytest.mark.parametrize("reader", READERS, ids=BY_NAME)
def test_valid_files_are_read_and_traps_refused(reader, tmp_path):
    for kind, files, expected in (
        ("valid", reader.seeds, "read"),
        ("traps", reader.traps, "refused"),
    ):
        (tmp_path / kind).mkdir()
        for number, content in enumerate(files(tmp_path / kind)):
            found = placed(reader, tmp_path / "place", content)
            assert (kind, number, found) == (kind, number, expected)
            assert reader.escaped(tmp_path / "place") is None


@pytest.mark.parametrize("reader", READERS, ids=BY_NAME)
def test_damaged_files_are_read_or_refused(reader):
    tally = work(reader, 0, INPUTS)
    assert tally.findings == []
    assert tally.refused + tally.read == tally.inputs == INPUTS
    assert tally.refused  # the test does notice it


@pytest.mark.parametrize("reader", TEXT, ids=[reader.name for reader in TEXT])
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(lambda s: s.encode("utf-8")))
def test_anything_at_all_is_read_or_refused(tmp_path_factory, reader, data):
    folder = tmp_path_factory.getbasetemp() / f"anything-{reader.name}"
    assert placed(reader, folder, data) in ("read", "refused")


def test_a_fault_a_crash_and_a_hang_are_seen(monkeypatch):
    import faulthandler
    import os
    import signal

    import workers

    def read(path):
        what = path.read_bytes()[0] % 4
        if what == 0:
            raise IndexError
        if what == 1:
            faulthandler.disable()  # pytest's handlers would log all of it
            os.kill(os.getpid(), signal.SIGSEGV)
        while what == 2:
            pass
        if what == 3:
            bytearray(workers.MEMORY + (1 << 24))

    fields = vars(BY_NAME["obj"]) | {"read": read, "mutate": lambda random, _: random.randbytes(1)}
    fields["seeds"] = lambda _: [b"\3"]
    monkeypatch.setattr(workers, "SECONDS", 0.8)
    tally = work(type(BY_NAME["obj"])(**fields), 0, 12)
    found = "\n".join(finding["what"] for finding in tally.findings)
    assert tally.unhandled == tally.inputs == 12
    for what in ("IndexError in test_fuzz.py:read", "SIGSEGV", "SIGPROF", "MiB of memory"):
        assert what in found


def test_the_page_has_the_result():
    result = json.loads(campaign.RESULT.read_text())
    assert {found["reader"] for found in result["readers"]} <= set(BY_NAME)
    page = campaign.PAGE.read_text()
    assert campaign.written(page, result) == page
