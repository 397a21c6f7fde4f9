"""Downloads from servers on this machine; zenodo.org is played by a proxy that ends TLS itself."""

import hashlib
import http.server
import json
import shutil
import ssl
import subprocess
import sys
import threading
from collections import Counter
from fnmatch import fnmatch

import pytest

from holly.download import fetch, fetch_zenodo
from holly.errors import InputError

CONTENT = bytes(range(256)) * 4096  # 1 MiB
FILES = {"a.csv": b"x,y\n1,2\n" * 1000, "b.bin": CONTENT}
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as web server, as CONNECT proxy and, through it, as zenodo.org with record 123.

    `faults` of the server maps a path to what its first answers are: a status, corrupt or cut.
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

    def finish(self):
        super().finish()
        self.connection.close()

    def do_GET(self):
        path = self.path.split("?")[0]
        self.server.hits[path] += 1
        faults = self.server.faults.get(path, [])
        fault = faults[self.server.hits[path] - 1] if self.server.hits[path] <= len(faults) else ""
        name = path.removesuffix("/content").split("/")[-1]
        if isinstance(fault, int):
            self.answer(fault, b"")
        elif path == "/api/records/123":
            self.answer(200, self.record())
        elif name not in FILES:
            self.answer(404, b"")
        elif fault == "corrupt":
            self.answer(200, b"\xff" + FILES[name][1:])
        elif fault == "cut":
            self.answer(200, FILES[name], sent=5000)
        else:
            self.answer(200, FILES[name])

    def answer(self, status, body, sent=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:sent])
        self.close_connection = sent is not None

    @staticmethod
    def record():
        files = [
            {
                "key": name,
                "size": len(content),
                "checksum": f"md5:{hashlib.md5(content).hexdigest()}",
                "links": {"self": f"https://zenodo.org/api/records/123/files/{name}/content"},
            }
            for name, content in FILES.items()
        ]
        metadata = {"title": "T", "publication_date": "2021", "doi": "10.5281/zenodo.123"}
        return json.dumps({"id": 123, "metadata": metadata, "files": files}).encode()


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.hits, server.faults = Counter(), {}
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
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
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
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
    zenodo.faults["/api/records/123/files/b.bin/content"] = [fault]
    fetch_zenodo(123, "*", tmp_path / "123", delay=0.01)
    assert (tmp_path / "123" / "b.bin").read_bytes() == CONTENT
    assert zenodo.hits["/api/records/123/files/a.csv/content"] == 1


def test_zenodo_waits_for_a_busy_server(zenodo, tmp_path):
    zenodo.faults["/api/records/123"] = [503]
    fetch_zenodo(123, "a.csv", tmp_path / "123", delay=0.01)
    assert (tmp_path / "123" / "a.csv").read_bytes() == FILES["a.csv"]


@pytest.mark.parametrize("fault", ["corrupt", "cut"])
def test_zenodo_leaves_nothing_that_looks_finished(zenodo, tmp_path, fault):
    zenodo.faults["/api/records/123/files/b.bin/content"] = [fault] * 9
    with pytest.raises(InputError, match=r"record 123.*b\.bin is (missing|damaged)") as caught:
        fetch_zenodo(123, "*", tmp_path / "123", tries=2, delay=0.01)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "123").exists()
    assert {path.name for path in tmp_path.iterdir()} <= {".123.partial"}
    zenodo.faults.clear()
    fetch_zenodo(123, "b.*", tmp_path / "123")  # another pattern: a.csv of the first call must go
    assert {path.name for path in (tmp_path / "123").iterdir()} == {"b.bin", "zenodo_123.md5"}


@pytest.mark.parametrize(
    ("record", "glob", "fault"),
    [(123, "*.fits", r"record 123, files '\*\.fits'.*has none"), (404, "*", "record 404.*404")],
)
def test_zenodo_names_record_and_pattern(zenodo, tmp_path, record, glob, fault):
    with pytest.raises(InputError, match=fault):
        fetch_zenodo(record, glob, tmp_path / "out", tries=1)
    assert not (tmp_path / "out").exists()


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
