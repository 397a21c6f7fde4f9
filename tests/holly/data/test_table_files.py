"""Files of other programs are read rightly with nothing named, or refused for the right reason."""

import logging
import re
from pathlib import Path

import h5py
import numpy as np
import pytest
from table_files import FILES, OWNER, PIXEL, POINTS, SIGMA, N, picasso, plain_cells, struct_points

from groundwork.errors import InputError
from holly.data.layouts import read_localisations
from holly.data.localisations import import_localisations
from holly.data.particles import read_particles
from holly.data.table import Localisations
from holly.settings.choices import LAYOUT_OPTIONS

KNOWN = {  # how the unit of x was known
    **dict.fromkeys(("thunderstorm", "smap", "elyra", "nanoimager", "rapidstorm", "csv"), "header"),
    **{"decode": "metadata", "minflux": "layout", "nstorm": "layout"},
}


def made(tmp_path, name):
    write, layout, options = FILES[name]
    write(tmp_path / name)
    return tmp_path / name, layout, options


def read(path, content, encoding="utf-8", **options) -> Localisations:
    path.write_bytes(content.encode(encoding))
    return read_localisations(path, **options)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_in_nm_with_its_layout_found(tmp_path, name):
    path, layout, options = made(tmp_path, name)
    found = read_localisations(path, **options)
    assert found.layout == layout
    np.testing.assert_allclose(found.table.points, POINTS, atol=1e-9)
    assert len(found.table) == N


@pytest.mark.parametrize("name", FILES)
def test_naming_the_layout_reads_the_same(tmp_path, name):
    path, layout, options = made(tmp_path, name)
    found = read_localisations(path, layout=layout, **options)
    np.testing.assert_allclose(found.table.points, POINTS, atol=1e-9)


@pytest.mark.parametrize("name", [name for name in FILES if "minflux" not in name])
def test_the_precision_is_lateral_and_in_nm(tmp_path, name):
    path, layout, options = made(tmp_path, name)
    table = read_localisations(path, **options).table
    if layout in ("rapidstorm", "csv") or name == "cells.mat":
        assert table.precision is None
    else:
        np.testing.assert_allclose(table.precision, SIGMA)


@pytest.mark.parametrize(
    "name", ["thunderstorm.xls", "picasso_picked.hdf5", "points.mat", "coords.mat", "cells.mat"]
)
def test_particles_are_imported_without_a_layout(tmp_path, name):
    path, _, options = made(tmp_path, name)
    import_localisations(path, tmp_path / "out.h5", **options)
    particles = read_particles(tmp_path / "out.h5")
    assert len(particles) == 3
    for i, one in enumerate((1, 2, 3)):
        np.testing.assert_allclose(particles.particle(i), POINTS[one == OWNER], atol=1e-9)


@pytest.mark.parametrize("name", ["thunderstorm.csv", "picasso.hdf5", "minflux.npy", "elyra.txt"])
def test_a_field_of_view_is_to_be_picked_first(tmp_path, name):
    path, _, options = made(tmp_path, name)
    assert read_localisations(path, **options).table.particle is None
    with pytest.raises(InputError, match=r"no column of particles .*pick the particles first"):
        import_localisations(path, tmp_path / "out.h5", **options)
    assert not (tmp_path / "out.h5").exists()


@pytest.mark.parametrize("name", FILES)
def test_it_is_said_how_the_unit_was_known(tmp_path, name):
    path, layout, options = made(tmp_path, name)
    known = read_localisations(path, **options).columns["x"].known
    if layout == "picasso":
        assert known == ("metadata" if "picked" in name else "yaml")
    elif layout == "matlab-cell":
        assert known == ("named by the user" if options else "assumed")
    else:
        assert known == KNOWN[layout]


def test_the_documentation_names_every_example_and_layout():
    page = (Path(__file__).parents[3] / "docs" / "data.md").read_text("utf-8")
    for name, (_, layout, _) in FILES.items():
        assert f"`{name}`" in page
        assert f"(`{layout}`)" in page
    assert {layout for _, layout, _ in FILES.values()} | {"cep152"} == set(LAYOUT_OPTIONS)


def test_other_columns_are_kept(tmp_path):
    smap = read_localisations(made(tmp_path, "v73_sml.mat")[0]).table
    np.testing.assert_array_equal(smap.frame, np.arange(N) + 1)
    assert (smap.photons == 900).all()
    assert (smap.field == 1).all()
    rapidstorm = read_localisations(made(tmp_path, "rapidstorm.txt")[0]).table
    assert rapidstorm.photons is None  # counts of the camera are no photons
    traces = read_localisations(made(tmp_path, "minflux.npy")[0]).table.trace
    assert traces.tolist() == OWNER.astype(str).tolist()


def test_what_follows_elyras_table_is_logged(tmp_path, caplog):
    with caplog.at_level(logging.INFO):
        read_localisations(made(tmp_path, "elyra.txt")[0])
    assert "left out 3 lines after the table: VoxelSizeX : 0.1" in caplog.text
    path = tmp_path / "cut.txt"
    made(tmp_path, "elyra.txt")[0].rename(path)
    content = path.read_bytes()
    path.write_bytes(content[:900] + b"\0" + content[900:])
    with pytest.raises(InputError, match="a NUL character within the table"):
        read_localisations(path)


def test_minflux_says_how_many_are_not_valid(tmp_path, caplog):
    with caplog.at_level(logging.INFO):
        read_localisations(made(tmp_path, "minflux.json")[0])
    assert "left out 2 of 23 that are not valid" in caplog.text


ROWS = [(1, 6.287, -6.605), (1, 132.021, 5.25), (2, -26.783, 18.0), (2, 65.2, 147.354)]


def table(separator=",", decimal=".", header="particle,x_nm,y_nm"):
    rows = [f"{p}|{x}|{y}".replace(".", decimal).replace("|", separator) for p, x, y in ROWS]
    return "\n".join([header.replace(",", separator), *rows, ""])


@pytest.mark.parametrize(
    ("separator", "decimal"), [(",", "."), (";", ","), (";", "."), ("\t", ",")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le"])
def test_separators_decimal_commas_and_encodings(tmp_path, separator, decimal, encoding):
    header = (
        "particle,x_nm,y_nm" if encoding == "utf-16-le" else "particle,x [nm],y [nm],drift [µm]"
    )
    content = table(separator, decimal, header)
    if "drift" in header:
        content = re.sub(r"(\d)\n", rf"\1{separator}0{decimal}5\n", content)
    found = read(tmp_path / "a.csv", content, encoding)
    np.testing.assert_array_equal(found.table.points, [row[1:] for row in ROWS])
    assert found.table.particle.tolist() == ["1", "1", "2", "2"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (table(",", ",", "particle,x,y"), r"row 1 has 5 values under 3 names; decimal commas\?"),
        (table(";", ",").replace("132,021", "132.021"), "decimal commas .* beside decimal points"),
        ("particle,x,y,x\n1,2,3,4\n", "two columns have the same name, 'x'"),
        ("particle,X,y,x\n1,2,3,4\n", "two columns have the same name, 'x'"),
        ("x [nm],y [nm],x_nm\n1,2,3\n", r"columns 'x \[nm\]' and 'x_nm' mean the same"),
        ("particle,x_nm,y_nm,x,y,z\n1,2,3,4,5,6\n", "'z' has no unit beside 'x_nm'"),
        ("x [nm],y [nm],uncertainty [px]\n1,2,3\n", r"'uncertainty \[px\]' is in camera pixels of"),
        ("x [furlong],y [nm]\n1,2\n", r"the unit of column 'x \[furlong\]' is not known"),
        ("x,y\n1,2\n3,4\n", "nothing says the unit of 'x'; give units"),
        ("1,2,3\n4,5,6\n", "no names of columns above the first row"),
        ("a,b\n1,2\n", "no columns x and y, but a, b"),
        ("x_nm,y_nm\n1,2\n3,\n5,four\n", "row 3: y_nm is 'four', not a number"),
        ("x_nm,y_nm,channel\n1,2,a\n30,4,b\n", r"several channels \(a, b\); name one as channel"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(tmp_path, content, fault):
    with pytest.raises(InputError, match=fault) as caught:
        read(tmp_path / "a.csv", content)
    assert "\n" not in str(caught.value)


def test_a_unit_in_another_column_is_converted(tmp_path):
    header = '"id","frame","x [nm]","y [nm]","z [um]","uncertainty [px]"'
    content = f"{header}\n1,1,10,20,0.5,0.1\n2,1,90,30,0.4,0.2\n"
    found = read(tmp_path / "a.csv", content, nm_per_camera_pixel=100.0)
    np.testing.assert_allclose(found.table.z, [500, 400])
    np.testing.assert_allclose(found.table.precision, [10, 20])
    assert found.columns["precision"].known == "named by the user"


def test_a_header_in_one_pair_of_quotes_is_taken_apart(tmp_path):
    content = (
        '"id,""frame"",""x [nm]"",""y [nm]"",""cluster"""\n1,1,10.5,20.5,1\n2,1,111.5,21.5,1\n'
    )
    found = read(tmp_path / "a.csv", content)
    assert found.layout == "thunderstorm"
    assert found.table.x.tolist() == [10.5, 111.5]


def test_metres_read_as_nm_are_refused_until_they_are_named(tmp_path):
    angle = np.linspace(0, 6, 30)
    rows = [f"{i % 3},{np.cos(a) * 1e-7:.6e},{np.sin(a) * 1e-7:.6e}" for i, a in enumerate(angle)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["particle,x,y", *rows, ""]))
    for options in ({}, {"layout": "csv"}):
        with pytest.raises(InputError, match=r"particles would be 2e-07 nm wide .*; give units"):
            import_localisations(path, tmp_path / "out.h5", **options)
    import_localisations(path, tmp_path / "out.h5", units="m")
    assert np.ptp(read_particles(tmp_path / "out.h5").x) == pytest.approx(200, rel=0.01)


def test_camera_pixels_are_asked_for_and_must_be_plausible(tmp_path):
    struct_points(tmp_path / "a.mat")
    with pytest.raises(InputError, match="in camera pixels of unknown size; give nm_per"):
        read_localisations(tmp_path / "a.mat")
    with pytest.raises(InputError, match=r"a camera pixel of 0\.1 nm is not plausible"):
        read_localisations(tmp_path / "a.mat", nm_per_camera_pixel=0.1)
    picasso(tmp_path / "a.hdf5")
    (tmp_path / "a.yaml").write_text("Pixelsize: 0.13\n")
    with pytest.raises(InputError, match=r"a camera pixel of 0\.13 nm is not plausible"):
        read_localisations(tmp_path / "a.hdf5")


def test_plain_cells_in_pixels_are_not_taken_for_nm(tmp_path):
    plain_cells(tmp_path / "a.mat")
    with pytest.raises(InputError, match=r"would be 1.24e.05 nm wide .*give units") as caught:
        read_localisations(tmp_path / "a.mat", units="um")
    assert "named by the user" in str(caught.value)
    found = read_localisations(tmp_path / "a.mat", units="px", nm_per_camera_pixel=2.0)
    np.testing.assert_allclose(found.table.points, 2 * POINTS)


def test_structures_of_version_73_are_read(tmp_path):
    with h5py.File(tmp_path / "a.mat", "w", userblock_size=512) as file:
        cell = file.create_dataset("particles", (2, 1), h5py.ref_dtype)
        for i, one in enumerate((1, 2)):
            file[f"#refs#/s{i}/points"] = (POINTS[one == OWNER] / PIXEL).T
            cell[i, 0] = file[f"#refs#/s{i}"].ref
    found = read_localisations(tmp_path / "a.mat", nm_per_camera_pixel=PIXEL)
    np.testing.assert_allclose(found.table.points, POINTS[OWNER < 3])


def test_stray_localisations_are_named(tmp_path, caplog):
    path = tmp_path / "a.csv"
    points = POINTS.copy()
    points[3, 0] = 1e5
    rows = [f"{p},{x},{y}" for p, (x, y, _) in zip(OWNER, points, strict=True)]
    path.write_text("\n".join(["particle,x_nm,y_nm", *rows, ""]))
    import_localisations(path, tmp_path / "out.h5")
    assert "1 of 3 particles are more than 10 times as wide as the median" in caplog.text
    assert re.search(r"nm: 1 \(9.*e\+04 nm\); remove their stray", caplog.text)


def test_a_flat_z_is_no_z_and_cannot_be_projected(tmp_path):
    path = tmp_path / "a.csv"
    rows = [f"{p},{x},{y},0" for p, (x, y, _) in zip(OWNER, POINTS, strict=True)]
    path.write_text("\n".join(["particle,x_nm,y_nm,z_nm", *rows, ""]))
    assert read_localisations(path).table.z is None
    import_localisations(path, tmp_path / "out.h5")
    assert read_particles(tmp_path / "out.h5").z is None
    with pytest.raises(InputError, match="z is 0 in every row, so there is nothing to project"):
        import_localisations(path, tmp_path / "flat.h5", project=True)


def test_the_channel_that_is_named_is_read(tmp_path):
    content = "x_nm,y_nm,channel\n1,2,488\n30,4,647\n50,8,647\n"
    found = read(tmp_path / "a.csv", content, channel="647")
    assert found.table.x.tolist() == [30, 50]
    with pytest.raises(InputError, match=r"no channel '561' \(present: 488, 647\)"):
        read(tmp_path / "a.csv", content, channel="561")


def test_the_same_number_in_two_fields_is_two_particles(tmp_path):
    rows = [
        f"{p},{x},{y},{1 + i % 2}"
        for i, (p, (x, y, _)) in enumerate(zip(OWNER, POINTS, strict=True))
    ]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["particle,x_nm,y_nm,filenumber", *rows, ""]))
    import_localisations(path, tmp_path / "out.h5")
    assert len(read_particles(tmp_path / "out.h5")) == 6


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"PK\3\4 a workbook", "a workbook of Excel; save it as CSV"),
        (b"", "empty"),
        (b"x_nm,y_nm\n1,2\n3,4", "truncated, its last line has no end"),
        (b"\x93NUMPY nothing", "not as Imspector exports MINFLUX data"),
        (b"[1, 2]", "not as Imspector exports MINFLUX data"),
    ],
)
def test_files_of_no_known_layout_are_refused(tmp_path, content, fault):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(InputError, match=fault):
        read_localisations(tmp_path / "a")


def test_unknown_and_ambiguous_hdf5_files_say_what_they_hold(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["positions"] = [1.0]
    with pytest.raises(InputError, match="of no known layout, it holds positions; name its layout"):
        read_localisations(path)
    picasso(path)
    with h5py.File(path, "a") as file:
        file["saveloc/loc/xnm"] = [1.0]
    with pytest.raises(InputError, match=r"may be picasso or smap, it holds .*name its layout"):
        read_localisations(path)
    made(tmp_path, "cells.mat")
    import_localisations(tmp_path / "cells.mat", tmp_path / "ours.h5")
    with pytest.raises(InputError, match="particles that holly has read already"):
        read_localisations(tmp_path / "ours.h5")


def test_the_pores_of_the_data_folder_need_nothing_named(shared):
    found = read_localisations(shared / "data" / "npc_storm" / "fig5p_356_3DNUP_STORM.mat")
    assert found.layout == "matlab-cell"
    assert found.columns["x"].known == "assumed"
    assert len(set(found.table.particle)) == 356
