/* ONNX Runtime as an engine library: its table. */
#include "polyinfer/engine.h"
#include "runtime.h"
#include "session.h"

namespace {

const poly_engine kEngine = {
    /* .struct_bytes = */ sizeof(poly_engine),
    /* .abi = */ POLY_ABI,
    /* .id = */ "onnxruntime",
    /* .version = */ "0.1.0",
    /* .load = */ ort::runtime_load,
    /* .probe = */ ort::runtime_probe,
    /* .open = */ ort::session_open,
    /* .info = */ ort::session_info,
    /* .run = */ ort::session_run,
    /* .close = */ ort::session_close,
    /* .describe = */ ort::session_tell,
    /* .save = */ nullptr,
    /* .tensor_alloc = */ nullptr,
    /* .tensor_copy = */ nullptr,
};

}  // namespace

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &kEngine : nullptr; }
