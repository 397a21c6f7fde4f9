"""Typed configuration: plain dataclasses, checked by pydantic."""
