import pandas as pd
import pytest

from groundwork.errors import InputError
from holly.figures.curves import draw_curves


def curves(run, **options):
    draw_curves(run / "history.csv", run / "curves.png", **options)
    return run / "curves.png"


def rewrite(run, edit):
    edit(pd.read_csv(run / "history.csv")).to_csv(run / "history.csv", index=False)


def test_one_column_wide(run, png_size):
    assert png_size(curves(run, dpi=254))[0] == 880


def test_two_runs_give_the_same_bytes(run):
    first = curves(run).read_bytes()
    assert curves(run).read_bytes() == first


def test_hypotheses_are_a_panel_only_if_there_are_several(run, png_size):
    several = png_size(curves(run))[1]
    rewrite(run, lambda t: t.drop(columns=["usage_1", "usage_2", "usage_3"]))
    assert png_size(curves(run))[1] < 0.75 * several


@pytest.mark.parametrize(
    "edit",
    [
        lambda t: t.head(1),
        lambda t: t.assign(sigma_in=0.0),  # the centrioles' last epochs
        lambda t: t.assign(heldout_loss=float("nan")),
        lambda t: t.assign(usage_0=0.0, usage_1=0.0, usage_2=0.0, usage_3=0.0),
        lambda t: t.assign(loss=float("nan")),
    ],
    ids=["one row", "sigma 0", "nothing held out", "no usage", "diverged"],
)
def test_unusual_histories_are_drawn(run, edit, png_size):
    rewrite(run, edit)
    assert png_size(curves(run))


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda t: t.drop(columns="sigma_out"), "no column 'sigma_out'"),
        (lambda t: t.head(0), "no rows"),
        (lambda t: t.assign(loss="low"), "not the history of a training"),
    ],
)
def test_a_broken_history_is_said_in_a_line(run, edit, message):
    rewrite(run, edit)
    with pytest.raises(InputError, match=message) as caught:
        curves(run)
    assert "\n" not in str(caught.value)


def test_a_missing_or_foreign_history_is_refused(run):
    (run / "history.csv").write_bytes(b"\x89PNG\r\n\x1a\n\xff\x00\n")
    with pytest.raises(InputError, match="not the history of a training"):
        curves(run)
    (run / "history.csv").unlink()
    with pytest.raises(InputError, match=r"history\.csv: no such file"):
        curves(run)
