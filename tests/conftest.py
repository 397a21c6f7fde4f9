"""Fixtures for all tests."""

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
    """Sends each test file to one process, and files that share a workflow run to the same one."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return ONE_RUN[0] if file in ONE_RUN else file


def pytest_xdist_make_scheduler(config, log):
    return FilesOfOneRun(config, log)


def pytest_collection_modifyitems(items):
    """Start the longest tests first, so that no process has to finish them at the end."""
    items.sort(key=lambda item: not {"slurm", "slow"} & set(item.keywords))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The published data, which are not in the repository; without them the test is skipped."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("needs the published data folder ../shared")
    return folder


@pytest.fixture(params=compiled.LEVELS)
def level(request, monkeypatch):
    """Each instruction set of this processor that the compiled code supports."""
    if request.param == "AVX512" and CAN != "AVX512":
        pytest.skip("this processor has no AVX-512")
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: request.param)
    compiled._loaded.cache_clear()
    yield request.param
    compiled._loaded.cache_clear()


@pytest.fixture(scope="session")
def open3d():
    """Open3D, to compare with. It links to desktop libraries that a bare machine lacks."""
    import libusb_package

    ctypes.CDLL(str(libusb_package.get_library_path()), mode=ctypes.RTLD_GLOBAL)
    try:
        import open3d
    except (ImportError, OSError) as error:
        pytest.skip(f"Open3D does not load: {error}")
    return open3d


if not torch.cuda.is_available() and find_spec("triton"):
    with pytest.MonkeyPatch.context() as patch:  # Triton reads this only when it is imported
        patch.setenv("TRITON_INTERPRET", "1")
        import triton  # noqa: F401
torch.set_num_threads(1)  # the tests are small and run in parallel
