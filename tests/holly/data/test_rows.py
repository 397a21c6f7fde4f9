import numpy as np

from holly.data.layouts.rows import NO_PARTICLE, labels


def test_missing_values_have_no_label_and_take_that_of_no_other_row():
    values = np.array(["b", None, " a ", float("nan"), "b"], object)
    assert labels(values).tolist() == ["b", "", "a", "", "b"]
    assert labels(np.array([None, None], object)).tolist() == ["", ""]
    assert labels(np.array([3, -1, 3]), NO_PARTICLE).tolist() == ["3", "", "3"]
    assert labels(np.array([3, 7], ">i4")).tolist() == ["3", "7"]
