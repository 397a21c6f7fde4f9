"""The two renderers of the scaling benchmark do the same work."""

import math

import pytest
import scaling
import torch

CPU = torch.device("cpu")
WORK = {"batch": 3, "points": 20, "size": 24, "hypotheses": 3}


def test_both_ways_have_the_same_gradients():
    ours, plain = scaling.package_step(WORK, CPU)(), scaling.plain_step(WORK, CPU)()
    for a, b in zip(ours, plain, strict=True):
        assert torch.allclose(a, b, atol=1e-4)


def test_a_curve_has_no_time_where_plain_autograd_does_not_fit(monkeypatch):
    monkeypatch.setattr(scaling, "BASE", WORK)
    monkeypatch.setitem(scaling.CURVES, "points", [5, 40])
    memory_gb = 4 * scaling.ARRAYS * 3 * 10 * 24**2 * 3 / 1e9
    curve = scaling.curve("points", CPU, memory_gb)
    assert all(seconds > 0 for seconds in [*curve["ours"], curve["autograd"][0]])
    assert curve["autograd"][1] is None


def test_the_exponent_is_the_slope_of_the_end():
    values = [1, 2, 4, 8, 16]
    assert scaling.slope(values, [9.0, 9.0, *(v**1.5 for v in values[2:])]) == pytest.approx(1.5)
    assert not math.isnan(scaling.slope(values, [1.0] * 5))


def test_the_curves_are_drawn(tmp_path):
    found = {"values": [1, 10], "ours": [0.1, 1.0], "autograd": [0.5, None], "exponent": 1.0}
    scaling.draw({"points": found, "size": found}, tmp_path / "curves.svg")
    assert (tmp_path / "curves.svg").stat().st_size > 1000
