"""Local servers for the tests; a proxy that terminates TLS plays zenodo.org."""

import contextlib
import hashlib
import http.server
import json
import shutil
import ssl
import subprocess
import threading
import time
from collections import Counter, namedtuple

import pytest

CONTENT = bytes(range(256)) * 4096  # 1 MiB
FILES = {"a.csv": b"x,y\n1,2\n" * 1000, "b.bin": CONTENT}
SHA256 = hashlib.sha256(CONTENT).hexdigest()
RECORDS = (
    "/api/records/123",
    "/api/records/122",
)  # 122: all versions, 123: the newest
A, B = (f"/api/records/123/files/{name}/content" for name in FILES)
Usage = namedtuple("Usage", "total used free")


class Handler(http.server.BaseHTTPRequestHandler):
    """Acts as web server, as CONNECT proxy and, through the proxy, as zenodo.org with record 123.

    The server's `faults` maps a path to its first answers. Each is a status, a status with
    Retry-After, "corrupt", "cut" (half of the file), or "stall" (half of the file, then nothing
    until `release` is set).
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
        with contextlib.suppress(ConnectionError, ssl.SSLError):  # from a client that was killed
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
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    return server


def soon(condition):
    """Whether the condition becomes true within ten seconds."""
    return any(condition() or time.sleep(0.05) for _ in range(200))
