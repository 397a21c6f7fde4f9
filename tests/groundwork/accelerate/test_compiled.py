"""Code compiled when it is needed: once, whole, and never where it cannot be had."""

from pathlib import Path

import pytest
import torch
from compiler import needs_compiler
from torch._subclasses.fake_tensor import FakeTensorMode

from groundwork.accelerate import compiled
from groundwork.accelerate.compiled import Compiled, job

ROOT = Path(__file__).resolve().parents[3]
pytestmark = needs_compiler
SOURCE = """
#include "vectors.h"
struct job { float *out; int64_t step, count, next; };
void fill(struct job *job) {
  for (int64_t i; (i = next_unit(&job->next)) < job->count;) job->out[i] = i * job->step;
}
"""


@pytest.mark.parametrize("source", sorted(ROOT.glob("holly/**/*.c")), ids=lambda path: path.stem)
def test_all_of_the_package_compiles_for_every_processor(level, source):
    assert Compiled(source).available()


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "fill.c"
    path.write_text(SOURCE)
    return path


@pytest.fixture
def anew(tmp_path, monkeypatch):
    """Asks as a new process would, with a cache of the test's own; gives the cache's folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def ask(source):
        compiled._loaded.cache_clear()
        return Compiled(source).available()

    ask.cache = tmp_path / "cache" / "groundwork"
    yield ask
    compiled._loaded.cache_clear()


def test_a_function_is_called_with_tensors_and_numbers(source, anew):
    assert anew(source)
    code, out = Compiled(source), torch.full((1001,), -1.0)
    assert code.takes(out)
    code.run("fill", job("out", "step count"), out=out[:1000], count=1000, step=2)
    assert torch.equal(out[:1000], torch.arange(1000.0) * 2)
    assert out[1000] == -1


def test_it_takes_float32_in_memory_alone(source, anew):
    assert anew(source)
    code = Compiled(source)
    assert not code.takes(torch.ones(2, dtype=torch.float64))
    assert not code.takes(torch.ones(2), torch.ones(2, dtype=torch.float64))
    with FakeTensorMode():
        assert not code.takes(torch.ones(2))


def test_it_is_compiled_once_into_the_users_cache(source, anew):
    def library():
        assert anew(source)
        (found,) = anew.cache.iterdir()
        return found, found.stat().st_mtime_ns

    assert library() == library()
    source.write_text(SOURCE + "// changed")
    assert anew(source)
    assert len(list(anew.cache.iterdir())) == 2


@pytest.mark.parametrize("compiler", ["false", "no-such-compiler"])
def test_without_a_compiler_it_is_not_there_and_leaves_nothing(source, anew, monkeypatch, compiler):
    monkeypatch.setenv("CC", compiler)
    assert not anew(source)
    assert not anew.cache.exists() or not list(anew.cache.iterdir())
    monkeypatch.delenv("CC")
    assert anew(source)
