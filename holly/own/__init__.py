"""A lab's own files: what they hold, how to train on them, and the whole run in one command."""
