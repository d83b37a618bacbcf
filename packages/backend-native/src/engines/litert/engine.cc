/* LiteRT as an engine library: its table. */
#include "polyinfer/engine.h"
#include "runtime.h"
#include "session.h"

namespace {

const poly_engine kEngine = {
    /* .struct_bytes = */ sizeof(poly_engine),
    /* .abi = */ POLY_ABI,
    /* .id = */ "litert",
    /* .version = */ "0.1.0",
    /* .load = */ litert::runtime_load,
    /* .probe = */ litert::runtime_probe,
    /* .open = */ litert::runtime_open,
    /* .info = */ litert::opened_info,
    /* .run = */ litert::opened_run,
    /* .close = */ litert::opened_close,
    /* .describe = */ nullptr,
    /* .save = */ nullptr,
    /* .tensor_alloc = */ nullptr,
    /* .tensor_copy = */ nullptr,
};

}  // namespace

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &kEngine : nullptr; }
