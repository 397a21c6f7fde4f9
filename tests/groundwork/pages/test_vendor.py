import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[3] / "groundwork" / "pages" / "vendor"


def test_the_library_is_the_one_its_readme_names():
    script = (VENDOR / "three.js").read_bytes()
    readme = (VENDOR / "README.md").read_text()
    assert re.search(r"`three\.js` \| `(\w+)`", readme)[1] == hashlib.sha256(script).hexdigest()
    assert len(script) < 1e6
    assert "MIT" in (VENDOR / "LICENSE").read_text()


def test_it_is_one_classic_script_that_fits_into_a_page():
    script = (VENDOR / "three.js").read_text()
    assert "</script" not in script
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)
