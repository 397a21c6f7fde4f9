"""How much of what lies in picks is background, where it is known.

The discs are moved to where they hold the most, background included, so a third may be missing.
"""

import numpy as np
import pytest

from holly.data.fields import BALL, plant
from holly.data.picking.background import background_share
from holly.data.picking.find import find_picks
from holly.data.picking.maps import write_maps
from holly.data.picking.results import read_picks
from holly.data.picking.table import pick_table


def measured_and_true(tmp_path, *planted):
    """The share of background in the accepted picks of particles: as measured, and as planted."""
    fields = [one.positions[:, :2] for one in planted]
    names = [f"field {number}" for number in range(len(fields))]
    picks = find_picks(fields, extent=2 * BALL)
    table = pick_table(picks, names)
    real = [
        np.linalg.norm(planted[at].centres - centre, axis=1).min() < BALL
        for at, centre in zip(picks.field, picks.centres, strict=True)
    ]
    table["accepted"] &= np.array(real)
    table.to_csv(tmp_path / "picks.csv", index=False)
    write_maps(tmp_path / "maps.npz", names, fields, picks.radii)
    inside = [
        planted[at].particle[np.linalg.norm(fields[at] - centre, axis=1) <= radius]
        for at, centre, radius in zip(picks.field, picks.centres, picks.radii, strict=True)
    ]
    owners = np.concatenate([inside[i] for i in np.flatnonzero(table["accepted"])])
    table, maps = read_picks(tmp_path / "picks.csv", tmp_path / "maps.npz")
    return background_share(table, maps), (owners == -1).mean()


@pytest.mark.parametrize("density", [0.0, 20.0, 300.0])
def test_the_share_is_that_which_was_planted(tmp_path, density):
    options = {"particles": 40, "side": 7000.0, "apart": 300.0, "background": density}
    found, true = measured_and_true(tmp_path, plant("balls", **options, seed=4))
    assert found == pytest.approx(true, rel=0.4, abs=0.01)


def test_fields_count_together(tmp_path):
    options = {"particles": 30, "side": 6000.0, "apart": 300.0}
    fields = [plant("balls", **options, background=b, seed=5) for b in (20.0, 200.0)]
    found, true = measured_and_true(tmp_path, *fields)
    assert found == pytest.approx(true, rel=0.4, abs=0.01)


def test_without_accepted_picks_nothing_is_known(tmp_path):
    planted = plant("balls", particles=20, side=6000.0, apart=300.0, background=10.0, seed=6)
    measured_and_true(tmp_path, planted)
    table, maps = read_picks(tmp_path / "picks.csv", tmp_path / "maps.npz")
    assert background_share(table.assign(accepted=False), maps) is None
