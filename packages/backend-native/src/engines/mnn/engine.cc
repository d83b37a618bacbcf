/* MNN as an engine library: its table. */
#include "polyinfer/engine.h"
#include "runtime.h"
#include "session.h"

namespace {

const poly_engine kEngine = {
    /* .struct_bytes = */ sizeof(poly_engine),
    /* .abi = */ POLY_ABI,
    /* .id = */ "mnn",
    /* .version = */ "0.1.0",
    /* .load = */ mnn::runtime_load,
    /* .probe = */ mnn::runtime_probe,
    /* .open = */ mnn::session_open,
    /* .info = */ mnn::session_info,
    /* .run = */ mnn::session_run,
    /* .close = */ mnn::session_close,
    /* .describe = */ nullptr,
    /* .save = */ nullptr,
    /* .tensor_alloc = */ nullptr,
    /* .tensor_copy = */ nullptr,
};

}  // namespace

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &kEngine : nullptr; }
