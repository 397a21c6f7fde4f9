"""Figures of results: of one run, of the paper's kinds, and videos."""
