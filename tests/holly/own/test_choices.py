from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from groundwork.errors import InputError
from holly.own.choices import FINEST, SIZE, choose, reasons
from holly.own.survey import Survey, survey
from holly.settings.load import load
from holly.settings.recipes import in_pixels
from holly.settings.shipped import RECIPES

ROOT = Path(__file__).resolve().parents[3]
SEEN = Survey(
    sources=(Path("a.csv"),),
    layout="csv",
    columns={},
    localisations=30_000,
    fields=(),
    rejected={},
    three=True,
    frames=None,
    counts=np.full(300, 100),
    extents=np.full(300, 150.0),
    precision=8.0,
    precision_z=None,
    fault="",
)


def test_the_real_pores_get_about_what_an_expert_gave_them(shared):
    chosen = choose(survey([shared / "data/npc_storm/fig5p_356_3DNUP_STORM.mat"]))
    expert = load(yaml.safe_load((ROOT / "config/npc.yaml").read_text()))
    dataset, recipe = expert.datasets["npc"], expert.recipe_of("npc")
    assert chosen.nm_per_pixel == pytest.approx(dataset.nm_per_pixel, rel=0.05)
    assert dataset.size == SIZE
    assert (chosen.project, chosen.pick) == (dataset.project, False)
    assert (chosen.points, chosen.starts) == (recipe.points, recipe.starts)
    assert chosen.epochs == pytest.approx(recipe.epochs, rel=0.05)
    assert chosen.sigma is None


@given(st.floats(0.01, 100), st.integers(1, 100_000), st.integers(2, 10_000), st.floats(0.1, 100))
def test_choices_follow_from_what_was_seen(scale, particles, count, precision):
    seen = replace(
        SEEN,
        counts=np.full(particles, count),
        extents=np.full(particles, 150 * scale),
        precision=precision,
    )
    chosen = choose(seen)
    assert chosen.nm_per_pixel == pytest.approx(150 * scale / (0.6 * SIZE), rel=0.05)
    assert 64 <= chosen.points <= 250
    assert np.all(np.diff(chosen.sigma) < 0)
    finest = np.clip(precision / chosen.width, *FINEST)
    assert chosen.sigma[-1] == pytest.approx(finest, abs=1e-6)
    if 70 <= particles <= 17_500:
        assert chosen.epochs * particles == pytest.approx(70_000, rel=0.13)
    assert reasons(seen, chosen).keys() >= {"nm_per_pixel", "points", "epochs", "starts", "sigma"}


def test_few_particles_get_more_starts_than_many():
    assert choose(SEEN).starts == 5
    assert choose(replace(SEEN, counts=np.full(1000, 100), extents=np.full(1000, 150))).starts == 1


@pytest.mark.parametrize(("particles", "size"), [(3, 2), (30, 4), (60, 8), (127, 16), (128, None)])
def test_few_particles_are_trained_on_in_smaller_batches(particles, size):
    seen = replace(SEEN, counts=np.full(particles, 100), extents=np.full(particles, 150))
    assert choose(seen).batch_size == size


def test_nothing_is_chosen_for_no_particles():
    none = replace(SEEN, counts=np.empty(0), extents=np.empty(0), fault="no particles, because")
    with pytest.raises(InputError, match=r"a\.csv: no particles, because"):
        choose(none)


def test_the_finest_sigma_is_wider_than_a_pixel():
    recipe = replace(
        RECIPES["search-measured"].recipe, sigma=choose(replace(SEEN, precision=1)).sigma
    )
    assert in_pixels(recipe, SIZE).sigma[-1] == pytest.approx(1.4, abs=1e-3)
