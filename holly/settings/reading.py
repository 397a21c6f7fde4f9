"""Arguments of the stages that read localisations: what a file does not say itself."""

from typing import Annotated

from holly.settings.choices import Layout, LengthUnit

FileLayout = Annotated[Layout | None, "found from the file if it is not given"]
CellArray = Annotated[str | None, "matlab-cell: name of the cell array"]
ParticleColumn = Annotated[str | None, "tables: the column that numbers the particles"]
Channel = Annotated[str | None, "tables: the channel to read, if there are several"]
Unit = Annotated[LengthUnit | None, "of columns that do not say theirs"]
CameraPixel = Annotated[float | None, "instead of the file's own"]
Project = Annotated[bool, "3D: turn at random and drop z"]
ViewSeed = Annotated[int, "of the projected views"]
RemoveBackground = Annotated[bool, "remove what is no denser than around the particles"]
