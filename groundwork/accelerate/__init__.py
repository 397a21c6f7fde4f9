"""C code compiled at first use, and CUDA graphs."""
