import base64
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from groundwork.arrays import Box
from groundwork.pages.clouds import LEVELS, REACH, pack

BOX = Box(np.array([0.5, -0.5, 0.0]), 1.25)


def unpack(packed):
    """As the viewer does."""
    low, high = np.frombuffer(zlib.decompress(base64.b64decode(packed["data"])), np.uint8).reshape(
        2, -1
    )
    folded = low | (high.astype(np.uint16) << 8)
    change = ((folded >> 1) ^ -(folded & 1).astype(np.int16)).astype(np.int16)
    shape = (packed["frames"], 3, packed["points"])
    whole = change.reshape(shape).cumsum(0, dtype=np.int16).transpose(0, 2, 1)
    return packed["centre"] + packed["quantum"] * whole


@settings(deadline=None, max_examples=50)
@given(arrays(float, (4, 5, 3), elements=st.floats(-15, 15)))
def test_clouds_come_back_to_a_thousandth_of_the_box(clouds):
    assert np.abs(unpack(pack(clouds, BOX)) - clouds).max() <= BOX.half / LEVELS / 2 + 1e-9


def test_a_point_far_outside_stays_outside():
    far = unpack(pack(np.array([[[1e6, -1e6, 0]]]), BOX))[0, 0]
    assert far[0] == pytest.approx(0.5 + REACH * 1.25, abs=0.01)
    assert far[1] == pytest.approx(-0.5 - REACH * 1.25, abs=0.01)
