/* Tensors of the table as values of ONNX Runtime, and back. */
#ifndef POLYINFER_ONNXRUNTIME_VALUES_H_
#define POLYINFER_ONNXRUNTIME_VALUES_H_
#include "polyinfer/engine.h"
#include "runtime.h"
#include "session.h"

namespace ort {

/* True where an output's size is known before the run. */
bool is_fixed(const poly_value& declared);

/* Type, shape and data of a value. UNSUPPORTED for strings, and for what has no size. */
poly_status read_value(const poly_runtime*, uint32_t index, Value*, poly_tensor*, const void** data, poly_error*);

/* A value over the tensor's memory, which is of this kind: the kept one where that is of the same memory, else a new one that is kept. */
poly_status value_over(const poly_runtime*, const MemoryInfo*, const poly_tensor&, KeptValue*, poly_error*);

/* onnxruntime_run_options_config_keys.h: return before the device has done its work. */
constexpr char kDoNotWait[] = "disable_synchronize_execution_providers";

/* dtype and shape of a fixed output. */
void set_type(const poly_value& declared, poly_tensor*);

/* Memory of the caller's on a device for an output whose dtype and shape are set. */
poly_status place_on_device(poly_call*, int32_t ordinal, uint32_t index, poly_tensor*, poly_error*);

/* Memory for a fixed output, asked of the host where none is given. */
poly_status place_output(poly_call*, const poly_value& declared, uint32_t index, poly_tensor*, poly_error*);

/* An output that the vendor allocated: copied where memory is given and for strings, else handed over, *value then being null. */
poly_status value_to_output(const poly_runtime*, poly_call*, uint32_t index, Value** value, poly_tensor*, poly_error*);

}  // namespace ort
#endif
