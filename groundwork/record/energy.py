"""The energy a training takes, by codecarbon's instruments, without network, thread or file."""

import logging
import time
from typing import Any

import torch

logger = logging.getLogger(__name__)

ABSENT = "not measured: codecarbon is not installed"
METHODS = {
    "intel_rapl": "processor measured by RAPL, whole machine",
    "cpu_load": "processor estimated from the load of this process and {tdp:g} W at full load",
    "constant": "processor estimated as half of {tdp:g} W",
    "GPU": "card measured by its driver (NVML or AMD SMI), all programs on it",
    "RAM": "memory estimated from its size",
}


class Meter:
    """Energy since it was made, in equal shares for the trainings of this process.

    It is read when a training writes a line of history: counters and processor time run on by
    themselves, so that nothing is missed in between.
    """

    def __init__(self, device: torch.device, sharing: int) -> None:
        self.method = ABSENT
        self._sharing, self._share, self._instruments = sharing, 0.0, []
        try:
            self._instruments = _instruments(device)
            self.method = "; ".join(map(_method, self._instruments))
            if sharing > 1:
                self.method += f"; divided among {sharing} trainings in one process"
            for instrument in self._instruments:
                instrument.start()
        except ModuleNotFoundError:
            pass
        except Exception as fault:  # whatever a machine's sensors do, the training goes on
            self._fail(fault)
        self._clock = time.perf_counter()

    def read(self) -> float | None:
        """The share of one training since the beginning, kWh; None where nothing measures it."""
        if not self._instruments:
            return None
        now = time.perf_counter()
        seconds, self._clock = now - self._clock, now
        try:
            taken = sum(one.measure_power_and_energy(seconds)[1].kWh for one in self._instruments)
        except Exception as fault:
            self._fail(fault)
            return None
        self._share += taken / self._sharing
        return self._share

    def leave(self) -> None:
        """One training has ended; the others share what comes."""
        self.read()
        self._sharing -= 1

    def _fail(self, fault: Exception) -> None:
        self._instruments = []
        self.method = f"not measured: {type(fault).__name__}: {fault}"
        logger.info("energy is %s", self.method)


def _instruments(device: torch.device) -> list[Any]:
    """codecarbon's: for processor and memory, and for this device if it is a card."""
    log = logging.getLogger("codecarbon")
    from codecarbon import OfflineEmissionsTracker  # late: a GPU machine may be without it

    log.setLevel(logging.CRITICAL)  # again: its import sets a level
    card = None  # by the name that the driver knows, whatever its number is in this process
    if device.type == "cuda":
        card = [f"GPU-{torch.cuda.get_device_properties(device).uuid}"]
    tracker = OfflineEmissionsTracker(
        output_methods=[],
        allow_multiple_runs=True,
        tracking_mode="process",
        log_level="critical",
        gpu_ids=card,
    )
    tracker.get_detected_hardware()
    cards = [one for one in tracker._hardware if type(one).__name__ == "GPU"]
    others = [one for one in tracker._hardware if one not in cards]
    if device.type != "cuda":
        return others
    if not any(card.gpu_ids for card in cards):  # it would count as nothing
        raise RuntimeError("the driver says nothing of this card")
    return others + cards


def _method(instrument: Any) -> str:  # noqa: ANN401  (codecarbon has no common public type)
    kind = type(instrument).__name__
    name = getattr(instrument, "_mode", kind)
    return METHODS.get(name, name).format(tdp=getattr(instrument, "_tdp", None) or 0)
