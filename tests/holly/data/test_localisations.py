import logging
import re

import h5py
import numpy as np
import pytest
import scipy.io
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwork.errors import InputError
from holly.data.localisations import import_localisations
from holly.data.particles import (
    Particles,
    open_particles,
    read_particles,
    write_particles,
)
from holly.data.synthetic import write_synthetic_cep152

RNG = np.random.default_rng(0)
FLAT = [RNG.normal(0, 50, (n, 2)) for n in (5, 9, 3)]
SOLID = [RNG.normal(0, 50, (n, 3)) for n in (50, 90, 30)]


def cep152(path, clouds, top=True):
    with h5py.File(path, "w") as file:
        for i, cloud in enumerate(clouds):
            table = np.vstack([cloud.T, np.ones((8 - cloud.shape[1], len(cloud)))])
            file[f"#refs#/p{i}"] = table
        if top:
            file["#refs#/placeholder"] = np.zeros(2)
            file["Cep152_all_filtered"] = np.zeros(len(clouds))


def matlab(path, clouds, variable="Superparticle"):
    cell = np.empty((len(clouds), 1), dtype=object)
    cell[:, 0] = [cloud.T for cloud in clouds]
    scipy.io.savemat(path, {variable: cell})


def table(path, clouds):
    axes = ("x_nm", "y_nm", "z_nm")[: clouds[0].shape[1]]
    rows = [
        ",".join([str(i + 10), *map(repr, point)])
        for i, cloud in enumerate(clouds)
        for point in cloud.tolist()
    ]
    path.write_text("\n".join([",".join(["particle", *axes]), *rows]) + "\n")


def imported(tmp_path, write, clouds, layout, **options):
    write(tmp_path / "source", clouds)
    import_localisations(tmp_path / "source", tmp_path / "out.h5", layout=layout, **options)
    return read_particles(tmp_path / "out.h5")


@pytest.mark.parametrize(
    ("write", "layout", "clouds"),
    [
        (cep152, "cep152", FLAT),
        (matlab, "matlab-cell", FLAT),
        (matlab, "matlab-cell", SOLID),
        (table, "csv", FLAT),
        (table, "csv", SOLID),
    ],
)
def test_every_layout_is_read_exactly(tmp_path, write, layout, clouds):
    particles = imported(tmp_path, write, clouds, layout)
    assert particles.ids.tolist() == [0, 1, 2]
    assert len(particles) == 3
    for i, cloud in enumerate(clouds):
        np.testing.assert_array_equal(particles.particle(i), cloud)


def test_without_the_top_level_cell_every_dataset_is_a_particle(tmp_path):
    path = tmp_path / "a.mat"
    cep152(path, FLAT, top=False)
    with h5py.File(path, "a") as file:
        file["#refs#/odd"] = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    import_localisations(path, tmp_path / "out.h5", layout="cep152")
    particles = read_particles(tmp_path / "out.h5")
    np.testing.assert_array_equal(particles.particle(0), [[0, 3], [1, 4], [2, 5]])  # 'odd' < 'p0'
    np.testing.assert_array_equal(particles.particle(3), FLAT[2])


def test_attributes_say_where_the_data_came_from(tmp_path):
    imported(tmp_path, table, FLAT, "csv")
    with h5py.File(tmp_path / "out.h5") as file:
        attributes = dict(file.attrs)
    assert attributes["source"] == "source"
    assert attributes["units"] == "nm"
    assert attributes["layout"] == "csv"
    assert re.fullmatch("[0-9a-f]{64}", attributes["sha256"])


@pytest.mark.parametrize(("write", "layout"), [(cep152, "cep152"), (matlab, "matlab-cell")])
def test_what_is_not_finite_is_dropped_and_named(tmp_path, caplog, write, layout):
    clouds = [FLAT[0].copy(), np.full((4, 2), np.nan), FLAT[1][:1], FLAT[2]]
    clouds[0][1, 0], clouds[0][3, 1] = np.nan, np.inf
    with caplog.at_level(logging.WARNING):
        particles = imported(tmp_path, write, clouds, layout)
    assert particles.ids.tolist() == [0, 3]
    np.testing.assert_array_equal(particles.particle(0), FLAT[0][[0, 2, 4]])
    assert "particle 0 (" in caplog.text
    assert "dropped 2 of 5 localisations that are not finite" in caplog.text
    assert re.search(r"particle 1 \(.*refused, 0 usable", caplog.text)
    assert re.search(r"particle 2 \(.*refused, 1 usable", caplog.text)
    with h5py.File(tmp_path / "out.h5") as file:
        assert file.attrs["dropped_localisations"] == 6
        assert file.attrs["refused_particles"] == 2


def test_projection_turns_each_particle_its_own_way_about_its_centroid(tmp_path):
    same = [SOLID[0] + 1000] * 3
    particles = imported(tmp_path, matlab, same, "matlab-cell", project=True, seed=5)
    assert particles.z is None
    flats = [particles.particle(i) for i in range(3)]
    for flat in flats:
        np.testing.assert_allclose(flat.mean(0), same[0].mean(0)[:2])
        lengths = np.linalg.norm(flat - flat.mean(0), axis=1)
        assert (lengths <= np.linalg.norm(same[0] - same[0].mean(0), axis=1) + 1e-9).all()
    assert not np.allclose(flats[0], flats[1])
    again = imported(tmp_path, matlab, same, "matlab-cell", project=True, seed=5)
    np.testing.assert_array_equal(again.x, particles.x)
    other = imported(tmp_path, matlab, same, "matlab-cell", project=True, seed=6)
    assert not np.allclose(other.x, particles.x)


def test_lengths_in_another_unit_are_refused(tmp_path):
    cloud = np.random.default_rng(0).normal(0, 50, (40, 3))
    for z, precision, fault in (
        (1e-3, 10, "along z"),
        (1, 1e-3, "precise to"),
        (1, 1e4, "precise to"),
    ):
        rows = [
            f"{i // 20},{x},{y},{z * up},{precision}" for i, (x, y, up) in enumerate(cloud.tolist())
        ]
        header = "particle,x_nm,y_nm,z_nm,uncertainty_nm"
        (tmp_path / "a.csv").write_text("\n".join([header, *rows, ""]))
        with pytest.raises(InputError, match=rf"a\.csv: .*{fault}"):
            import_localisations(tmp_path / "a.csv", tmp_path / "a.h5", project=True)
        assert not (tmp_path / "a.h5").exists()


def test_projection_is_uniform_over_directions(tmp_path):
    rod = 50 * np.array([[0.0, 0.0, -1.0], [0.0, 0.0, 1.0]])
    particles = imported(tmp_path, matlab, [rod] * 2000, "matlab-cell", project=True)
    x = particles.x[1::2] / 50  # a coordinate of a uniform unit vector is uniform in [-1, 1]
    assert x.mean() == pytest.approx(0, abs=0.05)
    assert x.var() == pytest.approx(1 / 3, abs=0.03)


@pytest.mark.parametrize(
    ("layout", "content", "fault"),
    [
        ("cep152", b"", "empty"),
        ("cep152", b"not HDF5" * 200, "not a complete HDF5 file"),
        ("matlab-cell", b"not MATLAB" * 200, "damaged, or not a MATLAB v5 or v7.3 file"),
        ("csv", b"a,b\n1,2\n", "no columns x and y, but a, b"),
        ("csv", b"particle,x,y\n", "no particle"),
        ("csv", b"particle,x,y\n1,2,three\n", "row 1: y is 'three', not a number"),
        ("csv", b"particle,x,y\n1,2,3\n,4,5\n", "row 2 has no particle"),
        ("csv", b"particle,x,y\n1,2,3\n1,2,3,4,5\n", "row 2 has 5 values under 3 names"),
        ("csv", b"particle,x,y\n1,0,0\n2,0,0\n", "no particle with 2"),
        (
            "insight3",
            b"something",
            "unknown layout .insight3.; one of cep152, matlab-cell, minflux",
        ),
    ],
)
def test_bad_sources_are_refused_in_one_line(tmp_path, layout, content, fault):
    source = tmp_path / "source"
    source.write_bytes(content)
    with pytest.raises(InputError, match=f"{re.escape(str(source))}.*{fault}") as caught:
        import_localisations(source, tmp_path / "out.h5", layout=layout)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("layout", ["cep152", "matlab-cell", "csv"])
def test_a_missing_source_is_refused(tmp_path, layout):
    with pytest.raises(InputError, match="no such file"):
        import_localisations(tmp_path / "absent", tmp_path / "out.h5", layout=layout)


@pytest.mark.parametrize(("write", "layout"), [(cep152, "cep152"), (matlab, "matlab-cell")])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_source_is_refused(tmp_path, write, layout, part):
    source = tmp_path / "source"
    write(source, SOLID)
    content = source.read_bytes()
    source.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(InputError, match=r"not a complete|damaged"):
        import_localisations(source, tmp_path / "out.h5", layout=layout)


def test_the_wrong_layout_is_refused(tmp_path):
    source, out = tmp_path / "source", tmp_path / "out.h5"
    write_synthetic_cep152(source, particles=1, localisations=10, bad=0, seed=0)
    with pytest.raises(InputError, match=r"filtered\{1\} is not 2xN.*check the layout"):
        import_localisations(source, out, layout="matlab-cell")
    with h5py.File(source, "w") as file:
        file["x"] = [1.0]
    with pytest.raises(InputError, match="no group '#refs#'"):
        import_localisations(source, out, layout="cep152")
    assert not out.exists()


@pytest.mark.parametrize(
    ("layout", "option"),
    [
        ("cep152", {"variable": "Cep152_all_filtered"}),
        ("csv", {"variable": "particles"}),
        ("matlab-cell", {"particle_column": "group"}),
    ],
)
def test_an_option_that_the_layout_does_not_take_is_refused(tmp_path, layout, option):
    table(tmp_path / "source", FLAT)
    with pytest.raises(InputError, match=f"layout {layout} takes no {next(iter(option))}"):
        import_localisations(tmp_path / "source", tmp_path / "out.h5", layout=layout, **option)


def test_the_first_bad_rows_are_named(tmp_path, caplog):
    cloud = RNG.normal(size=(20, 2))
    cloud[3:10, 1] = np.nan
    with caplog.at_level(logging.WARNING):
        imported(tmp_path, table, [cloud], "csv")
    assert "particle 0 (10): dropped 7 of 20" in caplog.text
    assert "(rows 3, 4, 5, 6, 7, …)" in caplog.text


@pytest.mark.parametrize(
    "write_layout", [(cep152, "cep152"), (matlab, "matlab-cell"), (table, "csv")]
)
def test_the_same_input_gives_the_same_bytes(tmp_path, write_layout):
    write, layout = write_layout
    write(tmp_path / "source", FLAT)
    for name in ("a.h5", "b.h5"):
        import_localisations(tmp_path / "source", tmp_path / name, layout=layout)
    assert (tmp_path / "a.h5").read_bytes() == (tmp_path / "b.h5").read_bytes()


def test_a_particles_projection_does_not_depend_on_the_others(tmp_path):
    both = imported(tmp_path, matlab, SOLID, "matlab-cell", project=True, seed=5)
    lost = [SOLID[0] * np.nan, *SOLID[1:]]
    rest = imported(tmp_path, matlab, lost, "matlab-cell", project=True, seed=5)
    np.testing.assert_array_equal(rest.particle(0), both.particle(1))


def test_open_particles_reads_what_read_particles_reads(tmp_path):
    particles = imported(tmp_path, table, SOLID, "csv")
    with open_particles(tmp_path / "out.h5") as opened:
        assert len(opened) == 3
        np.testing.assert_array_equal(opened.ids, particles.ids)
        np.testing.assert_array_equal(opened.offsets, particles.offsets)
        for i in (2, 0, 1):
            np.testing.assert_array_equal(opened.particle(i), SOLID[i])
        assert not isinstance(opened.x, np.ndarray)  # nothing is in memory


def test_projecting_2d_particles_and_mixing_2d_with_3d_are_refused(tmp_path):
    with pytest.raises(InputError, match="project needs particles with z"):
        imported(tmp_path, table, FLAT, "csv", project=True)
    with pytest.raises(InputError, match="some particles are 2D and some 3D"):
        imported(tmp_path, matlab, [*FLAT, *SOLID], "matlab-cell")
    assert not (tmp_path / "out.h5").exists()


@given(counts=st.lists(st.integers(1, 5), max_size=6), solid=st.booleans())
@settings(deadline=None, max_examples=25)
def test_particles_survive_the_file(tmp_path_factory, counts, solid):
    path = tmp_path_factory.mktemp("particles") / "p.h5"
    x, y, z = RNG.normal(size=(3, sum(counts)))
    offsets = np.cumsum([0, *counts])
    written = Particles(x, y, z if solid else None, offsets, np.arange(len(counts)) * 2)
    write_particles(path, written, source="s")
    read = read_particles(path)
    for name, values in vars(written).items():
        np.testing.assert_array_equal(getattr(read, name), values)


def test_a_foreign_or_broken_canonical_file_is_refused(tmp_path):
    path = tmp_path / "p.h5"
    with pytest.raises(InputError, match="run the localisations stage"):
        read_particles(path)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match="not a complete file of particles"):
        read_particles(path)
    with h5py.File(path, "w") as file:
        file["x"] = [1.0]
    with pytest.raises(InputError, match="not a complete file of particles"):
        read_particles(path)
    values = np.zeros(4)
    write_particles(path, Particles(values, values, None, np.array([0, 5]), np.array([0])))
    with pytest.raises(InputError, match="do not fit together"):
        read_particles(path)
    write_particles(path, Particles(values, values, None, np.array([0, 4]), np.array([0])))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match="not a complete file of particles"):
        read_particles(path)


def test_real_nuclear_pores(tmp_path, shared):
    source = shared / "data" / "npc_storm" / "fig5p_356_3DNUP_STORM.mat"
    import_localisations(source, tmp_path / "npc.h5", layout="matlab-cell", project=True)
    particles = read_particles(tmp_path / "npc.h5")
    assert len(particles) == 356
    assert particles.z is None
    extents = [np.ptp(particles.particle(i), axis=0).max() for i in range(356)]
    assert 80 < np.median(extents) < 300
