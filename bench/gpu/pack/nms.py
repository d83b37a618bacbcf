"""torchvision's NMS on the boxes that the ops had: what it keeps, and how long it takes by the GPU's clock."""
import json
import sys

folder, out = sys.argv[1:3]


def leave(why):
    with open(out + "/torchvision.txt", "w") as file:
        file.write(why + "\n")
    sys.exit(3)


try:
    import numpy
    import torch
    import torchvision
except Exception as error:
    leave(f"{type(error).__name__}: {error}")
if not torch.cuda.is_available():
    leave("torch has no CUDA device")


def load(name, dtype):
    return torch.from_numpy(numpy.fromfile(f"{folder}/nms-{name}.bin", dtype)).cuda()


boxes, scores, right = load("boxes", numpy.float32).view(-1, 4), load("scores", numpy.float32), load("kept", numpy.int32)
kept = torchvision.ops.nms(boxes, scores, 0.5)
is_equal = kept.shape == right.shape and bool((kept == right).all())
times = []
for sample in range(40):
    begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    begin.record()
    for _ in range(10):
        torchvision.ops.nms(boxes, scores, 0.5)
    end.record()
    torch.cuda.synchronize()
    times.append(begin.elapsed_time(end) * 100)
times = sorted(times[10:])
words = "equal" if is_equal else "DIFFERENT"
print(f"torchvision {torchvision.__version__}, NMS of {len(scores)} boxes: {words}, {times[len(times) // 2]:.1f} us\n")
with open(out + "/torchvision.json", "w") as file:
    json.dump({"torch": torch.__version__, "torchvision": torchvision.__version__, "equal": is_equal, "us": times}, file)
sys.exit(0 if is_equal else 1)
