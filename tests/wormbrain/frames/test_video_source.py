from pathlib import Path

import av
import numpy as np
import pytest

from groundwork.errors import InputError
from wormbrain.frames.video import open_video

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 255, (20, 48, 64, 3), np.uint8)


def film(path, codec, kind, images=IMAGES, source="rgb24", **options):
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10, options=options)
        stream.height, stream.width, stream.pix_fmt = *images.shape[1:3], kind
        for image in images:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format=source)))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("name", "codec", "kind", "source", "dtype"),
    [
        ("a.avi", "rawvideo", "bgr24", "rgb24", np.uint8),
        ("a.mkv", "ffv1", "bgr0", "rgb24", np.uint8),
        ("a.mkv", "ffv1", "gbrp16le", "rgb48le", np.uint16),
        ("a.avi", "ffv1", "gray", "gray", np.uint8),
        ("a.mkv", "ffv1", "gray16le", "gray16le", np.uint16),
        ("a.mkv", "ffv1", "gray12le", "gray12le", np.uint16),
    ],
)
def test_lossless_videos_come_back_as_they_were(tmp_path, name, codec, kind, source, dtype):
    colours = source.startswith("rgb")
    bits = 12 if "12" in source else 8 * np.dtype(dtype).itemsize
    images = RNG.integers(0, 1 << bits, (5, 48, 64, 3) if colours else (5, 48, 64), dtype)
    video = open_video(film(tmp_path / name, codec, kind, images, source))
    assert video.dtype == dtype
    assert video.channels == (("red", "green", "blue") if colours else ("gray",))
    found = np.stack([frame.volume[:, 0] for frame in video.frames()])
    expected = images.transpose(0, 3, 1, 2) if colours else images[:, None]
    assert (found == expected).all()
    assert (video.read(3)[:, 0] == expected[3]).all()


@pytest.mark.parametrize("name", ["a.mp4", "a.avi", "a.mkv"])
@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_usual_videos_have_their_frames_in_order(tmp_path, name, codec):
    bars = np.zeros((20, 48, 64, 3), np.uint8)
    for n in range(20):
        bars[n, :, 3 * n : 3 * n + 4] = 255
    video = open_video(film(tmp_path / name, codec, "yuv420p", bars))
    frames = list(video.frames())
    assert [frame.number for frame in frames] == list(range(20))
    places = [frame.volume[0, 0].sum(0, dtype=int).argmax() for frame in frames]
    assert np.abs(np.array(places) - 3 * np.arange(20) - 1.5).max() <= 2


def test_a_damaged_frame_of_complete_pictures_is_said_by_number(tmp_path):
    path = film(tmp_path / "a.avi", "mjpeg", "yuvj420p")
    with av.open(str(path)) as container:
        packet = [p for p in container.demux(video=0) if p.size][7]
        place, size = packet.pos, packet.size
    content = bytearray(path.read_bytes())
    content[place : place + size] = bytes(size)
    path.write_bytes(content)
    video = open_video(path)
    frames = list(video.frames())
    assert [(f.number, f.fault) for f in frames if f.fault] == [(7, "cannot be decoded")]
    assert len(frames) == 20


def test_a_frame_that_was_dropped_while_recording_is_said_by_number(tmp_path):
    with av.open(str(tmp_path / "a.mkv"), "w") as container:
        stream = container.add_stream("ffv1", rate=10)
        stream.height, stream.width, stream.pix_fmt = 48, 64, "bgr0"
        for n, image in enumerate(IMAGES):
            frame = av.VideoFrame.from_ndarray(image)
            frame.pts = n
            if n not in (6, 7):
                container.mux(stream.encode(frame))
        container.mux(stream.encode())
    video = open_video(tmp_path / "a.mkv")
    assert list(video.missing) == [6, 7]
    found = {frame.number: frame.volume for frame in video.frames() if frame.volume is not None}
    assert sorted(found) == [n for n in range(20) if n not in (6, 7)]
    assert (found[8][:, 0] == IMAGES[8].transpose(2, 0, 1)).all()


def test_frames_after_a_damaged_one_are_not_trusted_until_the_next_complete_picture(tmp_path):
    path = film(tmp_path / "a.mp4", "libx264", "yuv420p", g="10", bf="0", sc_threshold="0")
    with av.open(str(path)) as container:
        packets = [p for p in container.demux(video=0) if p.size]
        assert [n for n, p in enumerate(packets) if p.is_keyframe] == [0, 10]
        place, size = packets[4].pos, packets[4].size
    content = bytearray(path.read_bytes())
    content[place + 4 : place + size] = b"\xff" * (size - 4)
    path.write_bytes(content)
    faults = [frame.number for frame in open_video(path).frames() if frame.fault]
    assert faults == [4, 5, 6, 7, 8, 9]


def test_a_cut_video_says_which_frames_are_missing(tmp_path):
    path = film(tmp_path / "a.avi", "rawvideo", "bgr24")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    video = open_video(path)
    assert video.missing
    assert video.missing[-1] == 19
    faults = [frame.number for frame in video.frames() if frame.fault]
    assert faults == list(range(faults[0], 20))
    assert set(video.missing) <= set(faults)


def test_no_other_file_is_opened_through_a_video(tmp_path):
    film(tmp_path / "a.ts", "libx264", "yuv420p")
    (tmp_path / "list.m3u8").write_text("#EXTM3U\n#EXTINF:10,\na.ts\n#EXT-X-ENDLIST\n")
    (tmp_path / "list.ffconcat").write_text("ffconcat version 1.0\nfile a.ts\n")
    for path in (tmp_path / "list.m3u8", tmp_path / "list.ffconcat"):
        with pytest.raises(InputError, match=f"{path.name}: not a readable video"):
            open_video(path)


@pytest.mark.parametrize("content", [b"", b"text", bytes(5000)])
def test_what_is_no_video_is_refused_by_name(tmp_path, content):
    path = Path(tmp_path / "a.avi")
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.avi: not a readable video"):
        open_video(path)
