"""Downloads from servers on this machine; zenodo.org is played by a proxy that ends TLS itself."""

import contextlib
import email.utils
import hashlib
import http.server
import json
import logging
import shutil
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter, namedtuple
from fnmatch import fnmatch
from pathlib import Path

import pytest

from holly.download import fetch, fetch_zenodo
from holly.errors import InputError

CONTENT = bytes(range(256)) * 4096  # 1 MiB
FILES = {"a.csv": b"x,y\n1,2\n" * 1000, "b.bin": CONTENT}
SHA256 = hashlib.sha256(CONTENT).hexdigest()
RECORDS = ("/api/records/123", "/api/records/122")  # 122 stands for all versions, 123 is the newest
A, B = (f"/api/records/123/files/{name}/content" for name in FILES)
Usage = namedtuple("Usage", "total used free")


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as web server, as CONNECT proxy and, through it, as zenodo.org with record 123.

    `faults` of the server maps a path to what its first answers are: a status, a status with
    Retry-After, corrupt, cut, or stall (half of the file, then nothing until `release` is set).
    """

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_CONNECT(self):
        self.send_response(200)
        self.end_headers()
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)
        self.close_connection = False

    def handle(self):
        with contextlib.suppress(ConnectionError, ssl.SSLError):  # of a client that was killed
            super().handle()

    def finish(self):
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            super().finish()
        self.connection.close()

    def do_GET(self):
        path = self.path.split("?")[0]
        self.server.hits[path] += 1
        faults = self.server.faults.get(path, [])
        fault = faults[self.server.hits[path] - 1] if self.server.hits[path] <= len(faults) else ""
        name = path.removesuffix("/content").split("/")[-1]
        content = self.record() if path in RECORDS else self.server.files.get(name)
        if isinstance(fault, int):
            self.answer(fault, b"")
        elif isinstance(fault, tuple):
            self.answer(fault[0], b"", retry_after=fault[1])
        elif content is None:
            self.answer(404, b"")
        elif fault == "corrupt":
            self.answer(200, b"\xff" + content[1:])
        elif fault in ("cut", "stall"):
            self.answer(200, content, sent=len(content) // 2, stall=fault == "stall")
        else:
            self.answer(200, content)

    def answer(self, status, body, sent=None, retry_after=None, stall=False):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body[:sent])
        if stall:
            self.server.release.wait(30)
        self.close_connection = sent is not None

    def record(self):
        files = [
            {
                "key": name,
                "size": len(content),
                "checksum": f"md5:{hashlib.md5(content).hexdigest()}",
                "links": {"self": f"https://zenodo.org/api/records/123/files/{name}/content"},
            }
            for name, content in self.server.files.items()
        ]
        metadata = {"title": "T", "publication_date": "2021", "doi": "10.5281/zenodo.123"}
        return json.dumps({"id": 123, "metadata": metadata, "files": files}).encode()


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.hits, server.faults, server.files = Counter(), {}, dict(FILES)
        server.release = threading.Event()
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.release.set()
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=zenodo.org", "-keyout", key]
    command += ["-addext", "subjectAltName=DNS:zenodo.org", "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


@pytest.fixture
def zenodo(server, certificate, monkeypatch):
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.tls.load_cert_chain(*certificate)
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    return server


def test_fetch_writes_the_file(server, tmp_path):
    fetch(f"{server.url}/b.bin", SHA256, tmp_path / "models" / "b.bin")
    assert (tmp_path / "models" / "b.bin").read_bytes() == CONTENT
    assert len(list((tmp_path / "models").iterdir())) == 1


@pytest.mark.parametrize("faults", [[503], [429, 503], ["cut"], [500, "cut"]])
def test_fetch_tries_again(server, tmp_path, faults):
    server.faults["/b.bin"] = faults
    fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin", delay=0.01)
    assert (tmp_path / "b.bin").read_bytes() == CONTENT


def test_fetch_asks_once_for_what_it_has(server, tmp_path):
    for _ in range(2):
        fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert server.hits["/b.bin"] == 1
    (tmp_path / "b.bin").write_bytes(CONTENT[:-1])
    fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert (tmp_path / "b.bin").read_bytes() == CONTENT


def test_fetch_does_not_wait_for_ever(server, tmp_path, monkeypatch):
    monkeypatch.setattr("holly.download.TIMEOUT", 0.3)
    server.faults["/b.bin"] = ["stall"]
    fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin", delay=0.01)
    assert (tmp_path / "b.bin").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ("7", [7, 0.02]),
        (email.utils.formatdate(time.time() + 3000, usegmt=True), [pytest.approx(3000, rel=0.1)]),
        ("99999999", [3600]),
        ("-5", [0.01, 0.02]),
        ("soon", [0.01, 0.02]),
        ("nan", [0.01, 0.02]),
    ],
)
def test_fetch_waits_as_long_as_the_server_asks(server, tmp_path, monkeypatch, asked, waits):
    slept = []
    monkeypatch.setattr("holly.download.time.sleep", slept.append)
    server.faults["/b.bin"] = [(429, asked), 503][: len(waits)]
    fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin", delay=0.01)
    assert slept == waits


def test_fetch_sees_to_the_disk_first(server, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(2e6, 1.5e6, 5e5))
    with pytest.raises(InputError, match=r"needs 1.05 MB and 500 kB are free") as caught:
        fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_fetch_survives_kill_9(server, tmp_path):
    server.faults["/b.bin"] = ["stall"]
    output = tmp_path / "out" / "b.bin"
    code = "from holly.download import fetch\n"
    code += f"fetch({server.url + '/b.bin'!r}, {SHA256!r}, {str(output)!r})"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        assert _soon(lambda: list(tmp_path.glob("out/.*")))
        process.kill()
    assert not output.exists()
    fetch(f"{server.url}/b.bin", SHA256, output)
    assert output.read_bytes() == CONTENT


def test_fetch_says_how_far_it_is(server, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("holly.download.PROGRESS", 0)
    with caplog.at_level(logging.INFO):
        fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert "b.bin: 1.05 MB of 1.05 MB, " in caplog.text


@pytest.mark.parametrize(
    ("path", "faults", "sha256", "fault", "hits"),
    [
        ("/b.bin", ["cut"] * 3, SHA256, "connection was cut", 3),
        ("/b.bin", [503] * 3, SHA256, "answers 503", 3),
        ("/b.bin", ["corrupt"], SHA256, "not the pinned", 1),
        ("/b.bin", [], "0" * 64, "not the pinned", 1),
        ("/absent", [], SHA256, "answers 404", 1),
    ],
)
def test_fetch_refuses_and_leaves_nothing(server, tmp_path, path, faults, sha256, fault, hits):
    server.faults[path] = faults
    with pytest.raises(InputError, match=fault) as caught:
        fetch(f"{server.url}{path}", sha256, tmp_path / "b.bin", delay=0.01)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert server.hits[path] == hits


def test_fetch_says_when_nobody_answers(server, tmp_path):
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as unused:
        url = f"http://127.0.0.1:{unused.server_port}/b.bin"
    with pytest.raises(InputError, match="no connection"):
        fetch(url, SHA256, tmp_path / "b.bin", tries=2, delay=0.01)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/a", "a.obj"])
def test_fetch_knows_only_the_web(tmp_path, url):
    with pytest.raises(InputError, match="not a web address"):
        fetch(url, SHA256, tmp_path / "a")


@pytest.mark.parametrize("glob", ["*", "*.csv"])
def test_zenodo_writes_what_matches_and_its_checksums(zenodo, tmp_path, glob):
    fetch_zenodo(123, glob, tmp_path / "123")
    expected = {name: content for name, content in FILES.items() if fnmatch(name, glob)}
    sums = (tmp_path / "123" / "zenodo_123.md5").read_text().splitlines()
    assert [line.split("  ")[1] for line in sums] == list(expected)
    (tmp_path / "123" / "zenodo_123.md5").unlink()
    written = {path.name: path.read_bytes() for path in (tmp_path / "123").iterdir()}
    assert written == expected
    assert list(tmp_path.iterdir()) == [tmp_path / "123"]


@pytest.mark.parametrize("fault", ["corrupt", "cut"])
def test_zenodo_mends_a_bad_file_and_keeps_the_good(zenodo, tmp_path, fault):
    zenodo.faults[B] = [fault]
    fetch_zenodo(123, "*", tmp_path / "123", delay=0.01)
    assert (tmp_path / "123" / "b.bin").read_bytes() == CONTENT
    assert zenodo.hits[A] == 1


@pytest.mark.parametrize("faults", [[503], [429, 500], [(429, "1")], ["cut"], ["corrupt"]])
@pytest.mark.parametrize("path", ["/api/records/123", A])
def test_zenodo_waits_for_a_busy_server(zenodo, tmp_path, faults, path):
    zenodo.faults[path] = faults
    fetch_zenodo(123, "a.csv", tmp_path / "123", delay=0.01)
    assert (tmp_path / "123" / "a.csv").read_bytes() == FILES["a.csv"]


def test_zenodo_stops_a_download_that_stalls(zenodo, tmp_path, monkeypatch, caplog):
    """And says how far it was."""
    monkeypatch.setattr("holly.download.PROGRESS", 0)
    zenodo.faults[B] = ["stall"]
    with caplog.at_level(logging.INFO):
        fetch_zenodo(123, "*", tmp_path / "123", delay=0.01, stall=3)
    assert (tmp_path / "123" / "b.bin").read_bytes() == CONTENT
    assert "b.bin: missing" not in caplog.text
    assert "b.bin: damaged (no further byte in 3 s)" in caplog.text
    assert "b.bin: 524 kB of 1.05 MB, " in caplog.text
    assert "min left" in caplog.text
    assert zenodo.hits[A] == 1


def test_zenodo_survives_kill_9(zenodo, tmp_path):
    """Nothing looks finished after it, nobody goes on, and what was finished is kept."""
    zenodo.faults[B] = ["stall"]
    code = "from holly.download import fetch_zenodo\n"
    code += f"fetch_zenodo(123, '*', {str(tmp_path / '1')!r})"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as process:
        try:
            assert _soon(lambda: list(tmp_path.glob(".1.partial/try.*/b.bin")))
            with pytest.raises(InputError, match="another download into it is under way"):
                fetch_zenodo(123, "*", tmp_path / "1")
            child = _child(process.pid)
        finally:
            process.kill()
    assert [path.name for path in tmp_path.iterdir()] == [".1.partial"]
    assert child is None or _soon(lambda: not _runs(child))
    fetch_zenodo(123, "*", tmp_path / "1")
    assert {path.name: path.read_bytes() for path in (tmp_path / "1").glob("?.*")} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["1"]
    assert zenodo.hits[A] == 1
    assert zenodo.hits[B] == 2


def _soon(condition):
    """Whether the condition comes true within ten seconds."""
    return any(condition() or time.sleep(0.05) for _ in range(200))


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
    code = "from holly.download import fetch_zenodo\n"
    code += f"fetch_zenodo(123, '*', {str(tmp_path / '1')!r}, tries=2, delay=0.01)"
    command = ["bash", "-c", 'ulimit -f 100; exec "$@"', "-", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "File too large" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [".1.partial"]
    fetch_zenodo(123, "*", tmp_path / "1")
    assert (tmp_path / "1" / "b.bin").read_bytes() == CONTENT
    assert zenodo.hits[A] == 1


def test_zenodo_sees_to_the_disk_before_the_first_byte(zenodo, tmp_path, monkeypatch):
    size = sum(map(len, FILES.values()))
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(size, 1, size - 1))
    with pytest.raises(InputError, match=r"needs 1\.06 MB and 1\.06 MB are free") as caught:
        fetch_zenodo(123, "*", tmp_path / "1")
    assert "\n" not in str(caught.value)
    assert zenodo.hits[A] + zenodo.hits[B] == 0
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(size, 0, size))
    fetch_zenodo(123, "*", tmp_path / "1")


def test_zenodo_needs_no_room_for_what_it_has(zenodo, tmp_path, monkeypatch):
    zenodo.faults[B] = ["cut"] * 9
    with pytest.raises(InputError):
        fetch_zenodo(123, "*", tmp_path / "1", tries=1, delay=0.01)
    zenodo.faults.clear()
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(1e9, 1, len(CONTENT)))
    fetch_zenodo(123, "*", tmp_path / "1")
    assert zenodo.hits[A] == 1


def test_zenodo_asks_for_no_file_it_has(zenodo, tmp_path):
    for glob in ("*", "*"):
        fetch_zenodo(123, glob, tmp_path / "1", lock=tmp_path / "lock.json")
    assert (zenodo.hits[A], zenodo.hits[B], zenodo.hits["/api/records/123"]) == (1, 1, 3)
    (tmp_path / "1" / ".left_by_another_program").touch()
    fetch_zenodo(123, "*", tmp_path / "1", lock=tmp_path / "lock.json")
    assert (tmp_path / "1" / ".left_by_another_program").exists()
    (tmp_path / "1" / "b.bin").write_bytes(CONTENT[:-1] + b"\0")  # a disk that forgets
    fetch_zenodo(123, "*", tmp_path / "1")
    assert (tmp_path / "1" / "b.bin").read_bytes() == CONTENT
    assert (zenodo.hits[A], zenodo.hits[B]) == (1, 2)


def test_zenodo_completes_a_folder_for_a_wider_pattern(zenodo, tmp_path):
    fetch_zenodo(123, "a*", tmp_path / "1")
    fetch_zenodo(123, "*", tmp_path / "1")
    assert {path.name for path in (tmp_path / "1").iterdir()} == {*FILES, "zenodo_123.md5"}
    assert (zenodo.hits[A], zenodo.hits[B]) == (1, 1)


def test_zenodo_pins_what_it_saw_first(zenodo, tmp_path):
    locks = [tmp_path / name / "123.lock.json" for name in ("one", "two")]
    fetch_zenodo(123, "a*", tmp_path / "1", lock=locks[0])
    zenodo.files = dict(reversed(zenodo.files.items()))  # in whatever order the record has them
    fetch_zenodo(123, "*", tmp_path / "2", lock=locks[1])
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
    fetch_zenodo(123, "a*", tmp_path / "1", lock=lock)
    pinned, hits = lock.read_bytes(), zenodo.hits[A] + zenodo.hits[B]
    zenodo.files = files
    with pytest.raises(InputError, match=fault) as caught:
        fetch_zenodo(123, "*", tmp_path / "2", lock=lock)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{lock}: ")
    assert lock.read_bytes() == pinned
    assert not (tmp_path / "2").exists()
    assert zenodo.hits[A] + zenodo.hits[B] == hits


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "not a lock file"),
        ("[]", "not a lock file"),
        ('{"record": 123, "files": [{"name": "a"}]}', "not a lock file"),
        ('{"record": 9, "files": []}', "pins record 9, not 123"),
    ],
)
def test_zenodo_refuses_a_bad_lock_file(zenodo, tmp_path, content, fault):
    lock = tmp_path / "lock.json"
    lock.write_text(content)
    with pytest.raises(InputError, match=fault):
        fetch_zenodo(123, "*", tmp_path / "1", lock=lock)
    assert not zenodo.hits


def test_zenodo_wants_one_version(zenodo, tmp_path):
    with pytest.raises(InputError, match="record 122: stands for all versions, now 123"):
        fetch_zenodo(122, "*", tmp_path / "1")


@pytest.mark.parametrize("name", ["../b.bin", "/b.bin", "a/../../b.bin"])
def test_zenodo_refuses_a_name_outside_the_folder(zenodo, tmp_path, name):
    zenodo.files = {name: b"x"}
    with pytest.raises(InputError, match="leads out of the folder"):
        fetch_zenodo(123, "*", tmp_path / "1")


def test_zenodo_takes_a_pattern_for_a_name_as_a_name(zenodo, tmp_path):
    zenodo.files = {"[ab].csv": b"1", "a.csv": b"2"}
    fetch_zenodo(123, "*", tmp_path / "1")
    assert (tmp_path / "1" / "[ab].csv").read_bytes() == b"1"
    assert zenodo.hits[A] == 1


@pytest.mark.parametrize("fault", ["corrupt", "cut"])
def test_zenodo_leaves_nothing_that_looks_finished(zenodo, tmp_path, fault):
    zenodo.faults[B] = [fault] * 9
    with pytest.raises(InputError, match=r"record 123, b\.bin: (missing|damaged)") as caught:
        fetch_zenodo(123, "*", tmp_path / "123", tries=2, delay=0.01)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "123").exists()
    assert {path.name for path in tmp_path.iterdir()} <= {".123.partial"}
    zenodo.faults.clear()
    fetch_zenodo(123, "b.*", tmp_path / "123")  # another pattern: a.csv of the first call must go
    assert {path.name for path in (tmp_path / "123").iterdir()} == {"b.bin", "zenodo_123.md5"}


@pytest.mark.parametrize(
    ("record", "glob", "fault"),
    [
        (123, "*.fits", r"record 123, files '\*\.fits'.*none; it has a\.csv"),
        (404, "*", "answers 404"),
    ],
)
def test_zenodo_names_record_and_pattern(zenodo, tmp_path, record, glob, fault):
    with pytest.raises(InputError, match=fault):
        fetch_zenodo(record, glob, tmp_path / "out", tries=1)
    assert list(tmp_path.iterdir()) == []


def test_zenodo_does_not_touch_a_folder_with_files(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(InputError, match="already holds files"):
        fetch_zenodo(123, "*", tmp_path)


def test_zenodo_says_when_the_program_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(InputError, match="no such program"):
        fetch_zenodo(123, "*", tmp_path / "out")


def test_the_module_needs_the_standard_library_alone():
    code = "import sys, holly.download; print({'numpy', 'torch', 'zenodo_get'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
