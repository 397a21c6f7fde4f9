"""The pose network's layers and Adam in compiled code."""

from pathlib import Path

NATIVE = Path(__file__).with_name("native")  # the sources
