"""How near a structure is to the truth, and how far its runs agree."""
