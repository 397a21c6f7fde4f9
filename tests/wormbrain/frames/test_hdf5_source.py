import itertools
import logging

import h5py
import numpy as np
import pytest

from groundwork.errors import InputError
from wormbrain.frames import hdf5_source
from wormbrain.frames.hdf5_source import open_hdf5


def stack(source):
    with source:
        return np.stack([frame.volume for frame in source.frames()])


def test_the_reports_layout_becomes_upright_volumes(report_file, volumes):
    source = open_hdf5(report_file)
    assert source.channels == ("red", "green")
    assert list(source.numbers) == [0, 1, 2, 3, 4, 5]
    assert source.shape == (2, 3, 10, 14)
    assert source.dtype == np.int16
    assert (stack(source) == volumes).all()


@pytest.mark.parametrize(
    ("present", "attributes", "missing"),
    [
        ((0, 1, 3, 5), {}, [2, 4]),
        ((3, 4, 6), {}, [5]),
        ((0, 1), {"T": 4}, [2, 3]),
        ((2, 3), {"T": 4}, [0, 1]),
        ((1, 2, 3), {"T": 3}, []),
        ((10, 9), {"T": "many"}, []),
    ],
)
def test_missing_frames_are_said_by_number(tmp_path, volumes, present, attributes, missing):
    with h5py.File(tmp_path / "worm.h5", "w") as file:
        for t in present:
            file[f"{t}/frame"] = volumes[0].transpose(0, 3, 2, 1)
        file["7/other"] = 1  # no frame
        file.attrs.update(attributes)
    with open_hdf5(tmp_path / "worm.h5") as source:
        assert list(source.numbers) == sorted(present)
        assert list(source.missing) == missing
        last = list(source.frames())[len(present) :]
    assert [(frame.number, frame.fault) for frame in last] == [(n, "missing") for n in missing]


def test_attributes_that_contradict_the_frames_are_said(report_file, caplog):
    with h5py.File(report_file, "r+") as file:
        file.attrs.update(C=2, W=14, H=11, D=3, T=6, N_neurons=80)
    with caplog.at_level(logging.WARNING), open_hdf5(report_file) as source:
        assert len(source.numbers) == 6
    assert [r.getMessage().partition(": ")[2] for r in caplog.records] == [
        "H is 11, but frames have 10"
    ]


def test_a_frame_of_another_shape_or_damaged_is_said_by_number(report_file, volumes):
    new = volumes[3].transpose(0, 3, 2, 1) + np.int16(1)
    with h5py.File(report_file, "r+") as file:
        del file["0"], file["3"]
        file["0/frame"] = np.ones((2, 14, 9, 3), np.int16)
        stored = {"chunks": (2, 14, 10, 3), "fletcher32": True}
        file.create_dataset("3/frame", data=new, **stored)
    content = report_file.read_bytes()
    place = content.index(new.tobytes())
    report_file.write_bytes(content[:place] + b"\0\0\0" + content[place + 3 :])
    with open_hdf5(report_file) as source:
        faults = {frame.number: frame.fault for frame in source.frames() if frame.fault}
    assert faults[0] == "of shape (2, 14, 9, 3), where (2, 14, 10, 3) is usual"
    assert faults[3].startswith("cannot be read (")
    assert set(faults) == {0, 3}


@pytest.mark.parametrize("chunks", [None, True, (4, 2, 1, 5, 14)])
@pytest.mark.parametrize("axes", ["TCZYX", "CTXYZ", "XYZCT", "zyxtc"])
def test_arrays_with_named_axes_come_in_any_order(tmp_path, volumes, axes, chunks):
    order = ["TCZYX".index(axis) for axis in axes.upper()]
    array = volumes.transpose(order)
    chunks = tuple(chunks[n] for n in order) if isinstance(chunks, tuple) else chunks
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("deep/images", data=array, chunks=chunks)
    source = open_hdf5(tmp_path / "a.h5", axes, "/deep/images")
    assert (stack(source) == volumes).all()
    assert (stack(open_hdf5(tmp_path / "a.h5", axes)) == volumes).all()  # the only one


@pytest.mark.parametrize("axes", ["TYX", "TCYX", "TZYX"])
def test_absent_axes_have_length_one(tmp_path, volumes, axes):
    kept = volumes[:, 0, 0] if axes == "TYX" else volumes[:, :, 0] if "C" in axes else volumes[:, 0]
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["images"] = kept
    found = stack(open_hdf5(tmp_path / "a.h5", axes))
    assert found.shape == (6, 2 if "C" in axes else 1, 3 if "Z" in axes else 1, 10, 14)
    assert (found.squeeze() == kept).all()


def test_times_that_share_chunks_are_decoded_once(tmp_path, volumes, monkeypatch):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("images", data=volumes, chunks=(3, 2, 3, 10, 14), compression="gzip")
    reads = []
    real = h5py.Dataset.__getitem__
    monkeypatch.setattr(
        h5py.Dataset, "__getitem__", lambda self, key: reads.append(key) or real(self, key)
    )
    assert (stack(open_hdf5(tmp_path / "a.h5", "TCZYX")) == volumes).all()
    assert len(reads) == 2
    reads.clear()
    monkeypatch.setattr(hdf5_source, "BLOCK", 2 * volumes[0].nbytes)
    assert (stack(open_hdf5(tmp_path / "a.h5", "TCZYX")) == volumes).all()
    assert len(reads) == 3


@pytest.mark.parametrize(
    ("axes", "dataset", "message"),
    [
        (None, None, r"no datasets <t>/frame .* its arrays are /a \(6, 2, 3, 10, 14\), /b/c"),
        ("TCZYX", None, "give `wormbrain frames` --dataset and --axes; its arrays are /a"),
        (None, "a", "give `wormbrain frames` --dataset and --axes"),
        ("TCZYX", "absent", "give `wormbrain frames` --dataset and --axes"),
        ("TCYX", "a", r"axes TCYX for an array of shape \(6, 2, 3, 10, 14\)"),
        ("TCZYQ", "a", "axes 'TCZYQ'; give one letter for each axis"),
        ("TTZYX", "a", "axes 'TTZYX'; give one letter for each axis"),
        ("CZYX", "a", "axes CZYX without T"),
        ("TYX", "flags", "pixels of type bool"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(tmp_path, volumes, axes, dataset, message):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["a"], file["b/c"], file["flags"] = volumes, volumes[0], volumes[0, 0] > 5
        file["table"] = np.ones((2, 3))
    with pytest.raises(InputError, match=rf"a\.h5: .*{message}"):
        open_hdf5(tmp_path / "a.h5", axes, dataset)


def test_times_that_are_no_frame_numbers_are_refused(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        for t in (0, 10**12):
            file[f"{t}/frame"] = np.ones((1, 4, 4, 2), np.int16)
    with pytest.raises(InputError, match=r"a\.h5: 2 frames, .* number them one after another"):
        open_hdf5(tmp_path / "a.h5")


def test_a_cut_file_is_refused_by_name(report_file):
    content = report_file.read_bytes()
    for share in (0.2, 0.7, 0.99):
        report_file.write_bytes(content[: int(share * len(content))])
        with pytest.raises(InputError, match=r"worm\.h5: not a complete HDF5 file"):
            open_hdf5(report_file)


def test_a_single_volume_can_be_read_at_any_index(report_file, volumes):
    with open_hdf5(report_file) as source:
        for index in itertools.chain(reversed(range(6)), [2]):
            assert (source.read(index) == volumes[index]).all()
