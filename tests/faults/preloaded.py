"""What the server has imported from which the stages are forked."""

import astropy.io.fits
import codecarbon
import torch.utils.tensorboard

import holly.agreement
import holly.augment
import holly.authors
import holly.contact_sheet
import holly.curate
import holly.evaluate
import holly.events
import holly.figures.curves
import holly.figures.overlay
import holly.figures.pairs
import holly.figures.paper
import holly.figures.particles
import holly.figures.video
import holly.layouts
import holly.models
import holly.original_fits
import holly.register
import holly.site.pair
import holly.site.write
import holly.stacks
import holly.synthetic
import holly.tables
import holly.trainer
import holly.unpack
import holly.verify
import holly.zenodo

__all__ = ["astropy", "codecarbon", "holly", "torch"]
