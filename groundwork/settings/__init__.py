"""Typed configuration: declared as dataclasses, validated in one step, documented as a table."""
