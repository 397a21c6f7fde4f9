"""A synthetic file with as many particles as the CEP152 set goes from `.mat` to training images."""

import pandas as pd

from holly.data.localisations import import_localisations
from holly.data.particles import read_particles
from holly.data.synthetic import write_synthetic_cep152
from holly.images.augment import augment
from holly.images.cube import cube_path, open_cube
from holly.images.curate import curate
from holly.images.prerender import prerender
from holly.settings.images import Augmentation, CurationRules

PARTICLES, BAD = 4600, 63  # 4663 in all, as published
SIGMAS = [3.0, 1.5]
DRAWING = {"size": 32, "nm_per_pixel": 25.0, "centre": "extent"}
PASSES_FOR_GOOD = {"nan-rows", "good"}  # good once the import has dropped the NaN rows


def test_all_particles_pass_and_are_curated_to_the_planted_truth(tmp_path):
    mat, h5, curation = (tmp_path / name for name in ("c.mat", "c.h5", "curation.csv"))
    write_synthetic_cep152(mat, particles=PARTICLES, localisations=60, bad=BAD, seed=1)
    import_localisations(mat, h5, layout="cep152")
    prerender(h5, tmp_path / "prerendered", sigmas=SIGMAS, **DRAWING)
    curate(h5, curation, rules=CurationRules(extent_nm_max_ratio=2), accepted_list=None)
    augment(h5, curation, tmp_path / "training", SIGMAS, Augmentation(rotations=2, **DRAWING))

    kinds = pd.read_csv(f"{mat}.truth.csv").set_index("particle")["kind"]
    table = pd.read_csv(curation).set_index("id")
    assert len(kinds) == 4663
    assert set(kinds.index) - set(table.index) == set(
        kinds.index[kinds.isin(["single", "all-nan"])]
    )
    accepted = table["accepted"]
    kinds = kinds[table.index]
    sound = kinds.isin(PASSES_FOR_GOOD)
    assert accepted[sound].mean() > 0.98
    assert accepted[~sound].mean() < 0.1
    previews, _ = open_cube(cube_path(tmp_path / "prerendered", 1.5))
    training, _ = open_cube(cube_path(tmp_path / "training", 1.5))
    assert len(previews) == len(read_particles(h5))
    assert len(training) == 2 * accepted.sum()
