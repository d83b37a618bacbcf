"""Pillow as people use it before a net: resized, pasted, then NumPy."""

import numpy
import PIL
from PIL import Image

from case_input import PAD, frames_of, inner_size, picture_of


def open_model(plan):
    if plan["op"] != "letterbox":
        raise ValueError("Pillow has no " + plan["op"])
    following = frames_of(plan)
    size = plan["size"]
    width, height = inner_size(plan)
    place = ((size - width) // 2, (size - height) // 2)
    results = []

    def run():
        picture = Image.fromarray(picture_of(plan, following()))
        whole = Image.new("RGB", (size, size), (PAD, PAD, PAD))
        whole.paste(picture.resize((width, height), Image.Resampling.BILINEAR), place)
        planes = numpy.asarray(whole).transpose(2, 0, 1)
        results[:] = [numpy.ascontiguousarray(planes, dtype=numpy.float32) / numpy.float32(255)]

    return run, lambda: results, f"Pillow {PIL.__version__}, NumPy {numpy.__version__}, 1 thread"
