"""Images of particles: simulated, pre-rendered, curated, augmented."""
