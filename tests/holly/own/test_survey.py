import numpy as np
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
