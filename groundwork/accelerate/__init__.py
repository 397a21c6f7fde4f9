"""C compiled at first use, and CUDA graphs."""
