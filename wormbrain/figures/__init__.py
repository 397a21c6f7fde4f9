"""Pictures: the figures of the report, and the matches of an alignment."""
