"""Derive groundwork/pages/vendor/three.js: the parts of three.js that the viewer uses, as a script.

Run `python tools/derive_three.py` from the repository's root; it needs npm, node and the network. A
page opened from disk can load neither modules nor import maps, so the result is one classic script
that defines the global THREE. groundwork/pages/vendor/README.md has its checksum.
"""

import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

from groundwork.files import atomic_file, checksum

VENDOR = Path(__file__).resolve().parents[1] / "groundwork" / "pages" / "vendor"
THREE = "three@0.187.0"
BUNDLER = "esbuild-wasm@0.28.2"
SHA256 = {  # of the tarballs
    THREE: "ff540832ded0cfe919764d24a3d88f3e2a05f23303f876423e4f893841e90728",
    BUNDLER: "61594de12ce998652be2aa0ab72dda54bfa49407fb37ee3464468a2aac306baa",
}
CORE = [
    *("BufferAttribute", "BufferGeometry", "Color", "Group", "Line", "LineBasicMaterial"),
    *("OrthographicCamera", "PerspectiveCamera", "Points", "Scene", "ShaderMaterial"),
    *("Spherical", "Vector3", "WebGLRenderer"),
]
ENTRY = f"""export {{ {", ".join(CORE)} }} from "./three/src/Three.js";
export {{ OrbitControls }} from "./three/examples/jsm/controls/OrbitControls.js";
"""
OPTIONS = ["--bundle", "--minify", "--format=iife", "--global-name=THREE", "--target=es2020"]
BANNER = f"/* {THREE}, MIT licence, see LICENSE; made by tools/derive_three.py */"


def unpack(package: str, folder: Path) -> Path:
    """Download a package, check its SHA-256 and unpack it; nothing in it is run."""
    npm = ["npm", "pack", "--silent", "--ignore-scripts", package]
    subprocess.run(npm, cwd=folder, check=True)  # noqa: S603
    tarball = folder / (package.replace("@", "-") + ".tgz")
    if checksum(tarball) != SHA256[package]:
        raise SystemExit(f"{tarball.name}: its checksum differs from the pinned one")
    with tarfile.open(tarball) as archive:
        archive.extractall(folder, filter="data")
    return (folder / "package").rename(folder / package.split("@")[0])


def bundle(folder: Path) -> bytes:
    """Bundle the script in `folder`, into which the packages are unpacked."""
    three, bundler = unpack(THREE, folder), unpack(BUNDLER, folder)
    (folder / "entry.js").write_text(ENTRY)
    aliased = f"--alias:three={three}/src/Three.js"
    program = ["node", bundler / "bin" / "esbuild", "entry.js", *OPTIONS, aliased]
    command = [*map(str, program), f"--banner:js={BANNER}", "--legal-comments=none"]
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603


def main() -> None:
    """Write the script and its licence."""
    with tempfile.TemporaryDirectory() as scratch:
        script = bundle(Path(scratch))
        licence = (Path(scratch) / "three" / "LICENSE").read_bytes()
    for name, content in {"three.js": script, "LICENSE": licence}.items():
        with atomic_file(VENDOR / name) as file:
            file.write_bytes(content)
    print(f"three.js: {len(script)} bytes, sha256 {hashlib.sha256(script).hexdigest()}")


if __name__ == "__main__":
    main()
