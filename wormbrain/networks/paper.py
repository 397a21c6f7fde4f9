"""The report's network: features of both images, their correlation, a transformation."""

import torch
from torch import Tensor, nn

from groundwork.errors import InputError
from wormbrain.geometry import spline
from wormbrain.networks.correlation import matches
from wormbrain.networks.features import feature_extractor
from wormbrain.networks.regression import regression
from wormbrain.settings.paper import PaperNetwork

LARGEST = 255.0  # of the images


class GeometricNetwork(nn.Module):
    """Predicts the transformation between two images (report, section II.A; Rocco et al. 2017).

    Its parameters are the report's: six numbers of an affine transformation, row by row, or the
    x and then the y of nine control points.

    Raises:
        InputError: the images are too small for the layers.
    """

    def __init__(self, settings: PaperNetwork) -> None:
        super().__init__()
        self.settings = settings
        self.features = feature_extractor(
            settings.features, width=settings.width, last_pool=settings.last_pool
        )
        parameters = 6 if settings.geometry == "affine" else 18
        try:
            self.regression = regression(
                settings.regression,
                self.map_shape()[1],
                parameters,
                settings.kernels,
                settings.dropout,
            )
        except (ValueError, RuntimeError) as error:
            raise InputError(
                f"network: images of {settings.size} pixels are too small ({error}); give a "
                "larger size, or smaller kernels or last_pool"
            ) from None
        self.register_buffer("mean", torch.zeros(3, 1, 1))
        self.register_buffer("spread", torch.ones(3, 1, 1))
        self.register_buffer("control", spline(3, 3).control)
        self.register_buffer("start", self._start())
        if settings.start == "identity":
            for parameter in self.regression[-1].parameters():
                nn.init.zeros_(parameter)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """The transformation [B, 9, 2] of the 3x3 spline on extent (1, 1), target to source.

        Args:
            source: [B, 3, S, S], values in [0, 255].
            target: [B, 3, S, S].
        """
        return self.transformation(*self.maps(source, target))

    def maps(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """The features [B, C, h, h] of both images."""
        images = (torch.cat([source, target]) - self.mean) / self.spread
        return self.features(images).chunk(2)

    def transformation(self, source: Tensor, target: Tensor) -> Tensor:
        """The transformation [B, 9, 2] from the features of both images; see `forward`."""
        parameters = self.start + self.regression(matches(source, target))
        if self.settings.geometry == "tps":
            return parameters.view(-1, 2, 9).transpose(1, 2)
        affine = parameters.view(-1, 2, 3)
        return self.control @ affine[:, :, :2].transpose(1, 2) + affine[:, None, :, 2]

    @torch.no_grad()
    def map_shape(self) -> tuple[int, int]:
        """Channels, and height and width, of the maps of features."""
        self.features.eval()
        size = self.settings.size
        shape = self.features(torch.zeros(1, 3, size, size)).shape
        self.features.train()
        return shape[1], shape[3]

    def _start(self) -> Tensor:
        """What is added to the regression: the identity, or zero as in the report."""
        identity = (
            torch.eye(2, 3).flatten()
            if self.settings.geometry == "affine"
            else spline(3, 3).control.T.flatten()
        )
        return identity * (self.settings.start == "identity")
