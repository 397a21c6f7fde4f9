"""Results in the formats of other programs: structures, densities, images and their poses."""
