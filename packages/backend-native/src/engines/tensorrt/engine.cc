/* TensorRT as an engine library: its table. */
#include "polyinfer/engine.h"
#include "runtime.h"
#include "session.h"

namespace {

const poly_engine kEngine = {
    /* .struct_bytes = */ sizeof(poly_engine),
    /* .abi = */ POLY_ABI,
    /* .id = */ "tensorrt",
    /* .version = */ "0.1.0",
    /* .load = */ tensorrt::runtime_load,
    /* .probe = */ tensorrt::runtime_probe,
    /* .open = */ tensorrt::session_open,
    /* .info = */ tensorrt::session_info,
    /* .run = */ tensorrt::session_run,
    /* .close = */ tensorrt::session_close,
    /* .describe = */ tensorrt::session_describe,
    /* .save = */ tensorrt::session_save,
    /* .tensor_alloc = */ tensorrt::tensor_alloc,
    /* .tensor_copy = */ tensorrt::tensor_copy,
};

}  // namespace

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &kEngine : nullptr; }
