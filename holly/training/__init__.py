"""Images to a structure: the stage this project exists for."""
