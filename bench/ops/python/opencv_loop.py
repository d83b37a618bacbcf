"""OpenCV's binding as people use it: cv2 for pictures, NumPy for what it lacks."""

import cv2
import numpy

from case_input import (
    DEVIATION,
    MEAN,
    PAD,
    candidates_of,
    frames_of,
    inner_size,
    kept,
    picture_of,
    rows_of,
)


def open_model(plan):
    cv2.setNumThreads(plan["threads"])
    run, output = globals()["open_" + plan["op"]](plan)
    results = []

    def keep():
        results[:] = [run()]

    version = f"OpenCV {cv2.__version__}, NumPy {numpy.__version__}, {cv2.getNumThreads()} threads in the last case"
    return keep, lambda: [numpy.ascontiguousarray(output(results[0]), dtype=numpy.float32)], version


def letterbox(plan, picture, swaps):
    size = plan["size"]
    width, height = inner_size(plan)
    interpolation = cv2.INTER_AREA if plan.get("filter") == "area" else cv2.INTER_LINEAR
    small = cv2.resize(picture, (width, height), interpolation=interpolation)
    top, left = (size - height) // 2, (size - width) // 2
    whole = cv2.copyMakeBorder(
        small, top, size - height - top, left, size - width - left, cv2.BORDER_CONSTANT, value=(PAD, PAD, PAD)
    )
    return cv2.dnn.blobFromImage(whole, 1 / 255, swapRB=swaps)


def open_letterbox(plan):
    following = frames_of(plan)
    swaps = plan["format"] == "bgr"
    return lambda: letterbox(plan, picture_of(plan, following()), swaps), lambda tensor: tensor


def open_nv12(plan):
    following = frames_of(plan)
    shape = (plan["height"] * 3 // 2, plan["width"])

    def run():
        rgb = cv2.cvtColor(following().reshape(shape), cv2.COLOR_YUV2RGB_NV12)
        return letterbox(plan, rgb, False)

    return run, lambda tensor: tensor


def open_normalize(plan):
    following = frames_of(plan)
    shape = (plan["height"], plan["width"], 3)
    scale = [1 / 255 / deviation for deviation in DEVIATION]
    parameters = cv2.dnn.Image2BlobParams(scale, mean=[255 * mean for mean in MEAN])
    return lambda: cv2.dnn.blobFromImageWithParams(following().reshape(shape), parameters), lambda tensor: tensor


def open_detect(plan):
    following = frames_of(plan, numpy.float32)
    anchors, classes, confidence = plan["anchors"], plan["classes"], plan["confidence"]

    def run():
        head = following()
        if plan["head"] == "yolov8":
            planes = head.reshape(4 + classes, anchors)
            boxes, scores = planes[:4].T, planes[4:].T
        else:
            rows = head.reshape(anchors, 5 + classes)
            rows = rows[rows[:, 4] > confidence]
            boxes, scores = rows[:, :4], rows[:, 5:] * rows[:, 4:5]
        if plan["multiLabel"]:
            found, its = numpy.nonzero(scores > confidence)
            sure = scores[found, its]
        else:
            its = scores.argmax(1)
            sure = scores[numpy.arange(len(its)), its]
            found = numpy.nonzero(sure > confidence)[0]
            its, sure = its[found], sure[found]
        wanted = boxes[found].copy()
        wanted[:, :2] -= wanted[:, 2:] / 2
        indices = cv2.dnn.NMSBoxesBatched(wanted, sure, its.astype(numpy.int32), confidence, plan["iou"])
        indices = numpy.asarray(indices).reshape(-1)[: plan["keep"]]
        return wanted[indices], sure[indices], its[indices]

    def output(result):
        boxes, scores, its = result
        return rows_of(numpy.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1), scores, its)

    return run, output


def open_nms(plan):
    boxes, scores, classes = candidates_of(plan)
    sides = boxes.copy()
    sides[:, 2:] -= sides[:, :2]

    def run():
        if plan["perClass"]:
            return cv2.dnn.NMSBoxesBatched(sides, scores, classes, 0.0, plan["iou"])
        return cv2.dnn.NMSBoxes(sides, scores, 0.0, plan["iou"])

    return run, lambda indices: kept(numpy.asarray(indices).reshape(-1)[: plan["keep"]])


def open_argmax(plan):
    following = frames_of(plan, numpy.float32)
    shape = (plan["planes"], plan["pixels"])
    return lambda: numpy.argmax(following().reshape(shape), axis=0), lambda indices: indices
