"""How right alignments are, and how well networks match."""
