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


def candidates_of(plan):
    """Corners, scores and classes of boxes."""
    data = numpy.fromfile(plan["input"], dtype=numpy.float32)
    count = len(data) // 6
    return data[: 4 * count].reshape(count, 4), data[4 * count : 5 * count], data[5 * count :].view(numpy.int32)


def kept(indices):
    return numpy.sort(numpy.asarray(indices, dtype=numpy.float32))


def rows_of(boxes, scores, classes):
    """Detections as every peer writes them: by falling score, then by class and place."""
    order = numpy.lexsort((boxes[:, 1], boxes[:, 0], classes, -scores))
    return numpy.column_stack([boxes, scores, classes]).astype(numpy.float32)[order]


def picture_of(plan, frame):
    stride, width, height = plan["stride"], plan["width"], plan["height"]
    rows = frame[: stride * height].reshape(height, stride)
    return rows[:, : width * 3].reshape(height, width, 3) if stride == width * 3 else numpy.lib.stride_tricks.as_strided(
        frame, (height, width, 3), (stride, 3, 1)
    )


def inner_size(plan):
    ratio = min(plan["size"] / plan["width"], plan["size"] / plan["height"])
    return round(plan["width"] * ratio), round(plan["height"] * ratio)
