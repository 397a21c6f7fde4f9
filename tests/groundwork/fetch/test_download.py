"""Files fetched from a server on this machine."""

import email.utils
import http.server
import logging
import subprocess
import sys
import time

import pytest
from fake_zenodo import CONTENT, SHA256, Handler, Usage, soon

from groundwork.errors import InputError
from groundwork.fetch.download import fetch


@pytest.fixture
def slept(monkeypatch):
    """The pauses between tries, which tests do not wait for."""
    pauses = []
    monkeypatch.setattr("time.sleep", pauses.append)
    return pauses


def test_fetch_writes_the_file(server, tmp_path):
    fetch(f"{server.url}/b.bin", SHA256, tmp_path / "models" / "b.bin")
    assert (tmp_path / "models" / "b.bin").read_bytes() == CONTENT
    assert len(list((tmp_path / "models").iterdir())) == 1


@pytest.mark.parametrize("faults", [[503], [429, 503], ["cut"], [500, "cut"], ["corrupt"]])
def test_fetch_tries_again(server, tmp_path, faults, slept):
    server.faults["/b.bin"] = faults
    fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert (tmp_path / "b.bin").read_bytes() == CONTENT


def test_fetch_asks_once_for_what_it_has(server, tmp_path):
    for _ in range(2):
        fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert server.hits["/b.bin"] == 1
    (tmp_path / "b.bin").write_bytes(CONTENT[:-1])
    fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert (tmp_path / "b.bin").read_bytes() == CONTENT


def test_fetch_does_not_wait_for_ever(server, tmp_path, monkeypatch, slept):
    monkeypatch.setattr("groundwork.fetch.download.TIMEOUT", 0.3)
    server.faults["/b.bin"] = ["stall"]
    fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert (tmp_path / "b.bin").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("asked", "wait"),
    [("7", 7), ("in 3000 s", pytest.approx(3000, rel=0.1)), ("99999999", 3600)],
)
def test_fetch_waits_as_long_as_the_server_asks(server, tmp_path, slept, asked, wait):
    if asked == "in 3000 s":
        asked = email.utils.formatdate(time.time() + 3000, usegmt=True)
    server.faults["/b.bin"] = [(429, asked)]
    fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert slept == [wait]


def test_fetch_sees_to_the_disk_first(server, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(2e6, 1.5e6, 5e5))
    with pytest.raises(InputError, match=r"needs 1.05 MB and 500 kB are free") as caught:
        fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_fetch_survives_kill_9(server, tmp_path):
    server.faults["/b.bin"] = ["stall"]
    output = tmp_path / "out" / "b.bin"
    code = "from groundwork.fetch.download import fetch\n"
    code += f"fetch({server.url + '/b.bin'!r}, {SHA256!r}, {str(output)!r})"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        assert soon(lambda: list(tmp_path.glob("out/.*")))
        process.kill()
    assert not output.exists()
    fetch(f"{server.url}/b.bin", SHA256, output)
    assert output.read_bytes() == CONTENT


def test_fetch_says_how_far_it_is(server, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("groundwork.fetch.download.PROGRESS", 0)
    with caplog.at_level(logging.INFO):
        fetch(f"{server.url}/b.bin", SHA256, tmp_path / "b.bin")
    assert "b.bin: 1.05 MB of 1.05 MB, " in caplog.text


@pytest.mark.parametrize(
    ("path", "faults", "sha256", "fault", "hits"),
    [
        ("/b.bin", ["cut"] * 3, SHA256, "connection was cut", 3),
        ("/b.bin", [503] * 3, SHA256, "answers 503", 3),
        ("/b.bin", ["corrupt"] * 3, SHA256, "not the pinned", 3),
        ("/b.bin", [], "0" * 64, "not the pinned", 3),
        ("/b.bin", [(429, "soon")], SHA256, "no answer .*Retry-After", 1),
        ("/absent", [], SHA256, "answers 404", 1),
    ],
)
def test_fetch_refuses_and_leaves_nothing(
    server, tmp_path, slept, path, faults, sha256, fault, hits
):
    server.faults[path] = faults
    with pytest.raises(InputError, match=fault) as caught:
        fetch(f"{server.url}{path}", sha256, tmp_path / "b.bin")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert server.hits[path] == hits


def test_fetch_says_when_nobody_answers(server, tmp_path, slept):
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as unused:
        url = f"http://127.0.0.1:{unused.server_port}/b.bin"
    with pytest.raises(InputError, match="no answer"):
        fetch(url, SHA256, tmp_path / "b.bin")


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/a", "a.obj"])
def test_fetch_knows_only_the_web(tmp_path, url):
    with pytest.raises(InputError, match="not a web address"):
        fetch(url, SHA256, tmp_path / "a")


def test_zenodo_get_is_not_imported():
    """Because of its licence it is only called, as a program."""
    code = "import sys, groundwork.fetch.zenodo; print('zenodo_get' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
