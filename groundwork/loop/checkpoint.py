"""The file from which interrupted work continues."""

import copy
import hashlib
import io
import json
import logging
from pathlib import Path
from typing import Any, Protocol

import torch

from groundwork.errors import InputError
from groundwork.files import atomic_file
from groundwork.formats.tensors import read_tensors

FORMAT = 6
UNREADABLE = "not a checkpoint that this version can read"
MISFITS = (KeyError, TypeError, ValueError, RuntimeError, AttributeError, IndexError)

log = logging.getLogger(__name__)


class Resumable(Protocol):
    """An object whose state a checkpoint can hold."""

    def state(self) -> dict[str, Any]:
        """Everything that changes: tensors, plain values, and lists and dictionaries of them."""

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` returned."""


class Checkpoint:
    """A file that holds the state of an object, tied to the settings that decide the result.

    Args:
        path: the file.
        settings: JSON values. A checkpoint is continued only with the settings it was saved with.
        version: name and version of the program. Another version refuses the checkpoint.
        replace: start over, with a warning, where a checkpoint would be refused.
    """

    def __init__(
        self, path: Path, settings: dict[str, Any], *, version: str, replace: bool = False
    ) -> None:
        self.path, self.version, self.replace = path, version, replace
        canonical = json.dumps(settings, sort_keys=True)
        self.fingerprint = hashlib.sha256(canonical.encode()).hexdigest()

    def save(self, source: Resumable) -> None:
        """Write the state; a crash, or the InputError of a full disk, leaves the previous one."""
        content = {"format": FORMAT, "version": self.version, "fingerprint": self.fingerprint}
        content["state"] = source.state()
        packed = io.BytesIO()  # torch.save does not say why it cannot write a file
        torch.save(content, packed)
        with atomic_file(self.path) as scratch:
            scratch.write_bytes(packed.getbuffer())

    def load(self, target: Resumable) -> bool:
        """Restore the saved state, if there is a checkpoint; return whether it was restored.

        Raises:
            InputError: the checkpoint is damaged, or of another version or other settings, and
                `replace` is not set.
        """
        if not self.path.exists():
            return False
        start = copy.deepcopy(target.state())
        try:
            state = self._read()
            try:
                target.load_state(state)
            except MISFITS as error:
                raise self._refusal("its content does not fit this program") from error
        except InputError as error:
            if not self.replace:
                raise
            log.warning("%s; starting over", str(error).partition(";")[0])
            target.load_state(start)
            return False
        return True

    def _read(self) -> dict[str, Any]:
        """The saved state, checked."""
        try:
            saved = read_tensors(self.path)
        except Exception as error:  # torch fails on damaged files in many ways
            raise self._refusal(UNREADABLE) from error
        if not isinstance(saved, dict) or saved.get("format") != FORMAT:
            raise self._refusal(UNREADABLE)
        if saved.get("version") != self.version:
            raise self._refusal(f"written by {saved.get('version')}, but this is {self.version}")
        if saved.get("fingerprint") != self.fingerprint:
            raise self._refusal("belongs to another experiment or other settings")
        return saved.get("state")

    def _refusal(self, fault: str) -> InputError:
        return InputError(f"{self.path}: {fault}; delete it, or use --replace to start over")
