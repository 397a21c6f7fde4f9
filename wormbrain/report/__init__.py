"""Offline pages about alignments and trainings."""
