"""File formats, read warily."""
