import pytest
from PIL import Image

from groundwork.errors import InputError
from groundwork.figures import canvas, place, save, style


def draw():
    with style():
        figure = canvas(50.8, 25.4)
        place(figure, 10, 2, 38, 18).plot([0, 1, 2], [3, 1, 2], label="loss")
    return figure


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_same_figure_gives_same_bytes(tmp_path, suffix):
    first, second = tmp_path / f"first.{suffix}", tmp_path / f"second.{suffix}"
    save(draw(), first)
    save(draw(), second)
    assert first.read_bytes() == second.read_bytes()
    assert b"Date" not in first.read_bytes()
    assert sorted(tmp_path.iterdir()) == [first, second]  # nothing is left aside


def test_size_follows_millimetres_and_dpi(tmp_path):
    save(draw(), tmp_path / "a.png", dpi=100)
    save(draw(), tmp_path / "b.png", dpi=300)
    for name, size in (("a", (200, 100)), ("b", (600, 300))):
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert picture.size == size


def test_unknown_suffix_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"a\.gif: cannot write '\.gif'; use one of"):
        save(draw(), tmp_path / "a.gif")


def test_style_stays_inside_its_context():
    import matplotlib

    before = matplotlib.rcParams["font.size"]
    with style():
        assert matplotlib.rcParams["font.size"] != before
    assert matplotlib.rcParams["font.size"] == before
