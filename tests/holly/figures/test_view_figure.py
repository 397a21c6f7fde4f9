import numpy as np
import pytest

from groundwork.errors import InputError
from holly.figures.views import draw_views


def test_views_fill_one_page_and_give_the_same_bytes(tmp_path, png_size):
    rng = np.random.default_rng(0)
    pictures = rng.random((30, 16, 16)).astype(np.float16)
    count = np.arange(30)[::-1] + 1
    arrays = {"rotation": np.tile(np.eye(3), (30, 1, 1)), "count": count, "misfit": np.zeros(30)}
    np.savez(tmp_path / "views.npz", **arrays, average=pictures, rendered=pictures)
    draw_views(tmp_path / "views.npz", tmp_path / "a.png", dpi=254)
    draw_views(tmp_path / "views.npz", tmp_path / "b.png", dpi=254)
    assert png_size(tmp_path / "a.png")[0] == 1800
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_run_without_views_is_named(tmp_path):
    with pytest.raises(InputError, match=r"views\.npz: no such file"):
        draw_views(tmp_path / "views.npz", tmp_path / "a.png")
