import numpy as np
import pandas as pd
import pytest
from table_files import FILES, POINTS, SIGMA, csv_plain, thunderstorm

from groundwork.errors import InputError
from holly.data.fields import plant, write_field
from holly.own.survey import lines, survey

FIELD = plant("pores", particles=40, side=7000.0, apart=300.0, background=10.0, seed=3)


@pytest.mark.parametrize("name", FILES)
def test_every_layout_is_looked_at_in_a_few_lines(tmp_path, name):
    write, layout, options = FILES[name]
    write(tmp_path / name)
    found = survey([tmp_path / name], **options)
    said = lines(found)
    assert found.layout == said["layout"] == layout
    assert found.localisations == len(POINTS)
    assert name in said["file"]
    assert "x: " in said["columns"]
    assert len(said) <= 10
    assert all(line.isprintable() for line in said.values())
    if found.fault:  # 21 localisations are no field of view with particles
        assert said["particles"].startswith("none: ")
    else:
        assert sorted(found.counts) == [6, 7, 8]
        assert said["fields of view"] == "none, the file has particles"


def test_the_numbers_of_a_table_of_particles(tmp_path):
    thunderstorm_xls = FILES["thunderstorm.xls"][0]
    thunderstorm_xls(tmp_path / "a.xls")
    found = survey([tmp_path / "a.xls"])
    assert found.three
    assert found.precision == pytest.approx(SIGMA[0])
    assert "12 nm (median)" in lines(found)["precision"]
    assert 50 < found.extent < 300  # clouds of 40 nm standard deviation


def test_a_field_of_view_is_looked_at_through_its_picks(tmp_path):
    write_field(tmp_path / "cell.csv", FIELD)
    found = survey([tmp_path / "cell.csv"])
    assert 36 <= len(found) <= 40
    assert len(found) + sum(found.rejected.values()) >= 40
    assert found.fields == (pytest.approx(np.ptp(FIELD.positions[:, :2], axis=0).max(), rel=1e-3),)
    assert found.extent == pytest.approx(150, rel=0.15)  # 110 nm, and errors of 8 and 20 nm
    assert np.median(found.counts) == pytest.approx(100, rel=0.2)
    assert lines(found)["fields of view"] == "1, 6.99 µm wide"


def test_several_files_must_be_fields_of_view_of_one_kind(tmp_path):
    csv_plain(tmp_path / "particles.csv")
    write_field(tmp_path / "field.csv", FIELD)
    thunderstorm(tmp_path / "other.csv")
    both = survey([tmp_path / "field.csv", tmp_path / "other.csv"])
    assert len(both.fields) == 2
    with pytest.raises(InputError, match="only fields of view can be several"):
        survey([tmp_path / "particles.csv", tmp_path / "field.csv"])
    FILES["smap.csv"][0](tmp_path / "smap.csv")
    with pytest.raises(InputError, match=r"smap\.csv: layout smap, but .* has thunderstorm"):
        survey([tmp_path / "field.csv", tmp_path / "smap.csv"])


def changed(path, **columns):
    """Write the field with some columns of its table changed by functions."""
    write_field(path, FIELD)
    table = pd.read_csv(path)
    table = table.assign(**{name: change(table[name]) for name, change in columns.items()})
    table.to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    ("column", "change", "message"),
    [
        ("z [nm]", lambda z: z / 1000, "within 0.05.* nm along z; correct the unit of z"),
        ("z [nm]", lambda z: z * 1000, "nm along z; correct the unit of z"),
        ("z [nm]", lambda _: np.nan, r"z \[nm\] has no numbers"),
        ("uncertainty_xy [nm]", lambda p: p / 1000, "precise to 0.008.* nm"),
        ("uncertainty_xy [nm]", lambda p: p * 100, "precise to 80.* nm"),
    ],
)
def test_columns_whose_unit_cannot_be_right_are_refused(tmp_path, column, change, message):
    with pytest.raises(InputError, match=rf"a\.csv: .*{message}"):
        survey([changed(tmp_path / "a.csv", **{column: change})])


@pytest.mark.parametrize("place", [90_000, 800_000, 1e12])
def test_one_stray_localisation_does_not_set_the_scale(tmp_path, caplog, place):
    write_field(tmp_path / "good.csv", FIELD)
    stray = changed(tmp_path / "a.csv", **{"x [nm]": lambda x: [place, *x[1:]]})
    good, found = survey([tmp_path / "good.csv"]), survey([stray])
    assert len(found) >= len(good) - 1
    assert found.extent == pytest.approx(good.extent, rel=0.02)
    assert "a: left out 1 of" in caplog.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda frame: -frame, "3, in 19,9"),
        (lambda frame: frame / 0, "3"),
        (lambda frame: frame + 1e9, "3, in 19,9"),
    ],
)
def test_odd_frames_are_counted_or_not_known(tmp_path, change, said):
    found = survey([changed(tmp_path / "a.csv", frame=change)])
    assert lines(found)["dimensions"].startswith(said)


def test_precisions_without_a_value_are_unknown(tmp_path):
    found = survey([changed(tmp_path / "a.csv", **{"uncertainty_xy [nm]": lambda p: -p})])
    assert lines(found)["precision"] == "unknown, no value is above 0"


def test_a_file_is_not_named_twice(tmp_path):
    write_field(tmp_path / "a.csv", FIELD)
    with pytest.raises(InputError, match="another file has the same name"):
        survey([tmp_path / "a.csv", tmp_path / "a.csv"])
