"""Fixtures every test may use."""

import ctypes
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from fake_zenodo import certificate, server, zenodo  # noqa: F401
from xdist.scheduler import LoadFileScheduling

from groundwork.accelerate import compiled

CAN = torch.backends.cpu.get_cpu_capability()
ONE_RUN = ("tests/workflow/test_reruns.py", "tests/workflow/test_workflow.py")


class FilesOfOneRun(LoadFileScheduling):
    """A file of tests goes to one process, and so do those that share a run of the workflow."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return ONE_RUN[0] if file in ONE_RUN else file


def pytest_xdist_make_scheduler(config, log):
    return FilesOfOneRun(config, log)


def pytest_collection_modifyitems(items):
    """What takes longest begins first, so that no process is left alone with it in the end."""
    items.sort(key=lambda item: not {"slurm", "slow"} & set(item.keywords))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Published data that are not part of the repository; tests that need them skip without."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("needs the published data folder ../shared")
    return folder


@pytest.fixture(params=compiled.LEVELS)
def level(request, monkeypatch):
    """Each kind of processor that this one can be, to compile for."""
    if request.param == "AVX512" and CAN != "AVX512":
        pytest.skip("this processor has no AVX-512")
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: request.param)
    compiled._loaded.cache_clear()
    yield request.param
    compiled._loaded.cache_clear()


@pytest.fixture(scope="session")
def open3d():
    """Open3D to compare with; it links to libraries of the desktop that a bare machine lacks."""
    import libusb_package

    ctypes.CDLL(str(libusb_package.get_library_path()), mode=ctypes.RTLD_GLOBAL)
    try:
        import open3d
    except (ImportError, OSError) as error:
        pytest.skip(f"Open3D does not load: {error}")
    return open3d


if not torch.cuda.is_available() and find_spec("triton"):
    with pytest.MonkeyPatch.context() as patch:  # Triton decides at its import, and much imports it
        patch.setenv("TRITON_INTERPRET", "1")
        import triton  # noqa: F401
torch.set_num_threads(1)  # the tests are small, and share the machine with one another
