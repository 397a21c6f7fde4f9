"""How right a match is, where the truth is known."""
