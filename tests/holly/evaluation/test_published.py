import json

import numpy as np
import pytest

from groundwork.errors import InputError
from holly.data.clouds import write_cloud
from holly.data.ground_truths import ground_truth
from holly.evaluation.published import compare_published


def test_clouds_are_judged_by_the_model_in_their_path_and_the_rest_is_listed(tmp_path):
    models = []
    for name, points in (("bunny", ground_truth("bunny")), ("cep152-approximation", np.eye(5, 3))):
        models.append(tmp_path / f"{name}.ply")
        write_cloud(models[-1], points)
    files = tmp_path / "files"
    write_cloud(files / "run_Bunny_01" / "last.ply", ground_truth("bunny") * [1, 1, -1])
    write_cloud(files / "HsSAS-6.ply", np.eye(5, 3))
    write_cloud(files / "unknown.ply", np.eye(5, 3))
    write_cloud(files / "bunny_few.ply", np.eye(2, 3))
    (files / "bunny_broken.ply").write_text("ply")
    (files / "notes.log").write_text("bunny")
    result = compare_published(files, models, tmp_path / "out.json", random_clouds=1)
    assert json.loads((tmp_path / "out.json").read_text()) == result
    judged = {cloud["path"]: cloud for cloud in result["clouds"]}
    assert judged.keys() == {"run_Bunny_01/last.ply", "HsSAS-6.ply"}
    assert judged["run_Bunny_01/last.ply"]["rmsd"] < 1e-6
    assert judged["run_Bunny_01/last.ply"]["mirrored"] is True
    assert judged["HsSAS-6.ply"]["model"] == "cep152-approximation"
    why = {other["path"]: other["why"] for other in result["others"]}
    assert "names none" in why["unknown.ply"]
    assert "too few" in why["bunny_few.ply"]
    assert "PLY" in why["bunny_broken.ply"]
    assert why["notes.log"] == "not a cloud of points"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="download"):
        compare_published(tmp_path / "none", [], tmp_path / "out.json")
