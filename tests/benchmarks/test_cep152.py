"""The benchmark of the CEP152 ring, from a file in the published layout to a structure."""

import accuracy
import cep152
import pandas as pd

COUNTS = {"particles": 90, "bad": 14, "localisations": 200}
QUICK = {"points": 100, "interpolation": "step", "sigma": [0.078125, 0.05, 0.0328125]}


def test_a_ring_is_found_in_the_particles_that_curation_leaves(tmp_path, monkeypatch):
    monkeypatch.setattr(cep152, "IMAGES", 2_000)
    monkeypatch.setitem(cep152.EXPERIMENT, "settings", QUICK)
    for name in ("CLOUDS", "RESULTS"):
        monkeypatch.setattr(cep152, name, tmp_path)
    arguments = [f"--{key}={value}" for key, value in COUNTS.items()]
    monkeypatch.setattr("sys.argv", ["cep152.py", *arguments, "--seeds", "1"])
    cep152.main()
    table = pd.read_csv(tmp_path / "accuracy-toroid.csv", dtype={"commit": str})
    (row,) = table.to_dict("records")
    assert row["of_them_bad"] == 0
    assert row["accepted"] + row["good_rejected"] >= COUNTS["particles"]
    assert row["good_rejected"] <= 3
    assert abs(row["diameter"] / row["true_diameter"] - 1) < 0.05
    assert row["commit"] == accuracy.COMMIT
    assert (tmp_path / "toroid-1.ply").exists()
