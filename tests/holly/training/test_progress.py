import json
import re
import subprocess
import sys
import time
import urllib.request
from types import SimpleNamespace

import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from holly.training.progress import SIDE, Progress, draw_cloud


def snapshot(step):
    images = torch.rand(2, 8, 8)
    return SimpleNamespace(step=step, inputs=images, outputs=images, structure=torch.rand(30, 3))


def test_curves_images_and_cloud_are_shown(tmp_path):
    progress = Progress(tmp_path, 0, 10, 0)
    progress.row({"step": 10, "loss": 2.0, "sigma_in": 5.0, "usage_0": 0.25, "usage_1": 0.75})
    progress.snapshot(snapshot(10))
    progress.close()
    shown = EventAccumulator(str(tmp_path / "events")).Reload()
    assert {"loss", "sigma_in", "usage/0", "usage/1"} <= set(shown.Tags()["scalars"])
    assert set(shown.Tags()["images"]) == {"pairs", "cloud"}
    assert shown.Scalars("usage/1")[0].value == 0.75
    assert shown.Images("cloud")[0].width == 3 * SIDE


def test_runs_are_served_on_this_machine_without_the_plugins_of_others(tmp_path):
    progress = Progress(tmp_path / "bunny" / "1", 0, 10, 0)
    progress.row({"step": 10, "loss": 2.0, "sigma_in": 5.0})
    progress.close()
    command = [sys.executable, "-m", "holly", "watch", str(tmp_path), "--port", "0"]
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = (re.search(r"at (http://localhost:\d+/)", line) for line in process.stderr)
            address = next(found[1] for found in said if found)
            with direct.open(f"{address}data/plugins_listing", timeout=30) as answer:
                assert "Open3D" not in json.load(answer)
            tags, end = {}, time.monotonic() + 60
            while not tags and time.monotonic() < end:  # it reads them in the background
                with direct.open(f"{address}data/plugin/scalars/tags", timeout=30) as answer:
                    tags = json.load(answer)
            assert "loss" in tags["bunny/1/events"]
        finally:
            process.terminate()


def test_a_point_lies_where_it_is_in_each_view():
    picture = draw_cloud(torch.tensor([[0.75, -0.75, 0.0], [99.0, 0, 0]]))
    front, side, above = picture.split(SIDE, 1)
    right, down, middle = SIDE * 3 // 4, SIDE * 3 // 4, SIDE // 2
    assert front[down, right] > 0
    assert side[down, middle] > 0
    assert above[middle, right] > 0
    assert front[middle, SIDE - 1] > 0  # far out, but not lost
    assert picture.max() <= 1
