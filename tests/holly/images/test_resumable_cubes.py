import json
import logging
import shutil
import subprocess
import sys

import numpy as np
import pytest
from cubes import write_cube

import holly.images.resumable_cubes
from groundwork.errors import InputError
from holly.images.cube import CubeHeader, cube_path, open_cube
from holly.images.resumable_cubes import resumable_cubes

SIGMAS, SHAPE = [2.0, 1.0], (6, 3, 4)
IMAGES = np.random.default_rng(0).random((2, *SHAPE)).astype(np.float32)


def grow(folder, until=SHAPE[0], made_from=("data",), sigmas=SIGMAS):
    """Append image by image to the cubes; stop with a fault before number `until`."""
    drawn = []
    with resumable_cubes(
        folder, sigmas, SHAPE, nm_per_pixel=9.0, seed=3, made_from=made_from
    ) as cubes:
        (cubes.folder / "index.csv").write_text("beside the cubes")
        for number in range(cubes.count, SHAPE[0]):
            if number == until:
                raise KeyboardInterrupt
            cubes.append(
                {sigma: images[number, None] for sigma, images in zip(sigmas, IMAGES, strict=True)}
            )
            drawn.append(number)
    return drawn


def stopped(folder, until, **what):
    with pytest.raises(KeyboardInterrupt):
        grow(folder, until, **what)


@pytest.fixture
def noted(monkeypatch):
    """Progress is noted after every second image."""
    monkeypatch.setattr(holly.images.resumable_cubes, "NOTE_EVERY", 2 * len(SIGMAS) * 4 * 3 * 4)


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_cubes_appear_whole(tmp_path):
    assert grow(tmp_path / "images") == list(range(6))
    assert [path.name for path in tmp_path.iterdir()] == ["images"]
    for sigma, images in zip(SIGMAS, IMAGES, strict=True):
        cube, header = open_cube(tmp_path / "images" / f"sigma_{sigma:g}.fits")
        np.testing.assert_array_equal(cube, images)
        assert (header.sigma, header.nm_per_pixel, header.seed) == (sigma, 9.0, 3)
    assert (tmp_path / "images" / "index.csv").exists()


def test_same_content_same_bytes_however_it_is_cut(tmp_path):
    grow(tmp_path / "a")
    how = {"nm_per_pixel": 9.0, "seed": 3, "made_from": ("data",)}
    with resumable_cubes(tmp_path / "b", SIGMAS, SHAPE, **how) as cubes:
        (cubes.folder / "index.csv").write_text("beside the cubes")
        for block in (slice(2), slice(2, 6)):
            cubes.append({s: images[block] for s, images in zip(SIGMAS, IMAGES, strict=True)})
    assert content(tmp_path / "a") == content(tmp_path / "b")
    for sigma, images in zip(SIGMAS, IMAGES, strict=True):
        write_cube(tmp_path / "c.fits", CubeHeader(sigma, 9.0, 3), images)
        assert (tmp_path / "c.fits").read_bytes() == cube_path(tmp_path / "b", sigma).read_bytes()


@pytest.mark.parametrize("until", range(6))
def test_a_stopped_run_is_continued_to_the_same_bytes(tmp_path, noted, caplog, until):
    caplog.set_level(logging.INFO)
    grow(tmp_path / "whole")
    stopped(tmp_path / "images", until)
    assert not (tmp_path / "images").exists()
    kept = until // 2 * 2
    assert grow(tmp_path / "images") == list(range(kept, 6))
    assert ("images: continues after" in caplog.text) == (kept > 0)
    assert content(tmp_path / "images") == content(tmp_path / "whole")
    assert {path.name for path in tmp_path.iterdir()} == {"whole", "images"}


@pytest.mark.parametrize("other", [{"made_from": ("other data",)}, {"sigmas": [2.0, 1.5]}])
def test_what_something_else_left_is_drawn_anew(tmp_path, noted, other):
    grow(tmp_path / "whole")
    stopped(tmp_path / "images", 5, **other)
    assert grow(tmp_path / "images") == list(range(6))
    assert content(tmp_path / "images") == content(tmp_path / "whole")
    assert {path.name for path in tmp_path.iterdir()} == {"whole", "images"}


def test_a_note_whose_cubes_have_gone_counts_as_none(tmp_path, noted):
    folder = tmp_path / "i"
    grow(folder)
    expected = content(folder)
    stopped(folder, 5)
    shutil.rmtree(tmp_path / ".i.part" / "cubes")  # as where a run is killed after its renaming
    assert grow(folder) == list(range(SHAPE[0]))
    assert content(folder) == expected


def test_an_older_folder_stays_until_the_new_one_is_whole(tmp_path, noted):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "old").touch()
    stopped(tmp_path / "images", 5)
    assert list(content(tmp_path / "images")) == ["old"]
    grow(tmp_path / "images")
    assert "old" not in content(tmp_path / "images")
    assert [path.name for path in tmp_path.iterdir()] == ["images"]


@pytest.mark.parametrize("noise", ["", "[]", '{"images": 2}', '{"images": "x", "made_from": 1}'])
def test_an_unreadable_note_counts_as_none(tmp_path, noted, noise):
    stopped(tmp_path / "images", 5)
    (tmp_path / ".images.part" / "progress.json").write_text(noise)
    assert grow(tmp_path / "images") == list(range(6))


def test_a_cube_shorter_than_noted_is_named(tmp_path, noted):
    stopped(tmp_path / "images", 5)
    cube = tmp_path / ".images.part" / "cubes" / "sigma_1.fits"
    cube.write_bytes(cube.read_bytes()[:3000])
    with pytest.raises(
        InputError, match=r"sigma_1\.fits: truncated since .* remove .*\.images\.part"
    ):
        grow(tmp_path / "images")


def test_what_is_noted_is_on_the_disk(tmp_path, noted):
    stopped(tmp_path / "images", 5)
    part = tmp_path / ".images.part"
    count = json.loads((part / "progress.json").read_text())["images"]
    assert count == 4
    for path in (part / "cubes").glob("*.fits"):
        assert path.stat().st_size >= 2880 + 4 * 12 * count


def test_a_second_run_is_kept_out(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from holly.images.resumable_cubes import resumable_cubes\n"
        "with resumable_cubes(Path(sys.argv[1]), [2.0, 1.0], (6, 3, 4), nm_per_pixel=9.0, seed=3,"
        " made_from=[]):\n"
        "    print(flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, tmp_path / "images"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes) as other:
        other.stdout.readline()
        with pytest.raises(InputError, match=r"\.images\.part: another run"):
            grow(tmp_path / "images")
        other.kill()
    assert grow(tmp_path / "images") == list(range(6))


@pytest.mark.parametrize("count", [0, 2])
def test_images_that_do_not_fill_the_cubes(tmp_path, count):
    with (
        pytest.raises(ValueError, match=rf"sigma_2\.fits: {count} images written of 6"),
        resumable_cubes(
            tmp_path / "i", SIGMAS, SHAPE, nm_per_pixel=1.0, seed=0, made_from=[]
        ) as cubes,
    ):
        cubes.append(dict.fromkeys(SIGMAS, np.zeros((count, 3, 4))))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("images", [np.zeros((1, 3, 5)), np.zeros((7, 3, 4))])
def test_images_that_do_not_fit(tmp_path, images):
    with (
        pytest.raises(ValueError, match=r"sigma_2\.fits: image"),
        resumable_cubes(
            tmp_path / "i", SIGMAS, SHAPE, nm_per_pixel=1.0, seed=0, made_from=[]
        ) as cubes,
    ):
        cubes.append(dict.fromkeys(SIGMAS, images))
    assert not list(tmp_path.iterdir())


def test_two_levels_of_one_name_are_refused(tmp_path):
    with pytest.raises(InputError, match="two share a file"):
        grow(tmp_path / "images", sigmas=[2, 2.0])
