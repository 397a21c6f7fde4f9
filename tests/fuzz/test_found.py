"""One test for each input found by fuzzing that once led to a traceback, a hang or worse."""

import io
import json
import struct
import tarfile
import zipfile

import h5py
import numpy as np
import pytest
import tifffile
from readers import BY_NAME

from groundwork.errors import InputError
from groundwork.fetch.unpack import unpack
from groundwork.formats.npz import read_npz
from holly.settings.load import load


def refused(reader, path, content):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        BY_NAME[reader].read(path)
    assert str(error.value).isprintable()
    return str(error.value)


def test_a_tiff_whose_planes_lead_round_in_a_circle(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((2, 8, 8), np.uint8), metadata=None)
    content = bytearray((tmp_path / "a.tif").read_bytes())
    first = struct.unpack_from("<I", content, 4)[0]
    count = struct.unpack_from("<H", content, first)[0]
    struct.pack_into("<I", content, first + 2 + 12 * count, first)
    refused("tiff", tmp_path / "a.tif", bytes(content))


def test_a_reference_in_place_of_a_cell_array(tmp_path):
    with h5py.File(tmp_path / "b.mat", "w") as file:
        file["#refs#/a"] = np.ones((4, 2))
        file.create_dataset("DBSCAN_filtered", (), h5py.ref_dtype)[()] = file["#refs#/a"].ref
    content = (tmp_path / "b.mat").read_bytes()
    assert "is not a cell array" in refused("cep152", tmp_path / "a.mat", content)


def test_a_text_in_an_encoding_that_does_not_exist(tmp_path):
    with h5py.File(tmp_path / "b.mat", "w") as file:
        file["#refs#/a"] = np.full((8, 2), b"some text")
    content = (tmp_path / "b.mat").read_bytes()
    kind = bytes([0x13, 0x01, 0, 0])  # an ASCII text, padded with zeros
    assert content.count(kind) == 1
    damaged = content.replace(kind, bytes([0x13, 0x21, 0, 0]))
    assert "not a complete HDF5 file" in refused("cep152", tmp_path / "a.mat", damaged)


def test_a_table_of_one_dimension_in_chunks_of_two(tmp_path):
    with h5py.File(tmp_path / "b.mat", "w") as file:
        file.create_dataset("#refs#/a", (5, 3), data=np.ones((5, 3)), chunks=(2, 3), compression=4)
        cell = file.create_dataset("Superparticle", (1, 1), h5py.ref_dtype)
        cell[0, 0] = file["#refs#/a"].ref
    content = bytearray((tmp_path / "b.mat").read_bytes())
    shape = content.index(struct.pack("<2Q", 5, 3))
    extent = slice(shape - 8, shape - 5)
    assert content[extent] == b"\1\2\1"  # version, dimensions, and a flag that maxima are given
    content[extent] = b"\1\1\0"
    assert "damaged" in refused("mat73", tmp_path / "a.mat", bytes(content))


@pytest.mark.parametrize(
    "reader", ["evaluation", "agreement", "run", "record", "verdicts", "zenodo-lock"]
)
def test_json_too_deep_or_in_no_encoding(tmp_path, reader):
    path = tmp_path / BY_NAME[reader].file
    assert "not valid JSON" in refused(reader, path, b"[" * 100_000)
    assert "not valid JSON" in refused(reader, path, b'"\xa0"')


def test_claims_that_are_no_text_too_deep_or_half_a_range(tmp_path):
    path = tmp_path / "claims.yaml"
    refused("claims", path, b"\xa0")
    refused("claims", path, b"[" * 5000)
    claim = b"- {id: a, claim: b, source: c, tests: [{metric: m, experiments: [e], between: [1]}]}"
    assert "give two numbers" in refused("claims", path, claim)


@pytest.mark.parametrize("name", ["9" * 300, "../elsewhere", "a\n"])
def test_claims_on_experiments_that_no_folder_can_be_named_after(tmp_path, name):
    test = {"metric": "m", "experiments": [name], "below": 1}
    claims = [{"id": "a", "claim": "b", "source": "c", "tests": [test]}]
    found = refused("claims", tmp_path / "claims.yaml", json.dumps(claims).encode())
    assert "give a list of names" in found


@pytest.mark.parametrize("reader", ["samples", "movie"])
def test_an_array_that_takes_more_of_an_archive_than_there_is(tmp_path, reader):
    content = bytearray(next(iter(BY_NAME[reader].seeds(tmp_path))))
    struct.pack_into("<I", content, content.index(b"PK\1\2") + 20, 0xFFFF0000)
    found = refused(reader, tmp_path / BY_NAME[reader].file, bytes(content))
    assert "a member larger than the file" in found


def test_numbers_that_no_column_has_room_for(tmp_path):
    row = b"particle,id,rotation,angle\n" + b"9" * 30 + b",1,0,0.5\n"
    refused("index", tmp_path / "index.csv", row)


def test_an_archive_entry_without_a_name(tmp_path):
    path = tmp_path / "a.zip"
    content = next(iter(BY_NAME["zip"].seeds(tmp_path))).replace(b"c.txt", b"\0.txt")
    path.write_bytes(content)
    with pytest.raises(InputError, match="has no name"):
        unpack(path, tmp_path / "out")


def test_names_in_an_archive_that_no_file_can_have(tmp_path):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("é", b"")
    content = archive.getvalue().replace("é".encode(), b"\xff\xff")
    assert "damaged" in refused("zip", tmp_path / "a.zip", content)
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as file:
        info = tarfile.TarInfo("a")
        info.pax_headers = {"path": "a\0b"}
        file.addfile(info)
    assert "damaged" in refused("tar", tmp_path / "a.tar", archive.getvalue())


def test_a_number_in_place_of_the_settings_of_the_noise(tmp_path):
    tree = json.loads(next(iter(BY_NAME["run"].seeds(tmp_path))))
    tree["settings"]["simulation"]["noise"] = 1
    found = refused("run", tmp_path / "run.json", json.dumps(tree).encode())
    assert "not the record of a training" in found


@pytest.mark.parametrize(
    ("key", "value"),
    [("writes", []), ("reads", {"a": 1}), ("ended", 3), ("source", {"commit": 1}), ("settings", 0)],
)
def test_a_record_whose_entries_are_of_another_kind(tmp_path, key, value):
    tree = json.loads(next(iter(BY_NAME["record"].seeds(tmp_path)))) | {key: value}
    found = refused("record", tmp_path / "a.log.json", json.dumps(tree).encode())
    assert "not the record of a stage" in found


def test_a_value_that_multiplies_is_not_written_out():
    value = ["x"] * 9
    for _ in range(12):
        value = [value] * 9  # 9^13 entries, of which the file has 117
    with pytest.raises(InputError, match="threads") as error:
        load({"threads": value, "experiments": {}})
    assert len(str(error.value)) < 2000


def test_a_message_is_one_line_that_steers_no_terminal():
    message = str(InputError("a\nb\x1b[2J" + "x" * 5000))
    assert message.startswith("a\\nb\\x1b[2J")
    assert message.isprintable()
    assert len(message) < 1100


@pytest.mark.parametrize("content", [b'{"id": ' + b"1" * 5000 + b"}", b"[" * 100_000])
def test_metadata_of_zenodo_with_a_number_too_long_or_lists_too_deep(tmp_path, content):
    found = refused("zenodo-metadata", tmp_path / "metadata.json", content)
    assert "not the record's metadata" in found


def test_places_that_are_no_text(tmp_path):
    refused("worm-places", tmp_path / "a.csv", b"frame,name,x,y\n1,A\xa4AR,1,2\n")


def test_places_of_picasso_too_large_or_too_deep(tmp_path):
    for number in ("9" * 400, "[" * 5000):
        found = refused("picasso-picks", tmp_path / "a.yaml", f"Centers: [[1, {number}".encode())
        assert "not a complete file of regions" in found
    whole = "Diameter: 1\nCenters: [[1, " + "9" * 400 + "]]\n"
    assert "too large" in refused("picasso-picks", tmp_path / "a.yaml", whole.encode())


def test_a_set_of_regions_that_needs_a_password(tmp_path):
    content = bytearray(next(iter(BY_NAME["roi-set"].seeds(tmp_path))))
    for place in (content.index(b"PK\3\4") + 6, content.index(b"PK\1\2") + 8):
        content[place] |= 1
    assert "password" in refused("roi-set", tmp_path / "a.zip", bytes(content))


@pytest.mark.parametrize("name", ["\ud800", "x" * 300, "..", "a/b"])
def test_a_field_whose_name_no_file_can_have(tmp_path, name):
    valid = next(iter(BY_NAME["pick-maps"].seeds(tmp_path)))
    with np.load(io.BytesIO(valid)) as maps:
        kept = dict(maps)
    np.savez(tmp_path / "b.npz", **kept | {"names": np.array([name])})
    place = tmp_path / "place"
    place.mkdir()
    BY_NAME["pick-maps"].surroundings(place)
    found = refused("pick-maps", place / "picks.npz", (tmp_path / "b.npz").read_bytes())
    assert "not a complete file of maps" in found


def test_a_text_of_numbers_that_are_no_characters(tmp_path):
    np.savez(tmp_path / "a.npz", names=np.array([0x110000], "<u4").view("<U1"))
    with pytest.raises(ValueError, match="no characters"):
        read_npz(tmp_path / "a.npz", ["names"], "U")


def test_a_member_without_a_name_is_no_region(tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("x"), b"Iout")
    content = (tmp_path / "b.zip").read_bytes().replace(b"x", b"\0")
    found = refused("roi-set", tmp_path / "a.zip", content)
    assert "not a complete file of regions" in found
