/* ncnn as an engine library: its table. */
#include "polyinfer/engine.h"
#include "runtime.h"
#include "session.h"

namespace {

const poly_engine kEngine = {
    /* .struct_bytes = */ sizeof(poly_engine),
    /* .abi = */ POLY_ABI,
    /* .id = */ "ncnn",
    /* .version = */ "0.1.0",
    /* .load = */ ncnn::runtime_load,
    /* .probe = */ ncnn::runtime_probe,
    /* .open = */ ncnn::session_open,
    /* .info = */ ncnn::session_info,
    /* .run = */ ncnn::session_run,
    /* .close = */ ncnn::session_close,
    /* .describe = */ nullptr,
    /* .save = */ nullptr,
    /* .tensor_alloc = */ nullptr,
    /* .tensor_copy = */ nullptr,
};

}  // namespace

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &kEngine : nullptr; }
