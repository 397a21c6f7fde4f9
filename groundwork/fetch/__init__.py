"""Public files: downloaded, checked, unpacked."""
