"""Archives as they come from elsewhere, good and bad."""

import io
import stat
import subprocess
import sys
import tarfile
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundwork.errors import InputError
from groundwork.fetch.unpack import unpack

FILES = {"images/a.fits": b"SIMPLE" * 5000, "images/deep/b.csv": b"x,y\n", "empty": b""}
FORMS = ["a.zip", "a.tar", "a.tar.gz", "a.tgz"]


def pack(path, files):
    """An archive of the form its name says; keys are names as they are stored."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    else:
        with tarfile.open(path, "w" if path.suffix == ".tar" else "w:gz") as archive:
            for name, content in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return path


def tree(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def refused(archive, folder, fault, **limits):
    """The archive is refused in one line, and nothing is left of it anywhere."""
    around = tree(folder.parent)
    with pytest.raises(InputError, match=fault) as caught:
        unpack(archive, folder, **limits)
    assert "\n" not in str(caught.value)
    assert str(archive) in str(caught.value)
    assert tree(folder.parent) == around
    assert not folder.exists()


@pytest.mark.parametrize("form", FORMS)
def test_what_was_packed_comes_out(tmp_path, form):
    unpack(pack(tmp_path / form, FILES), tmp_path / "out")
    assert tree(tmp_path / "out") == FILES
    assert {path.name for path in tmp_path.iterdir()} == {form, "out"}


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,3}(/[A-Z]{1,3})?\.x", fullmatch=True), st.binary()),
    st.sampled_from(FORMS),
)
def test_any_files_come_out(tmp_path_factory, files, form):
    folder = tmp_path_factory.mktemp("any")
    unpack(pack(folder / form, files), folder / "out")
    assert tree(folder / "out") == files


@pytest.mark.parametrize("form", ["a.tar", "a.zip"])
def test_archives_of_other_programs_come_out(tmp_path, form):
    """With entries for folders, long names and './' in front."""
    source = tmp_path / "source" / ("n" * 60) / ("m" * 90)
    source.mkdir(parents=True)
    (source / "a.csv").write_text("x")
    if form == "a.tar":
        command = ["tar", "-cf", tmp_path / form, "-C", tmp_path / "source", "."]
    else:
        command = [sys.executable, "-m", "zipfile", "-c", tmp_path / form, source.parent]
    subprocess.run(command, check=True)
    unpack(tmp_path / form, tmp_path / "out")
    assert tree(tmp_path / "out") == tree(tmp_path / "source")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["../x", "a/../../x", "/tmp/x", "..", "a\\..\\..\\x"])
def test_nothing_goes_outside(tmp_path, form, name):
    refused(pack(tmp_path / form, FILES | {name: b"x"}), tmp_path / "out", "leads out of")


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_no_links_and_devices_of_a_tar(tmp_path, kind):
    with tarfile.open(pack(tmp_path / "a.tar", FILES), "a") as archive:
        info = tarfile.TarInfo("link")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
    refused(tmp_path / "a.tar", tmp_path / "out", "'link' is a link or a device")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_no_links_and_devices_of_a_zip(tmp_path, kind):
    info = zipfile.ZipInfo("link")
    info.external_attr = (kind | 0o777) << 16
    refused(pack(tmp_path / "a.zip", {info: b"/etc/passwd"}), tmp_path / "out", "is a link")


def test_no_encrypted_zip(tmp_path):
    content = pack(tmp_path / "a.zip", {"a": b"x"}).read_bytes()
    at = content.index(b"PK\x01\x02") + 8  # the flags of the entry
    (tmp_path / "a.zip").write_bytes(content[:at] + b"\x01" + content[at + 1 :])
    refused(tmp_path / "a.zip", tmp_path / "out", "'a' is encrypted")


@pytest.mark.parametrize("form", FORMS)
def test_limits_hold_to_the_byte_and_file(tmp_path, form):
    archive = pack(tmp_path / form, FILES)
    size = sum(map(len, FILES.values()))
    refused(archive, tmp_path / "out", f"more than .* {size - 1} bytes", limit_bytes=size - 1)
    refused(archive, tmp_path / "out", "more than 2 entries", limit_files=2)
    unpack(archive, tmp_path / "out", limit_bytes=size, limit_files=3)
    assert tree(tmp_path / "out") == FILES


@pytest.mark.parametrize("form", ["a.zip", "a.tgz"])
def test_a_bomb_is_stopped_before_it_fills_the_disk(tmp_path, form, monkeypatch):
    archive = pack(tmp_path / form, {"zeros": bytes(50_000_000)})
    assert archive.stat().st_size < 100_000
    kept = []
    monkeypatch.setattr(
        "shutil.rmtree", lambda path, **_: kept.append(sum(map(len, tree(path).values())))
    )
    with pytest.raises(InputError, match=r"more than .* 1000000 bytes"):
        unpack(archive, tmp_path / "out", limit_bytes=1_000_000)
    assert max(kept) <= 1_000_000


@pytest.mark.parametrize("form", FORMS)
def test_a_cut_archive_is_refused(tmp_path, form):
    """Wherever it is cut: also between two entries of a tar, which looks like its end."""
    content = pack(tmp_path / form, FILES).read_bytes()
    ends = range(0, 30_000 + 512 * 6, 512) if form == "a.tar" else range(0, len(content), 37)
    for end in [*ends][:: max(1, len(ends) // 20)]:
        (tmp_path / form).write_bytes(content[:end])
        refused(tmp_path / form, tmp_path / "out", "damaged")


@pytest.mark.parametrize("form", FORMS)
def test_a_corrupt_archive_is_refused(tmp_path, form):
    content = pack(tmp_path / form, FILES).read_bytes()
    at = content.index(b"images/deep/b.csv") if form == "a.tar" else len(content) // 4
    (tmp_path / form).write_bytes(content[:at] + b"\xff" + content[at + 1 :])
    refused(tmp_path / form, tmp_path / "out", "damaged")


@pytest.mark.parametrize("form", ["a.tar.gz", "a.zip"])
def test_the_checksum_of_the_archive_counts(tmp_path, form):
    content = pack(tmp_path / form, FILES).read_bytes()
    sums = -8 if form == "a.tar.gz" else content.index(b"PK\x01\x02") + 16
    damaged = bytearray(content)
    damaged[sums] ^= 1
    (tmp_path / form).write_bytes(damaged)
    refused(tmp_path / form, tmp_path / "out", "damaged")


def test_no_entry_comes_twice(tmp_path):
    with tarfile.open(pack(tmp_path / "a.tar", FILES), "a") as archive:
        archive.addfile(tarfile.TarInfo("empty"))
    refused(tmp_path / "a.tar", tmp_path / "out", "in the archive twice")


@pytest.mark.parametrize("name", ["a.rar", "a.tar.bz2", "a", "zip"])
def test_only_known_archives(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    refused(tmp_path / name, tmp_path / "out", "not an archive known here")


@pytest.mark.parametrize("form", FORMS)
def test_an_archive_must_be_there(tmp_path, form):
    refused(tmp_path / form, tmp_path / "out", "no such file")


def test_a_folder_with_files_is_left_alone(tmp_path):
    archive = pack(tmp_path / "a.zip", FILES)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x")
    with pytest.raises(InputError, match="already there; remove it"):
        unpack(archive, tmp_path / "out")
    assert tree(tmp_path / "out") == {"mine": b"x"}


def test_kill_9_leaves_nothing_that_looks_finished(tmp_path):
    archive = pack(tmp_path / "a.tar", FILES)
    code = "import time; from groundwork.fetch import unpack\nadmit, seen = unpack._admit, []\n"
    code += (
        "unpack._admit = lambda *a: (admit(*a), seen.append(a), time.sleep(60 * (len(seen) - 1)))\n"
    )
    code += f"unpack.unpack({str(archive)!r}, {str(tmp_path / 'out')!r})"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        while process.poll() is None and not tree(tmp_path).keys() - {"a.tar"}:
            time.sleep(0.02)
        process.kill()
    assert {path.name for path in tmp_path.iterdir()} == {"a.tar", ".out.part"}
    unpack(archive, tmp_path / "out")
    assert tree(tmp_path / "out") == FILES
    assert {path.name for path in tmp_path.iterdir()} == {"a.tar", "out"}


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_leaves_nothing_that_looks_finished(tmp_path, form):
    """A limit on the size of files stands for the full disk: it is the same failing write."""
    archive = pack(tmp_path / form, FILES | {"big": bytes(300_000)})
    code = "from groundwork.fetch.unpack import unpack\n"
    code += f"unpack({str(archive)!r}, {str(tmp_path / 'out')!r})"
    command = ["bash", "-c", 'ulimit -f 100; exec "$@"', "-", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "InputError" in done.stderr
    assert "File too large" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {form}
    unpack(archive, tmp_path / "out")
    assert tree(tmp_path / "out") == FILES | {"big": bytes(300_000)}
    assert {path.name for path in tmp_path.iterdir()} == {form, "out"}


def test_archives_of_a_folder_come_into_one_and_other_files_with_them(tmp_path):
    source = tmp_path / "record"
    source.mkdir()
    pack(source / "one.zip", {"10/a": b"1"})
    pack(source / "two.tar.gz", {"8.1/a": b"2"})
    (source / "readme.txt").write_bytes(b"text")
    (source / "large.bin").write_bytes(b"not wanted")
    limits = {"pattern": "*[!n]", "limit_bytes": 6, "limit_files": 9}
    unpack(source, tmp_path / "out", **limits)
    expected = {"10/a": b"1", "8.1/a": b"2", "readme.txt": b"text"}
    assert tree(tmp_path / "out") == expected
    for few in ({"limit_bytes": 5}, {"limit_files": 2}):  # of all together
        with pytest.raises(InputError, match="raise the limit"):
            unpack(source, tmp_path / "other", **{**limits, **few})
    with pytest.raises(InputError, match=r"record: no file matches '\*\.7z'"):
        unpack(source, tmp_path / "other", pattern="*.7z")
    assert not (tmp_path / "other").exists()
