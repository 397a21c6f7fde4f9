"""What the two colours mean in every figure."""

from groundwork.figures import BLUE, ORANGE

TRUTH, RECONSTRUCTION = ORANGE, BLUE
