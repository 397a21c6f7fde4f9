"""Give one reader the inputs that atheris makes, guided by the Python code that the reader runs.

python tests/fuzz/guided.py ply 100000
"""

import json
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
os.environ.setdefault("OMP_NUM_THREADS", "1")

import atheris  # noqa: E402

with atheris.instrument_imports(include=["groundwork", "holly", "wormbrain"]):
    from readers import BY_NAME
from workers import outcome  # noqa: E402

STATE = ROOT / "results" / "fuzz"


def main() -> None:
    """Run atheris, which ends the process; record how many inputs there were."""
    reader, inputs = BY_NAME[sys.argv[1]], int(sys.argv[2])
    warnings.simplefilter("ignore")
    logging.disable()
    with tempfile.TemporaryDirectory(prefix="holly-guided-") as name:
        folder, corpus = Path(name), Path(name) / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(reader.all_seeds(folder / "seeds")):
            (corpus / str(number)).write_bytes(seed)
        (folder / reader.file).parent.mkdir(parents=True, exist_ok=True)
        reader.surroundings(folder)
        given = 0

        def attempt(data: bytes) -> None:
            nonlocal given
            (folder / reader.file).write_bytes(data)
            what = outcome(reader, folder)
            given += 1
            if what not in ("read", "refused"):
                raise AssertionError(f"{what}\n{data[:2000]!r}")
            if given == inputs:
                STATE.mkdir(parents=True, exist_ok=True)
                (STATE / f"{reader.name}.guided.json").write_text(json.dumps(given))

        options = [f"-runs={inputs + 1}", "-seed=1", "-timeout=20", "-rss_limit_mb=2048"]
        options += ["-max_len=65536", "-verbosity=0", f"-artifact_prefix={name}/"]
        atheris.Setup([sys.argv[0], *options, str(corpus)], attempt)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
