"""nms.py <pack> <folder for results> [device]: torchvision's NMS on the boxes that the ops had: what it keeps, and how long it
takes. On a GPU (default: cuda:0) by the GPU's clock; on "cpu", to try this program, by the processor's."""
import json
import sys
import time

folder, out = sys.argv[1:3]
name = sys.argv[3] if len(sys.argv) > 3 else "cuda:0"
SAMPLES, WARM_UP, TIMES = (40, 10, 10) if name != "cpu" else (5, 1, 1)


def leave(why):
    with open(out + "/torchvision.txt", "w") as file:
        file.write(why + "\n")
    sys.exit(3)


try:
    import numpy
    import torch
    import torchvision
except Exception as error:
    leave(f"{type(error).__name__}: {error}. Try: pip install torch torchvision numpy")
if name != "cpu" and not torch.cuda.is_available():
    leave(f"torch {torch.__version__} has no CUDA device. Try: python3 -c 'import torch; torch.zeros(1).cuda()' says why")
try:
    device = torch.device(name)
    torch.zeros(1, device=device)
except Exception as error:
    leave(f"{type(error).__name__}: {error}")


def load(part, dtype):
    return torch.from_numpy(numpy.fromfile(f"{folder}/nms-{part}.bin", dtype)).to(device)


def one_sample(work):
    """Microseconds of one time of the work."""
    if device.type == "cpu":
        begin = time.perf_counter()
        for _ in range(TIMES):
            work()
        return (time.perf_counter() - begin) / TIMES * 1e6
    with torch.cuda.device(device):
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        for _ in range(TIMES):
            work()
        end.record()
        end.synchronize()
    return begin.elapsed_time(end) / TIMES * 1e3


boxes, scores, right = load("boxes", numpy.float32).view(-1, 4), load("scores", numpy.float32), load("kept", numpy.int32)
kept = torchvision.ops.nms(boxes, scores, 0.5)
is_equal = kept.shape == right.shape and bool((kept == right).all())
samples = [one_sample(lambda: torchvision.ops.nms(boxes, scores, 0.5)) for _ in range(SAMPLES)]
times = sorted(samples[WARM_UP:])
title = device.type if device.type == "cpu" else torch.cuda.get_device_name(device)
words = f"equal, {len(kept)} kept" if is_equal else "DIFFERENT"
print(f"torchvision {torchvision.__version__} on {title}, NMS of {len(scores)} boxes: {words}, {times[len(times) // 2]:.1f} us\n")
with open(out + "/torchvision.json", "w") as file:
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__, "device": title}
    json.dump({**versions, "equal": is_equal, "kept": len(kept), "us": times}, file)
sys.exit(0 if is_equal else 1)
