import mrcfile
import numpy as np
import pandas as pd
import pytest
import starfile
import tifffile
from astropy.io import fits

from groundwork.errors import InputError
from holly.images.cube import open_cube, read_index
from holly.images.particle_stacks import import_particles, read_particle_images

COUNT, SIZE, NM = 5, 24, 12.5


def pictures(background=40.0):
    """Images [5, 24, 24] of unequal spots off the middle, on an even background."""
    images = np.full((COUNT, SIZE, SIZE), background, np.float32)
    for number in range(COUNT):
        images[number, 9 + number, 12] += 100 * (number + 1)
        images[number, 12, 15] += 50
    return images


def mrc(path, images, angstrom=10 * NM):
    with mrcfile.new(path) as file:
        file.set_data(images[:, ::-1].copy())  # the rows of MRC run upwards
        file.voxel_size = angstrom
        file.set_image_stack()
    return path


def star(path, names, angstrom=10 * NM):
    table = pd.DataFrame({"rlnImageName": names, "rlnOpticsGroup": 1})
    optics = pd.DataFrame({"rlnOpticsGroup": [1], "rlnImagePixelSize": [angstrom]})
    starfile.write({"optics": optics, "particles": table}, path)
    return path


def written(folder, kind):
    images = pictures()
    if kind == "mrcs":
        return mrc(folder / "a.mrcs", images)
    if kind == "star":
        mrc(folder / "a.mrcs", images, 0)
        return star(folder / "a.star", [f"{n + 1:06d}@a.mrcs" for n in range(COUNT)])
    if kind == "fits":
        fits.writeto(folder / "a.fits", images.astype("i2"))
        return folder / "a.fits"
    if kind == "pages":
        with tifffile.TiffWriter(folder / "a.tif") as file:
            for image in images:
                file.write(image, contiguous=False)
        return folder / "a.tif"
    tifffile.imwrite(folder / "a.tif", images, compression=kind, photometric="minisblack")
    return folder / "a.tif"


@pytest.mark.parametrize("kind", ["mrcs", "star", "fits", "pages", "lzw", "none"])
def test_every_format_gives_the_same_cube_without_its_background(tmp_path, kind):
    stated = kind in ("mrcs", "star")
    source = written(tmp_path, kind)
    import_particles(source, tmp_path / "out", nm_per_pixel=None if stated else NM)
    cube, header = open_cube(tmp_path / "out" / "sigma_0.fits")
    np.testing.assert_array_equal(cube, pictures(0))
    assert header.nm_per_pixel == pytest.approx(NM)
    index = read_index(tmp_path / "out")
    assert index["particle"].tolist() == list(range(COUNT))
    assert index["angle"].isna().all()


def test_a_star_file_chooses_and_orders_the_images_of_several_stacks(tmp_path):
    mrc(tmp_path / "a.mrcs", pictures())
    mrc(tmp_path / "b.mrcs", pictures() * 2)
    source = star(tmp_path / "a.star", ["3@a.mrcs", "1@b.mrcs", "1@a.mrcs"])
    found = read_particle_images(source)
    expected = [pictures()[2], 2 * pictures()[0], pictures()[0]]
    np.testing.assert_array_equal(found.images, expected)
    assert found.nm_per_pixel == pytest.approx(NM)


def test_images_are_cropped_about_their_middle(tmp_path):
    import_particles(written(tmp_path, "mrcs"), tmp_path / "out", size=16)
    cube = open_cube(tmp_path / "out" / "sigma_0.fits")[0]
    np.testing.assert_array_equal(cube, pictures(0)[:, 4:20, 4:20])


def test_values_below_the_background_are_cut(tmp_path):
    images = pictures()
    images[:, 0, 0] = 0
    import_particles(mrc(tmp_path / "a.mrcs", images), tmp_path / "out")
    np.testing.assert_array_equal(open_cube(tmp_path / "out" / "sigma_0.fits")[0], pictures(0))


@pytest.mark.parametrize(
    ("angstrom", "given", "fault"),
    [
        (0, None, "does not say its scale; give nm_per_pixel"),
        (1, None, "does not say its scale"),
        (5, None, "0.5 nm per pixel, less than any light microscope has"),
        (125, 13.0, "says 12.5 nm per pixel, but nm_per_pixel is 13; correct one"),
    ],
)
def test_a_scale_is_known_or_asked_for(tmp_path, angstrom, given, fault):
    source = mrc(tmp_path / "a.mrcs", pictures(), angstrom)
    with pytest.raises(InputError, match=fault):
        import_particles(source, tmp_path / "out", nm_per_pixel=given)
    assert not (tmp_path / "out").exists()


def spoilt(**changes):
    images = pictures()
    for number, value in changes.values():
        images[number] = value
    return images


@pytest.mark.parametrize(
    ("images", "size", "fault"),
    [
        (spoilt(a=(3, 7.0)), None, r"image 3 \(from 0\) shows nothing"),
        (-pictures(), None, "a particle darker than its background"),
        (spoilt(a=(2, np.nan)), None, "image 2 holds values that are not finite"),
        (pictures(), 32, "24 x 24 pixels; give a size of at most that"),
    ],
)
@pytest.mark.filterwarnings("ignore:Data array contains NaN")
def test_images_without_a_particle_are_refused(tmp_path, images, size, fault):
    with pytest.raises(InputError, match=fault):
        import_particles(mrc(tmp_path / "a.mrcs", images), tmp_path / "out", size=size)


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (["1@c.mrcs"], "its stack 'c.mrcs' is not there"),
        (["6@a.mrcs"], "a.mrcs has no image 6"),
        (["0@a.mrcs"], "a.mrcs has no image 0"),
        (["a.mrcs"], "is no number@stack"),
        (["1@/etc/passwd"], "'/etc/passwd' is not there"),
        (["1@../../x.mrcs"], "is not there"),
    ],
)
def test_a_star_file_that_names_other_images_is_refused(tmp_path, names, fault):
    mrc(tmp_path / "a.mrcs", pictures())
    with pytest.raises(InputError, match=fault):
        read_particle_images(star(tmp_path / "a.star", names))


@pytest.mark.parametrize("name", ["a.star", "a.mrcs", "a.png"])
def test_what_is_no_such_file_is_refused(tmp_path, name):
    (tmp_path / name).write_text("data_particles\n\nloop_\n")
    with pytest.raises(InputError, match=rf"a\.{name[2:]}: "):
        read_particle_images(tmp_path / name)
