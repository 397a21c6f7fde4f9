"""What made a result: records of stages, energy, and the crate that packs them."""
