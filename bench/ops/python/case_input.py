"""What the loops of all libraries do alike."""

import itertools

import numpy

PAD = 114
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


def frames_of(plan, dtype=numpy.uint8):
    """Gives the input, or the copy of it whose turn it is."""
    data = numpy.fromfile(plan["input"], dtype=dtype)
    return itertools.cycle([data.copy() for _ in range(plan["frames"])]).__next__


def picture_of(plan, frame):
    stride, width, height = plan["stride"], plan["width"], plan["height"]
    rows = frame[: stride * height].reshape(height, stride)
    return rows[:, : width * 3].reshape(height, width, 3) if stride == width * 3 else numpy.lib.stride_tricks.as_strided(
        frame, (height, width, 3), (stride, 3, 1)
    )


def inner_size(plan):
    ratio = min(plan["size"] / plan["width"], plan["size"] / plan["height"])
    return round(plan["width"] * ratio), round(plan["height"] * ratio)
