"""torchvision: its non-maximum suppression, and its antialiased resizing."""

import numpy
import torch
import torchvision
from torchvision.ops import batched_nms, nms

try:
    from torchvision.transforms.v2 import functional
except ImportError:  # before 0.15, as distributions have it
    from torchvision.transforms import functional

from case_input import PAD, candidates_of, frames_of, inner_size, kept, picture_of, rows_of


def open_model(plan):
    torch.set_num_threads(plan["threads"])
    torch.set_grad_enabled(False)
    run, output = globals()["open_" + plan["op"]](plan)
    results = []

    def keep():
        results[:] = [run()]

    version = f"torchvision {torchvision.__version__}, torch {torch.__version__}, {torch.get_num_threads()} threads"
    return keep, lambda: [numpy.ascontiguousarray(output(results[0]), dtype=numpy.float32)], version


def open_letterbox(plan):
    following = frames_of(plan)
    size = plan["size"]
    width, height = inner_size(plan)
    left, top = (size - width) // 2, (size - height) // 2
    margins = [left, top, size - width - left, size - height - top]

    def run():
        picture = torch.from_numpy(picture_of(plan, following())).permute(2, 0, 1)
        small = functional.resize(picture, [height, width], antialias=plan["filter"] == "area")
        return functional.pad(small, margins, fill=PAD).float() / 255

    return run, lambda tensor: tensor.numpy()


def open_nms(plan):
    boxes, scores, classes = (torch.from_numpy(array) for array in candidates_of(plan))
    iou, most = plan["iou"], plan["keep"]

    def run():
        indices = batched_nms(boxes, scores, classes, iou) if plan["perClass"] else nms(boxes, scores, iou)
        return indices[:most]

    return run, lambda indices: kept(indices.numpy())


def open_detect(plan):
    following = frames_of(plan, numpy.float32)
    anchors, classes, confidence = plan["anchors"], plan["classes"], plan["confidence"]

    def run():
        head = torch.from_numpy(following())
        if plan["head"] == "yolov8":
            rows = head.reshape(4 + classes, anchors).T
            boxes, scores = rows[:, :4], rows[:, 4:]
        else:
            rows = head.reshape(anchors, 5 + classes)
            rows = rows[rows[:, 4] > confidence]
            boxes, scores = rows[:, :4], rows[:, 5:] * rows[:, 4:5]
        if plan["multiLabel"]:
            found, its = torch.nonzero(scores > confidence).T
            sure = scores[found, its]
        else:
            sure, its = scores.max(1)
            found = torch.nonzero(sure > confidence).squeeze(1)
            sure, its = sure[found], its[found]
        corners = torchvision.ops.box_convert(boxes[found], "cxcywh", "xyxy")
        indices = batched_nms(corners, sure, its, plan["iou"])[: plan["keep"]]
        return corners[indices], sure[indices], its[indices]

    return run, lambda result: rows_of(*(part.numpy() for part in result))
