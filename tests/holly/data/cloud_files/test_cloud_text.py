import numpy as np
import pytest

from groundwork.errors import InputError
from holly.data.clouds import read_cloud, read_cloud_file

POINTS = np.array([[0.5, -1.25, 3.0], [1e-7, 2.0, -3.5], [4.0, 5.0, 6.0]])


def written(path, content, encoding="utf-8"):
    path.write_text(content, encoding=encoding)
    return path


def rows(separator, end="\n"):
    return "".join(separator.join(map(repr, row)) + end for row in POINTS.tolist())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_obj_vertices_are_all_read_behind_any_mark_and_indentation(tmp_path, encoding):
    lines = [f"{' ' * (i % 2)}v {x!r} {y!r} {z!r}\n" for i, (x, y, z) in enumerate(POINTS.tolist())]
    path = written(tmp_path / "a.obj", "".join([*lines, "# µ\ng a\nf 1 2 3\n"]), encoding)
    np.testing.assert_array_equal(read_cloud(path), POINTS)


def test_an_unknown_word_in_an_obj_is_refused_not_skipped(tmp_path):
    path = written(tmp_path / "a.obj", "v 1 2 3\nV 4 5 6\n")
    with pytest.raises(InputError, match=r"line 2 begins with 'V'"):
        read_cloud(path)


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.xyz"])
@pytest.mark.parametrize("separator", [",", ";", "\t", " ", "   "])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_tables_with_any_separator_encoding_and_line_end(tmp_path, name, separator, encoding):
    for head in ("", separator.join("xyz") + "\r\n"):
        path = written(tmp_path / name, head + rows(separator, "\r\n"), encoding)
        np.testing.assert_array_equal(read_cloud(path), POINTS)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas(tmp_path, separator):
    path = written(
        tmp_path / "a.txt",
        "x y z".replace(" ", separator) + "\n" + rows(separator).replace(".", ","),
    )
    np.testing.assert_array_equal(read_cloud(path), POINTS)


def test_numpy_savetxt_with_its_commented_names(tmp_path):
    np.savetxt(tmp_path / "a.txt", POINTS, header="x_um y_um z_um")
    found = read_cloud_file(tmp_path / "a.txt")
    np.testing.assert_array_equal(found.points, POINTS)
    assert found.nm == 1000


def test_an_xyz_file_may_have_colours_but_other_tables_must_name_their_columns(tmp_path):
    coloured = "".join(f"{x!r} {y!r} {z!r} 255 0 0\n" for x, y, z in POINTS.tolist())
    np.testing.assert_array_equal(read_cloud(written(tmp_path / "a.xyz", coloured)), POINTS)
    with pytest.raises(InputError, match="no columns x, y, z"):
        read_cloud(written(tmp_path / "a.txt", coloured))


@pytest.mark.parametrize(
    ("names", "nm"),
    [
        ("x,y,z", None),
        ("x_nm,y_nm,z_nm", 1),
        ("x [nm],y [nm],z [nm]", 1),
        ("x_um,y_um,z_um", 1e3),
        ("X (µm),Y (µm),Z (µm)", 1e3),
        ("x_m,y_m,z_m", 1e9),
        ("x [Å],y [Å],z [Å]", 0.1),
    ],
)
def test_units_are_read_from_the_names_and_converted(tmp_path, names, nm):
    path = written(tmp_path / "a.csv", f"{names}\n{rows(',')}")
    assert read_cloud_file(path).nm == nm
    if nm is not None:
        np.testing.assert_allclose(read_cloud(path, nm_per_unit=50), POINTS * nm / 50)
        with pytest.raises(InputError, match="give nm_per_unit"):
            read_cloud(path)


def test_each_column_may_have_its_own_unit(tmp_path):
    path = written(tmp_path / "a.csv", "x_nm,y_nm,z_um\n1,2,0.003\n")
    np.testing.assert_allclose(read_cloud(path, nm_per_unit=1), [[1, 2, 3]])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("x_px,y_px,z_px\n1,2,3\n", "unit 'px' of its columns is not known"),
        ("x_nm,y_nm,z\n1,2,3\n", "only some of x_nm, y_nm, z name their unit"),
        ("x,y,z,x\n1,2,3,4\n", "2 columns x"),
        ("x_nm,y_nm,z_nm,x_um\n1,2,3,4\n", "2 columns x"),
        ("x,y\n1,2\n", "no columns z"),
        ("1,5 2,5 3,5\n", "no columns"),
    ],
)
def test_columns_that_are_unclear_are_refused_by_name(tmp_path, content, fault):
    with pytest.raises(InputError, match=fault):
        read_cloud_file(written(tmp_path / "a.csv", content))
