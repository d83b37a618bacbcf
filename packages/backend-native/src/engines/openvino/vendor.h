/*
 * What is needed of OpenVINO's C API, from libopenvino_c. Own declarations; names, arguments, layouts and statuses were
 * verified by running 2024.6.0, 2025.4.1 and 2026.4.1 on x86-64 Linux. No vendor header is included, nothing is linked.
 */
#ifndef POLYINFER_OPENVINO_VENDOR_H_
#define POLYINFER_OPENVINO_VENDOR_H_
#include <cstddef>
#include <cstdint>

namespace openvino {

/* A handle of any kind: core, model, port, tensor, compiled model, request. */
typedef void* Handle;
typedef const void* ConstHandle;
/* 0 is success, others are negative. */
typedef int Status;
constexpr Status kCancelled = -13;
/* This one leaves the text of an earlier failure behind. */
constexpr Status kInvalidParameter = -14;

/* The vendor passes these three by value. */
struct Shape {
  int64_t rank;
  int64_t* dims;
};
/* max -1: no bound. A fixed size has both alike. */
struct Dimension {
  int64_t min, max;
};
/* rank as a dimension: both -1, or max -1, where it is unknown. */
struct PartialShape {
  Dimension rank;
  Dimension* dims;
};

struct Version {
  const char *build, *description;
};
struct Devices {
  char** names;
  size_t count;
};
/* Times in microseconds. */
struct LayerProfile {
  int status; /* 0 not run, 1 optimised away, 2 executed */
  int64_t real_us, cpu_us;
  const char *name, *exec_type, *type;
};
struct Profile {
  LayerProfile* layers;
  size_t count;
};

/*
 * ov_core_compile_model takes keys and values after these, count of both together; ov_core_set_property one of each.
 * ov_core_import_model takes no properties: those of its core hold.
 */
#define OPENVINO_API_MAP(XX)                                                                                           \
  XX(Status, get_openvino_version, (Version*))                                                                         \
  XX(void, version_free, (Version*))                                                                                   \
  XX(const char*, get_error_info, (Status))                                                                            \
  XX(const char*, get_last_err_msg, ())                                                                                \
  XX(void, free, (const char*))                                                                                        \
  XX(Status, core_create, (Handle*))                                                                                   \
  XX(void, core_free, (Handle))                                                                                        \
  XX(Status, core_get_available_devices, (ConstHandle, Devices*))                                                      \
  XX(void, available_devices_free, (Devices*))                                                                         \
  XX(Status, core_get_property, (ConstHandle, const char*, const char*, char**))                                       \
  XX(Status, core_read_model, (ConstHandle, const char*, const char*, Handle*))                                        \
  XX(Status, core_read_model_from_memory_buffer, (ConstHandle, const char*, size_t, ConstHandle, Handle*))             \
  XX(Status, core_compile_model, (ConstHandle, ConstHandle, const char*, size_t, Handle*, ...))                        \
  XX(Status, core_set_property, (ConstHandle, const char*, ...))                                                       \
  XX(Status, core_import_model, (ConstHandle, const char*, size_t, const char*, Handle*))                              \
  XX(Status, compiled_model_export_model, (ConstHandle, const char*))                                                  \
  XX(void, model_free, (Handle))                                                                                       \
  XX(Status, model_inputs_size, (ConstHandle, size_t*))                                                                \
  XX(Status, model_outputs_size, (ConstHandle, size_t*))                                                               \
  XX(Status, model_const_input_by_index, (ConstHandle, size_t, Handle*))                                               \
  XX(Status, model_const_output_by_index, (ConstHandle, size_t, Handle*))                                              \
  XX(Status, model_reshape_by_port_indexes, (ConstHandle, const size_t*, const PartialShape*, size_t))                 \
  XX(Status, port_get_any_name, (ConstHandle, char**))                                                                 \
  XX(Status, port_get_element_type, (ConstHandle, int*))                                                               \
  XX(Status, port_get_partial_shape, (ConstHandle, PartialShape*))                                                     \
  XX(void, output_const_port_free, (Handle))                                                                           \
  XX(void, partial_shape_free, (PartialShape*))                                                                        \
  XX(void, shape_free, (Shape*))                                                                                       \
  XX(Status, compiled_model_get_property, (ConstHandle, const char*, char**))                                          \
  XX(Status, compiled_model_create_infer_request, (ConstHandle, Handle*))                                              \
  XX(void, compiled_model_free, (Handle))                                                                              \
  XX(Status, infer_request_infer, (Handle))                                                                            \
  XX(Status, infer_request_start_async, (Handle))                                                                      \
  XX(Status, infer_request_wait, (Handle))                                                                             \
  XX(Status, infer_request_cancel, (Handle))                                                                           \
  XX(void, infer_request_free, (Handle))                                                                               \
  XX(Status, infer_request_set_input_tensor_by_index, (Handle, size_t, ConstHandle))                                   \
  XX(Status, infer_request_set_output_tensor_by_index, (Handle, size_t, ConstHandle))                                  \
  XX(Status, infer_request_get_output_tensor_by_index, (ConstHandle, size_t, Handle*))                                 \
  XX(Status, infer_request_get_profiling_info, (ConstHandle, Profile*))                                                \
  XX(void, profiling_info_list_free, (Profile*))                                                                       \
  XX(Status, tensor_create_from_host_ptr, (int, Shape, void*, Handle*))                                                \
  XX(Status, tensor_get_shape, (ConstHandle, Shape*))                                                                  \
  XX(Status, tensor_get_byte_size, (ConstHandle, size_t*))                                                             \
  XX(Status, tensor_data, (ConstHandle, void**))                                                                       \
  XX(void, tensor_free, (Handle))

/* The most pairs of key and value that one compiled model is given here. */
constexpr size_t kMostProperties = 16;

struct Api {
#define XX(result, name, arguments) result(*name) arguments;
  OPENVINO_API_MAP(XX)
#undef XX
};

}  // namespace openvino
#endif
