/* OpenVINO as an engine library: its table. */
#include "polyinfer/engine.h"
#include "runtime.h"
#include "session.h"

namespace {

const poly_engine kEngine = {
    /* .struct_bytes = */ sizeof(poly_engine),
    /* .abi = */ POLY_ABI,
    /* .id = */ "openvino",
    /* .version = */ "0.1.0",
    /* .load = */ openvino::runtime_load,
    /* .probe = */ openvino::runtime_probe,
    /* .open = */ openvino::session_open,
    /* .info = */ openvino::session_info,
    /* .run = */ openvino::session_run,
    /* .close = */ openvino::session_close,
    /* .describe = */ openvino::session_describe,
    /* .save = */ openvino::session_save,
    /* .tensor_alloc = */ nullptr,
    /* .tensor_copy = */ nullptr,
};

}  // namespace

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &kEngine : nullptr; }
