"""The benchmark of reading recordings, with a small one."""

import json

import worm_reading


def test_reading_and_converting_are_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(worm_reading, "RESULT", tmp_path / "result.json")
    sizes = ["--frames=2", "--size=16", "--depth=2", "--runs=1", f"--folder={tmp_path}"]
    monkeypatch.setattr("sys.argv", ["worm_reading.py", *sizes])
    worm_reading.main()
    result = json.loads((tmp_path / "result.json").read_text())
    for name in ("read", "convert"):
        assert result[name]["seconds"] > 0
        assert 50 < result[name]["peak_megabytes"] < 2000
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]


def test_the_committed_result_keeps_what_is_promised():
    result = json.loads(worm_reading.RESULT.read_text())
    assert (result["machine"]["size"], result["machine"]["depth"]) == (512, 35)
    assert result["convert"]["peak_megabytes"] < 1000
