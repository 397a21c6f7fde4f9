import logging

import numpy as np
import pandas as pd
import pytest
import yaml

from groundwork.errors import InputError
from holly.data.fields import plant, write_field
from holly.data.particles import read_particles
from holly.data.picking.pick import pick
from holly.settings.picking import Linking, Picking

FIELD = plant("balls", particles=40, side=7000.0, apart=300.0, background=10.0, seed=2)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("field") / "cell.csv"
    write_field(path, FIELD)
    return path


def picked(folder, *sources, project=False, **settings):
    """The particles and the table of picks."""
    pick(
        sources,
        folder / "out.h5",
        table=folder / "picks.csv",
        maps=folder / "maps.npz",
        picking=Picking(**settings),
        project=project,
    )
    return read_particles(folder / "out.h5"), pd.read_csv(folder / "picks.csv")


def test_particles_are_written_as_other_stages_read_them(source, tmp_path):
    particles, table = picked(tmp_path, source)
    accepted = table[table["accepted"]]
    assert len(particles) == len(accepted) >= 38
    assert np.array_equal(particles.ids, accepted["id"])
    assert np.array_equal(accepted["particle"], np.arange(len(particles)))
    assert np.array_equal(np.diff(particles.offsets), accepted["localisations"])
    for index, row in enumerate(accepted.itertuples()):
        cloud = particles.particle(index)
        assert cloud.shape[1] == 3
        away = np.linalg.norm(cloud[:, :2] - [row.x_nm, row.y_nm], axis=1)
        assert away.max() <= row.radius_nm + 0.1
    assert np.nanmedian(particles.sigma) == pytest.approx(8, rel=0.2)


def test_rejected_picks_have_a_reason_and_no_particle(source, tmp_path):
    _, table = picked(tmp_path, source, localisations_min=100)
    rejected = table[~table["accepted"]]
    assert len(rejected)
    assert rejected["reason"].notna().all()
    assert rejected["particle"].isna().all()


def test_every_file_is_a_field(source, tmp_path):
    other = tmp_path / "second.csv"
    write_field(
        other, plant("balls", particles=20, side=6000.0, apart=300.0, background=10.0, seed=3)
    )
    particles, table = picked(tmp_path, source, other)
    assert table.groupby("field")["accepted"].sum().to_dict() == pytest.approx(
        {"cell": 40, "second": 20}, abs=3
    )
    assert len(particles) == table["accepted"].sum()
    with np.load(tmp_path / "maps.npz") as maps:
        assert maps["names"].tolist() == ["cell", "second"]
        assert maps["map0"].sum() == len(FIELD.frame)


def test_projected_particles_have_no_z(source, tmp_path):
    particles, _ = picked(tmp_path, source, project=True)
    assert particles.z is None


def test_the_same_file_gives_the_same_bytes(source, tmp_path):
    files = ("out.h5", "picks.csv", "maps.npz")
    (tmp_path / "again").mkdir()
    picked(tmp_path, source)
    picked(tmp_path / "again", source)
    for name in files:
        assert (tmp_path / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_picks_of_picasso_are_used_instead(source, tmp_path):
    regions = {"Centers": (FIELD.centres[:3] / 100).tolist(), "Diameter": 1.6, "Shape": "Circle"}
    path = tmp_path / "cell_picks.yaml"
    path.write_text(yaml.safe_dump(regions))
    particles, table = picked(tmp_path, source, regions=str(path), region_nm_per_pixel=100.0)
    near = np.linalg.norm(FIELD.positions[:, :2] - FIELD.centres[0], axis=1) <= 80
    assert len(particles) == 3
    assert len(particles.particle(0)) == pytest.approx(near.sum(), abs=1)  # the file is rounded
    assert table["radius_nm"].tolist() == [80, 80, 80]


def test_a_folder_has_outlines_for_every_field(source, tmp_path):
    regions = {"Centers": (FIELD.centres[:3] / 100).tolist(), "Diameter": 1.6}
    (tmp_path / "cell_picks.yaml").write_text(yaml.safe_dump(regions))
    particles, _ = picked(tmp_path, source, regions=str(tmp_path), region_nm_per_pixel=100.0)
    assert len(particles) == 3
    with pytest.raises(InputError, match="give region_nm_per_pixel"):
        picked(tmp_path, source, regions=str(tmp_path))
    (tmp_path / "cell_picks.yaml").unlink()
    with pytest.raises(InputError, match=r"cell\.roi"):
        picked(tmp_path, source, regions=str(tmp_path), region_nm_per_pixel=100.0)


def test_choices_override_the_verdicts(source, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    _, table = picked(tmp_path, source, localisations_min=100)
    chosen = table[["id", "x_nm", "y_nm", "accepted"]].copy()
    first, last = np.flatnonzero(table["accepted"])[0], np.flatnonzero(~table["accepted"])[0]
    chosen.loc[[first, last], "accepted"] = [False, True]
    chosen.to_csv(tmp_path / "choices.csv", index=False)
    choices = str(tmp_path / "choices.csv")
    _, after = picked(tmp_path, source, localisations_min=100, choices=choices)
    assert after.loc[first, ["accepted", "reason"]].tolist() == [False, "rejected by hand"]
    assert after.loc[last, "accepted"]
    assert "changes 2 verdicts" in caplog.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.assign(x_nm=table["x_nm"] + 5), "lies elsewhere now"),
        (lambda table: table.assign(x_nm=np.nan), "lies elsewhere now"),
        (lambda table: table.assign(id=table["id"] + 5000), "no pick has the id 5000"),
        (lambda table: pd.concat([table, table]), "chosen more than once"),
        (lambda table: table.drop(columns="accepted"), "no column accepted"),
        (
            lambda table: pd.concat([table, ~table[["accepted"]]], axis=1),
            "the same name, 'accepted'",
        ),
        (lambda table: table.assign(accepted="maybe"), "no column accepted"),
        (lambda table: table.assign(id="a"), "not a table"),
    ],
)
def test_choices_of_other_picks_are_refused(source, tmp_path, change, message):
    _, table = picked(tmp_path, source)
    change(table[["id", "x_nm", "y_nm", "accepted"]]).to_csv(tmp_path / "c.csv", index=False)
    with pytest.raises(InputError, match=message):
        picked(tmp_path, source, choices=str(tmp_path / "c.csv"))


def test_a_z_in_another_unit_is_not_projected(source, tmp_path):
    table = pd.read_csv(source)
    table.assign(**{"z [nm]": table["z [nm]"] / 1000}).to_csv(tmp_path / "a.csv", index=False)
    picked(tmp_path, tmp_path / "a.csv")
    with pytest.raises(InputError, match=r"a\.csv: .* nm along z; correct the unit of z"):
        picked(tmp_path, tmp_path / "a.csv", project=True)


def test_frames_in_seconds_cannot_be_linked(source, tmp_path):
    table = pd.read_csv(source)
    table.assign(frame=table["frame"] * 0.03).to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(InputError, match="frames that are not whole numbers"):
        picked(tmp_path, tmp_path / "a.csv", link=Linking())


def test_linked_localisations_are_fewer_and_more_precise(source, tmp_path):
    apart, _ = picked(tmp_path, source)
    linked, _ = picked(tmp_path, source, link=Linking())
    assert len(linked) == pytest.approx(len(apart), abs=2)
    assert 0.4 < linked.offsets[-1] / apart.offsets[-1] < 0.8
    assert np.median(linked.sigma) < np.median(apart.sigma)


def test_a_file_that_has_particles_is_not_picked_from(tmp_path):
    (tmp_path / "a.csv").write_text("particle,x_nm,y_nm\n" + "1,100,200\n1,150,250\n" * 5)
    with pytest.raises(InputError, match="already have particles; leave out pick"):
        picked(tmp_path, tmp_path / "a.csv")


def test_a_field_without_particles_is_refused_by_its_name(tmp_path):
    rng = np.random.default_rng(0)
    rows = "".join(f"{x:.1f},{y:.1f}\n" for x, y in rng.uniform(0, 9000, (9000, 2)))
    (tmp_path / "empty.csv").write_text("x_nm,y_nm\n" + rows)
    with pytest.raises(InputError, match=r"empty\.csv: the localisations form no particles"):
        picked(tmp_path, tmp_path / "empty.csv")
    assert not (tmp_path / "out.h5").exists()
    with pytest.raises(InputError, match="no column of frames"):
        picked(tmp_path, tmp_path / "empty.csv", link=Linking())
