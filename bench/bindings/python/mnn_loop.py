"""MNN's binding: an interpreter's session, fed and read through tensors over the caller's memory."""

import MNN
import numpy


def open_model(plan):
    interpreter = MNN.Interpreter(plan["files"][0])
    session = interpreter.createSession({"backend": "CPU", "numThread": 1, "precision": "high"})
    shape = plan["input"]["shape"]
    inside = interpreter.getSessionInput(session, plan["input"]["name"])
    interpreter.resizeTensor(inside, tuple(shape))
    interpreter.resizeSession(session)
    results = [interpreter.getSessionOutput(session, name) for name in plan["outputs"]]
    x = host_tensor(inside, numpy.fromfile(plan["input"]["file"], dtype=numpy.float32).reshape(shape))
    hosts = [host_tensor(result, numpy.zeros(result.getShape(), dtype=numpy.float32)) for result in results]
    pairs = list(zip(results, hosts))

    def run():
        if not inside.copyFrom(x):
            raise RuntimeError("MNN does not take the input")
        interpreter.runSession(session)
        for result, host in pairs:
            result.copyToHostTensor(host)

    def outputs():
        return [host.getNumpyData() for host in hosts]

    return run, outputs, f"MNN {MNN.version()}"


def host_tensor(inside, data):
    """Laid out as the engine says that its own tensor is."""
    is_last = inside.getDimensionType() == MNN.Tensor_DimensionType_Tensorflow
    layout = MNN.Tensor_DimensionType_Tensorflow if is_last else MNN.Tensor_DimensionType_Caffe
    return MNN.Tensor(data.shape, MNN.Halide_Type_Float, data, layout)
