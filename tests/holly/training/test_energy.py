import json
import socket
import sys
from types import SimpleNamespace

import pytest
import torch
from test_train import bunny, folder, observer  # noqa: F401

from groundwork.record import energy
from groundwork.record.energy import ABSENT, Meter
from groundwork.record.run import Part
from holly.training.train import Run, train, train_together

CPU = torch.device("cpu")


class Instrument:
    """A kWh whenever it is read."""

    _mode = "intel_rapl"

    def __init__(self):
        self.total = 0.0

    def start(self):
        pass

    def measure_power_and_energy(self, seconds):
        self.total += 1
        return None, SimpleNamespace(kWh=1)


@pytest.fixture
def instrument(monkeypatch):
    made = Instrument()
    monkeypatch.setattr(energy, "_instruments", lambda device: [made])
    return made


def about(path):
    return json.loads((path / "run.json").read_text())


def test_a_training_says_its_energy_and_how_it_is_known(bunny, tmp_path, monkeypatch):  # noqa: F811
    """By codecarbon itself: without network, threads, files or a word in the log."""

    def refuse(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.chdir(tmp_path)
    train(observer(bunny), folder(tmp_path / "run"))
    said = about(tmp_path / "run")
    assert 0 < said["kWh"] < 0.1
    assert "processor" in said["kWh_method"]
    assert ("measured by RAPL" in said["kWh_method"]) != ("estimated from" in said["kWh_method"])
    assert "memory estimated from its size" in said["kWh_method"]
    assert [path.name for path in tmp_path.iterdir()] == ["run"]  # no emissions.csv


def test_where_codecarbon_is_absent_energy_is_null_and_the_reason_is_said(
    bunny,  # noqa: F811
    tmp_path,
    monkeypatch,
):
    monkeypatch.setitem(sys.modules, "codecarbon", None)
    train(observer(bunny), folder(tmp_path))
    assert about(tmp_path)["kWh"] is None
    assert about(tmp_path)["kWh_method"] == ABSENT


def test_sensors_that_fail_stop_no_training(instrument, bunny, tmp_path):  # noqa: F811
    def fail(_):
        raise OSError("the sensor is gone")

    instrument.measure_power_and_energy = fail
    train(observer(bunny), folder(tmp_path))
    assert about(tmp_path)["kWh"] is None
    assert about(tmp_path)["kWh_method"] == "not measured: OSError: the sensor is gone"


def test_trainings_in_one_process_share_its_energy(instrument, bunny, tmp_path):  # noqa: F811
    long, short = observer(bunny, epochs=2), observer(bunny, epochs=1, seed=2)
    train_together([(long, folder(tmp_path / "long")), (short, folder(tmp_path / "short"))])
    shares = [about(tmp_path / name)["kWh"] for name in ("long", "short")]
    assert sum(shares) == pytest.approx(instrument.total, abs=2)  # but for the last readings
    assert shares[0] == pytest.approx(shares[1] + long.trainer.steps - short.trainer.steps, abs=2)
    assert "divided among 2 trainings in one process" in about(tmp_path / "long")["kWh_method"]


def kill(observer, path, part):
    """Leave the checkpoint of a run that was killed after 17 steps and had taken this."""
    killed = Run(observer, Meter(CPU, 1), {})
    killed.parts.append(part)
    for _ in range(17):
        killed.trainer.descend()
    folder(path).checkpoint.save(killed)


def test_what_was_used_before_a_kill_is_counted_from_the_code_it_ran(
    instrument,
    bunny,  # noqa: F811
    tmp_path,
):
    code = {"commit": "before", "changed": [], "lock": "old"}
    kill(observer(bunny), tmp_path, Part(code, "measured", kwh=1000.0, seconds=3600.0))
    train(observer(bunny), folder(tmp_path))
    said = about(tmp_path)
    assert said["kWh"] == 1000 + instrument.total - 1  # the last reading is after the training
    assert said["seconds"] >= 3600
    assert said["parts"][0] == code | {"seconds": 3600, "kWh": 1000, "kWh_method": "measured"}
    assert len(said["parts"]) == 2
    train(observer(bunny), folder(tmp_path))  # nothing is left to do
    assert about(tmp_path)["parts"] == said["parts"]


def test_a_part_that_was_not_measured_makes_the_sum_unknown(instrument, bunny, tmp_path):  # noqa: F811
    code = {"commit": None, "changed": None, "lock": None}
    kill(observer(bunny), tmp_path, Part(code, ABSENT, kwh=None))
    train(observer(bunny), folder(tmp_path))
    assert about(tmp_path)["kWh"] is None
    assert ABSENT in about(tmp_path)["kWh_method"]


def test_one_that_ends_leaves_the_rest_to_the_others(instrument):
    meter = Meter(CPU, 2)
    assert meter.read() == 0.5
    meter.leave()
    assert meter.read() == 2


class GPU(Instrument):
    _mode = "GPU"

    def __init__(self, gpu_ids):
        super().__init__()
        self.gpu_ids = gpu_ids


@pytest.fixture
def tracker(monkeypatch):
    """codecarbon on a machine with cards, which is asked for them by name."""
    asked = {"cards": [0]}

    class Tracker:
        def __init__(self, **options):
            asked.update(options)
            self._hardware = [Instrument(), GPU(asked["cards"])]

        def get_detected_hardware(self):
            pass

    monkeypatch.setattr("codecarbon.OfflineEmissionsTracker", Tracker)
    properties = SimpleNamespace(uuid="1234-abcd")
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: properties)
    return asked


def test_the_card_trained_on_is_measured_and_no_other(tracker):
    meter = Meter(torch.device("cuda"), 1)
    assert tracker["gpu_ids"] == ["GPU-1234-abcd"]
    assert "card measured by its driver" in meter.method
    assert "card" not in Meter(CPU, 1).method


def test_a_card_of_which_nothing_is_known_makes_energy_unknown_and_not_small(tracker):
    tracker["cards"] = []
    meter = Meter(torch.device("cuda"), 1)
    assert meter.read() is None
    assert meter.method == "not measured: RuntimeError: the driver says nothing of this card"
