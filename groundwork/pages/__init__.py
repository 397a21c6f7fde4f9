"""Offline reports: pages that need no network, no server and no files but their own."""
