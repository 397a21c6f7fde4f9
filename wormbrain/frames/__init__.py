"""Sources of images (HDF5, video, folders, TIFF) and the one file that all are converted to."""
