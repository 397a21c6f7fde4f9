"""The imports of the server from which the stages are forked."""

import astropy.io.fits
import codecarbon
import torch.utils.tensorboard

import holly.data.ground_truths
import holly.data.layouts
import holly.data.synthetic
import holly.evaluation.agreement
import holly.evaluation.claims
import holly.evaluation.evaluate
import holly.evaluation.judge
import holly.evaluation.published
import holly.evaluation.registration
import holly.evaluation.tables
import holly.figures.curves
import holly.figures.overlay
import holly.figures.pairs
import holly.figures.paper
import holly.figures.particles
import holly.figures.video
import holly.images.augment
import holly.images.curate
import holly.images.original_fits
import holly.images.stacks
import holly.report.contact_sheet
import holly.report.site
import holly.report.viewer
import holly.training.progress
import holly.training.trainer
import wormbrain.alignment.align
import wormbrain.alignment.points
import wormbrain.evaluation.table1
import wormbrain.evaluation.truth
import wormbrain.frames.convert
import wormbrain.frames.hdf5_source
import wormbrain.pairs.augmented
import wormbrain.report.site
import wormbrain.training.match
import wormbrain.training.paper
import wormbrain.training.train

__all__ = ["astropy", "codecarbon", "holly", "torch", "wormbrain"]
