import json
import logging
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import h5py
import numpy as np
import pytest
import scipy.io
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwork.errors import InputError
from groundwork.formats import matlab
from holly.data.layouts import read_localisations
from holly.data.localisations import import_localisations
from holly.data.particles import read_particles
from holly.data.units import split_unit

RNG = np.random.default_rng(0)
FLAT = [RNG.normal(0, 50, (n, 2)) for n in (5, 9, 3)]
SOLID = [RNG.normal(0, 50, (n, 3)) for n in (50, 90, 30)]
COMPOUND = [
    ("frame", "u4"),
    ("x", "f4"),
    ("y", "f4"),
    ("lpx", "f4"),
    ("lpy", "f4"),
    ("group", "i4"),
]


def imported(source, layout, **options):
    output = source.with_name("out.h5")
    import_localisations(source, output, layout=layout, **options)
    return read_particles(output)


def same(particles, clouds):
    assert len(particles) == len(clouds)
    for i, cloud in enumerate(clouds):
        np.testing.assert_array_equal(particles.particle(i), cloud)


def v5(path, tables, **options):
    cell = np.empty((len(tables), 1), dtype=object)
    cell[:, 0] = tables
    scipy.io.savemat(path, {"particles": cell, "note": "text", "n": 3.0}, **options)


def v73(path, tables, variable="particles", shape=None):
    """As MATLAB saves a cell array: everything transposed, names that do not follow the order."""
    with h5py.File(path, "w", userblock_size=512) as file:
        references = np.empty(len(tables), h5py.ref_dtype)
        for i, table in enumerate(tables):
            dataset = file.create_dataset(f"#refs#/{chr(ord('z') - i)}", data=table.T)
            references[i] = dataset.ref
        shape = shape or (len(tables), 1)
        file.create_dataset(variable, data=references.reshape(shape[::-1]), dtype=h5py.ref_dtype)
        file["n"] = 3.0


def picasso(path, groups, columns=COMPOUND):
    """Rows in random order; coordinates in camera pixels."""
    rows = [
        (i, *point, 0.03, 0.04, g) for g, cloud in groups.items() for i, point in enumerate(cloud)
    ]
    table = np.array(rows, COMPOUND)[[name for name, _ in columns]]
    with h5py.File(path, "w") as file:
        file["locs"] = np.random.default_rng(1).permutation(table)


def thunderstorm(path, clouds, particle="cluster"):
    axes = ["x [nm]", "y [nm]", "z [nm]"][: clouds[0].shape[1]]
    head = ["id", "frame", *axes, "sigma [nm]", "uncertainty_xy [nm]", particle]
    rows = [
        [i, 1, *map(repr, point), 130, 10 + c, c]
        for c, cloud in enumerate(clouds)
        for i, point in enumerate(cloud.tolist())
    ]
    lines = [",".join(f'"{name}"' for name in head), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("clouds", [FLAT, SOLID])
@pytest.mark.parametrize("turned", [True, False])
def test_cells_of_v5_are_read_either_way_up(tmp_path, clouds, turned, compressed):
    v5(tmp_path / "a", [c if turned else c.T for c in clouds], do_compression=compressed)
    same(imported(tmp_path / "a", "matlab-cell"), clouds)


@pytest.mark.parametrize("clouds", [FLAT, SOLID])
@pytest.mark.parametrize("turned", [True, False])
def test_cells_of_v73_are_read_in_the_order_of_the_cell(tmp_path, clouds, turned):
    v73(tmp_path / "a", [c if turned else c.T for c in clouds])
    same(imported(tmp_path / "a", "matlab-cell"), clouds)


@given(
    tables=st.lists(
        st.tuples(
            st.sampled_from(["f8", "f4", "i2", "u1", "u8"]), st.integers(2, 3), st.integers(0, 7)
        ),
        min_size=1,
        max_size=6,
    ),
    compressed=st.booleans(),
)
@settings(deadline=None, max_examples=40)
def test_cells_of_v5_are_those_scipy_reads(tmp_path_factory, tables, compressed):
    path = tmp_path_factory.mktemp("v5") / "a"
    rng = np.random.default_rng(0)
    cells = [rng.integers(0, 99, (rows, n)).astype(kind) for kind, rows, n in tables]
    v5(path, cells, do_compression=compressed)
    expected = scipy.io.loadmat(path)["particles"].ravel(order="F")
    for mine, theirs in zip(
        matlab.cells(path, matlab.variables(path)["particles"].start), expected, strict=True
    ):
        assert mine.size == theirs.size
        if mine.size:
            np.testing.assert_array_equal(mine, theirs)


def test_big_endian_v5_is_read(tmp_path):
    def element(kind, data):
        return np.array([kind, len(data)], ">u4").tobytes() + data + bytes(-len(data) % 8)

    def matrix(array_class, shape, name, data):
        flags = element(6, np.array([array_class, 0], ">u4").tobytes())
        return element(
            14, flags + element(5, np.array(shape, ">i4").tobytes()) + element(1, name) + data
        )

    cloud = FLAT[0]
    numbers = element(9, cloud.astype(">f8").tobytes())  # down the columns of its transpose
    cell = matrix(1, (1, 1), b"particles", matrix(6, cloud.T.shape, b"", numbers))
    (tmp_path / "a").write_bytes(bytes(124) + b"\x01\x00MI" + cell)
    same(imported(tmp_path / "a", "matlab-cell"), [cloud])


@pytest.mark.parametrize("write", [v5, v73])
def test_a_square_cell_lies_as_the_rest_do(tmp_path, write):
    square, rest = np.array([[100.0, 200.0], [300.0, 400.0]]), FLAT[0]
    write(tmp_path / "a", [square, rest])  # Nx2
    same(imported(tmp_path / "a", "matlab-cell"), [square, rest])
    write(tmp_path / "a", [square, rest.T])  # 2xN
    same(imported(tmp_path / "a", "matlab-cell"), [square.T, rest])
    write(tmp_path / "a", [square, square + 1])
    same(imported(tmp_path / "a", "matlab-cell"), [square.T, square.T + 1])
    write(tmp_path / "a", [FLAT[0], FLAT[1].T])
    with pytest.raises(InputError, match=r"particles\{2\} lies across the others"):
        imported(tmp_path / "a", "matlab-cell")


@pytest.mark.parametrize("write", [v5, v73])
def test_cells_that_are_no_particles_are_named(tmp_path, write):
    write(tmp_path / "a", [FLAT[0].T, np.zeros((4, 5))])
    with pytest.raises(InputError, match=r"particles\{2\} is not 2xN, 3xN, Nx2 or Nx3"):
        imported(tmp_path / "a", "matlab-cell")
    write(tmp_path / "a", [FLAT[0].T, np.zeros((2, 5), complex)])
    with pytest.raises(InputError, match=r"particles\{2\} is not a table of real numbers"):
        imported(tmp_path / "a", "matlab-cell")


def test_the_cell_array_is_the_one_named_or_the_only_one(tmp_path):
    path = tmp_path / "a"
    cells = {name: np.empty((1, 1), object) for name in ("one", "two", "Superparticle")}
    for shift, cell in enumerate(cells.values()):
        cell[0, 0] = FLAT[0].T + shift
    scipy.io.savemat(path, cells)
    same(imported(path, "matlab-cell"), [FLAT[0] + 2])
    same(imported(path, "matlab-cell", variable="two"), [FLAT[0] + 1])
    with pytest.raises(
        InputError, match=r"no cell array 'three' \(present: one, two, Superparticle"
    ):
        imported(path, "matlab-cell", variable="three")
    scipy.io.savemat(path, {name: cells[name] for name in ("one", "two")})
    with pytest.raises(InputError, match=r"present: one, two\); name one as variable"):
        imported(path, "matlab-cell")


def test_cep152_with_a_cell_array_follows_its_first_column(tmp_path, caplog):
    tables = [np.column_stack([cloud, np.ones((len(cloud), 5))]) for cloud in FLAT]
    measures = [np.ones((1, 1))] * 3
    v73(tmp_path / "a", [*tables, *measures], "DBSCAN_filtered", shape=(3, 2))
    particles = imported(tmp_path / "a", "cep152")
    same(particles, FLAT)
    assert particles.ids.tolist() == [0, 1, 2]
    v73(tmp_path / "a", tables, "DBSCAN_filtered", shape=(1, 3))  # a row of cells
    same(imported(tmp_path / "a", "cep152"), FLAT)


def test_cep152_of_numbers_in_place_of_cells_is_refused(tmp_path):
    with h5py.File(tmp_path / "a", "w") as file:
        file.create_group("#refs#")
        file["DBSCAN_filtered"] = np.zeros((8, 9))
    with pytest.raises(InputError, match="'DBSCAN_filtered' is not a cell array"):
        imported(tmp_path / "a", "cep152")


def test_picasso_is_brought_to_nm_and_together_by_group(tmp_path, caplog):
    path = tmp_path / "a.hdf5"
    clouds = {4: FLAT[0], 7: FLAT[1], -1: FLAT[2]}
    picasso(path, clouds)
    path.with_suffix(".yaml").write_text("Byte Order: <\nFrames: 9\n---\nPixelsize: 130\n")
    with caplog.at_level(logging.WARNING):
        particles = imported(path, "picasso")
    assert "3 localisations of no particle" in caplog.text
    assert len(particles) == 2
    found = sorted((particles.particle(i) for i in range(2)), key=len)
    for cloud, expected in zip(found, FLAT[:2], strict=True):
        order = np.lexsort(np.float32(expected).T)
        np.testing.assert_allclose(
            cloud[np.lexsort(cloud.T)], 130 * np.float32(expected)[order].astype(float), rtol=1e-6
        )
    np.testing.assert_allclose(particles.sigma, 130 * np.hypot(0.03, 0.04) / np.sqrt(2), rtol=1e-6)


def test_picasso_takes_the_pixel_as_told_or_from_its_metadata(tmp_path):
    path = tmp_path / "a.hdf5"
    picasso(path, {0: FLAT[0]})
    with pytest.raises(InputError, match=r"pixel size is not known .*give nm_per_camera_pixel"):
        imported(path, "picasso")
    with h5py.File(path, "a") as file:
        file["metadata"] = json.dumps([{"Frames": 9}, {"Pixelsize": 100.0}])
    extent = np.ptp(np.float32(FLAT[0]), axis=0)
    np.testing.assert_allclose(np.ptp(imported(path, "picasso").particle(0), axis=0), 100 * extent)
    told = imported(path, "picasso", nm_per_camera_pixel=50)
    np.testing.assert_allclose(np.ptp(told.particle(0), axis=0), 50 * extent)
    path.with_suffix(".yaml").write_text("Pixelsize: 130\n---\nPixelsize: 100\n")
    with pytest.raises(InputError, match="gives 130, 100"):
        imported(path, "picasso")
    with pytest.raises(InputError, match="not positive"):
        imported(path, "picasso", nm_per_camera_pixel=-1)


def test_picasso_without_groups_is_refused(tmp_path):
    path = tmp_path / "a.hdf5"
    picasso(path, {0: FLAT[0]}, columns=COMPOUND[:-1])
    with pytest.raises(InputError, match="no column of particles"):
        imported(path, "picasso", nm_per_camera_pixel=1)
    with h5py.File(path, "w") as file:
        file["other"] = 1
    with pytest.raises(InputError, match="no table 'locs'"):
        imported(path, "picasso", nm_per_camera_pixel=1)


@pytest.mark.parametrize("clouds", [FLAT, SOLID])
def test_thunderstorm_is_read_with_its_precision(tmp_path, clouds):
    thunderstorm(tmp_path / "a.csv", clouds)
    particles = imported(tmp_path / "a.csv", "thunderstorm")
    same(particles, clouds)
    expected = np.repeat([10, 11, 12], [len(cloud) for cloud in clouds])
    np.testing.assert_array_equal(particles.sigma, expected)


def test_thunderstorm_without_particles_or_nm_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    thunderstorm(path, FLAT, particle="Centriole")
    with pytest.raises(InputError, match=r"no column of particles \(particle, group, cluster\)"):
        imported(path, "thunderstorm")
    same(imported(path, "thunderstorm", particle_column="Centriole"), FLAT)
    path.write_text(path.read_text().replace("x [nm]", "x [px]"))
    with pytest.raises(InputError, match=r"'x \[px\]' is in camera pixels of unknown size"):
        imported(path, "thunderstorm", particle_column="centriole")


def test_rows_of_a_csv_particle_may_stand_anywhere(tmp_path, monkeypatch):
    monkeypatch.setattr("holly.data.layouts.text.ROWS", 7)  # a particle spans many blocks
    monkeypatch.setattr("holly.data.layouts.by_particle.IN_MEMORY", 64)
    rng = np.random.default_rng(2)
    owner, points = rng.integers(-1, 5, 200), rng.normal(0, 50, (200, 3))
    rows = [f"p{o}" if o >= 0 else "-1" for o in owner]
    lines = [
        f" {row} ,{','.join(map(repr, p))}" for row, p in zip(rows, points.tolist(), strict=True)
    ]
    (tmp_path / "a.csv").write_text("particle,x,y,z\n" + "\n".join(lines) + "\n")
    particles = imported(tmp_path / "a.csv", "csv")
    first = [owner.tolist().index(o) for o in range(5)]
    same(particles, [points[owner == owner[i]] for i in sorted(first)])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("particle,x,y\n1,2,3\n1,4,5", "its last line has no end"),
        ("particle,x,x\n1,2,3\n", "two columns have the same name|no columns"),
        ("particle;a;b\n1;2,5;3\n", "no columns x and y, but particle, a, b"),
        ("particle,x,y\n1,2,3,4\n1,2,3,4\n", "row 1 has 4 values under 3 names"),
        ("particle,x,y\n1,2,3\n1,4,True\n", "row 2: y is 'True', not a number"),
        ('particle,x,y\n1,2,3\n"1,4,5\n', "not a complete text table"),
    ],
)
def test_csv_files_that_are_damaged_say_where(tmp_path, content, fault):
    (tmp_path / "a.csv").write_text(content)
    with pytest.raises(InputError, match=fault) as caught:
        imported(tmp_path / "a.csv", "csv")
    assert "\n" not in str(caught.value)


WRITERS = {
    "matlab-cell": lambda path: v5(path, [c.T for c in SOLID], do_compression=True),
    "matlab-cell plain": lambda path: v5(path, [c.T for c in SOLID]),
    "matlab-cell v73": lambda path: v73(path, [c.T for c in SOLID]),
    "cep152": lambda path: v73(path, SOLID, "DBSCAN_filtered"),
    "picasso": lambda path: picasso(path, {1: FLAT[0]}),
    "thunderstorm": lambda path: thunderstorm(path, SOLID),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder, content = tmp_path_factory.mktemp("whole"), {}
    for name, write in WRITERS.items():
        write(folder / "a")
        content[name] = (folder / "a").read_bytes()
    return folder, content


def attempt(folder, name, content):
    """Import damaged content: an InputError in one line, or a file that reads."""
    source, output = folder / "source", folder / "out.h5"
    source.write_bytes(content)
    output.unlink(missing_ok=True)
    layout = name.split()[0]
    options = {"nm_per_camera_pixel": 100.0} if layout == "picasso" else {}
    try:
        import_localisations(source, output, layout=layout, **options)
    except InputError as error:
        if "\n" in str(error) or output.exists():
            pytest.fail(f"not one line, or a file left: {error}")
        return False
    read_particles(output)
    return True


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("part", [0.0001, 0.03, 0.2, 0.5, 0.8, 0.97, 0.9999])
def test_truncated_sources_are_refused(whole, name, part):
    folder, content = whole
    assert attempt(folder, name, content[name])
    cut = content[name][: max(1, int(len(content[name]) * part))]
    assert not attempt(folder, name, cut)


@given(data=st.data())
@settings(deadline=None, max_examples=150)
def test_corrupt_sources_never_raise_anything_else(whole, data):
    folder, contents = whole
    name = data.draw(st.sampled_from(["matlab-cell", "matlab-cell plain", "thunderstorm"]))
    content = bytearray(contents[name])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1) | st.integers(0, 300))
        content[place] = data.draw(st.integers(0, 255))
    read = attempt(folder, name, bytes(content))
    if name == "matlab-cell" and read:  # zlib's checksum saw that the numbers are whole
        found = read_particles(folder / "out.h5")
        same(found, SOLID)


@pytest.mark.parametrize("name", ["matlab-cell v73", "cep152", "picasso"])
def test_hdf5_sources_with_a_hole_never_raise_anything_else(whole, name):
    folder, contents = whole
    for start in range(0, len(contents[name]), max(1, len(contents[name]) // 40)):
        content = bytearray(contents[name])
        content[start : start + 64] = bytes(len(content[start : start + 64]))
        attempt(folder, name, bytes(content))


GROWTH = """
from pathlib import Path
from holly.data.localisations import import_localisations
from holly.data.particles import open_particles

def run(folder, layout):
    options = {"nm_per_camera_pixel": 100.0} if layout == "picasso" else {}
    import_localisations(Path(folder, layout), Path("out.h5"), layout=layout, **options)
    with open_particles(Path("out.h5")) as particles:
        return sum(len(particles.particle(i)) for i in range(len(particles)))

def peak(folder, layout):
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    rows = run(folder, layout)
    status = Path("/proc/self/status").read_text()
    return rows, int(status.partition("VmHWM:")[2].split()[0]) / 1024

for layout in ["csv", "picasso", "cep152", "matlab-cell"]:
    run("tiny", layout)  # what the first use of a reader takes is no growth
    _, small = peak("small", layout)
    rows, large = peak("large", layout)
    print(layout, rows, large - small)
"""
MEGABYTES = 160


def large_csv(path, megabytes):
    rng = np.random.default_rng(0)
    rows = [f"{p},{x:.9f},{y:.9f}\n" for p, (x, y) in enumerate(rng.uniform(0, 4e4, (500, 2)))]
    moved = [row.replace(",", ",1", 1) for row in rows]
    block = "".join(rows + moved)  # every particle in every block, so that none is contiguous
    with path.open("w") as file:
        file.write("particle,x_nm,y_nm\n")
        for _ in range(megabytes * 1_000_000 // len(block)):
            file.write(block)


def large_picasso(path, megabytes):
    table = np.zeros(megabytes * 1_000_000 // 24, COMPOUND)
    table["group"] = np.random.default_rng(0).integers(0, 500, len(table))
    table["x"] = np.arange(len(table)) % 7
    with h5py.File(path, "w") as file:
        file["locs"] = table


def large_cep152(path, megabytes):
    with h5py.File(path, "w") as file:
        for i in range(megabytes):
            file[f"#refs#/{i:04}"] = np.tile(np.arange(15_625.0) % 100, (8, 1))
        file["Cep152_all_filtered"] = 0


def large_v5(path, megabytes):
    v5(path, [np.tile(np.arange(62_500.0) % 100, (2, 1))] * megabytes, do_compression=True)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's peak memory")
def test_memory_does_not_grow_with_the_file(tmp_path):
    """Peak memory of importing 160 MB a layout and reading it back, over that of 64 MB."""
    writers = {
        "csv": large_csv,
        "picasso": large_picasso,
        "cep152": large_cep152,
        "matlab-cell": large_v5,
    }
    for folder, megabytes in (("tiny", 1), ("small", 64), ("large", MEGABYTES)):
        (tmp_path / folder).mkdir()
        for layout, write in writers.items():
            write(tmp_path / folder / layout, megabytes)
    run = subprocess.run(
        [sys.executable, "-c", GROWTH],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "OMP_NUM_THREADS": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    for line in run.stdout.splitlines():
        _, rows, growth = line.split()
        assert int(rows) > 1_000_000
        assert float(growth) < 40, run.stdout
    assert len(run.stdout.splitlines()) == len(writers)


@pytest.mark.parametrize("layout", ["csv", "cep152"])
@pytest.mark.parametrize("part", [0.01, 0.5, 0.99])
def test_a_full_disk_leaves_nothing_and_a_rerun_completes(tmp_path, monkeypatch, layout, part):
    monkeypatch.setattr("holly.data.layouts.by_particle.IN_MEMORY", 1 << 16)
    source, output = tmp_path / "source", tmp_path / "out.h5"
    {"csv": large_csv, "cep152": large_cep152}[layout](source, 4)
    import_localisations(source, output, layout=layout)
    content = output.read_bytes()
    output.unlink()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(len(content) * part), hard))
    try:
        with pytest.raises(InputError, match=r"out\.h5: cannot be written \(.* make room"):
            import_localisations(source, output, layout=layout)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == [source]
    import_localisations(source, output, layout=layout)
    assert output.read_bytes() == content


def test_a_killed_import_leaves_no_output_and_a_rerun_completes(tmp_path):
    source, output = tmp_path / "source", tmp_path / "out.h5"
    large_csv(source, 16)
    code = (
        "from pathlib import Path; from holly.data.localisations import import_localisations;"
        "import_localisations(Path('source'), Path('out.h5'), layout='csv')"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=environment) as process:
        while not list(tmp_path.glob(".out.*")):  # what is written aside
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
    assert not output.exists()
    for path in (output, tmp_path / "uninterrupted.h5"):
        import_localisations(source, path, layout="csv")
    assert output.read_bytes() == (tmp_path / "uninterrupted.h5").read_bytes()


def test_minflux_without_any_finite_localisation_is_refused(tmp_path):
    kinds = [("itr", "i4"), ("loc", "f8", (3,)), ("tid", "u4"), ("vld", "?")]
    rows = np.zeros(20, kinds)
    rows["loc"], rows["vld"] = np.nan, True
    np.save(tmp_path / "a.npy", rows)
    with pytest.raises(InputError, match=r"a\.npy: no localisation is finite"):
        read_localisations(tmp_path / "a.npy")


@pytest.mark.parametrize("kind", ["S4", "U3"])
def test_minflux_whose_iterations_are_no_numbers_is_refused(tmp_path, kind):
    rows = np.zeros(20, [("itr", kind), ("loc", "f8", (3,)), ("tid", "u4"), ("vld", "?")])
    np.save(tmp_path / "a.npy", rows)
    with pytest.raises(InputError, match=r"a\.npy: "):
        read_localisations(tmp_path / "a.npy")


def test_a_very_long_name_of_a_column_takes_no_time():
    began = time.process_time()
    assert split_unit(" " * 20_000 + "x" + " " * 20_000 + "[") == ("x" + " " * 20_000 + "[", None)
    assert time.process_time() - began < 2  # it took minutes
