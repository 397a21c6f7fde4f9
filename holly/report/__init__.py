"""The report: a folder of pages that need no network, no server and nothing but themselves."""
