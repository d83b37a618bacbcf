/* What this engine uses of ncnn's C API (c_api.h), declared here so that it builds without ncnn. Facts from 1.0.20261020,
 * verified by running its library. Handles are opaque; functions that can fail return 0 for success. */
#ifndef POLYINFER_NCNN_VENDOR_H_
#define POLYINFER_NCNN_VENDOR_H_
#include <cstddef>

namespace ncnn {

struct Option;
struct Net;
struct Extractor;
struct Mat; /* up to 4 dimensions; from the third on, each channel starts at a padded step */
struct Layer;
struct Allocator;

/* Where a net is read from. The library makes and frees it; the two functions may be replaced. */
struct DataReader {
  void* self;
  int (*scan)(DataReader*, const char* format, void* to); /* as sscanf of one conversion */
  size_t (*read)(DataReader*, void* to, size_t bytes);    /* bytes that were read */
};

constexpr int kNoMemory = -100;

#define NCNN_API_MAP(XX)                                                             \
  XX(const char*, version, (void))                                                   \
  XX(Option*, option_create, (void))                                                 \
  XX(void, option_destroy, (Option*))                                                \
  XX(void, option_set_num_threads, (Option*, int))                                   \
  XX(int, option_get_use_vulkan_compute, (const Option*))                            \
  XX(DataReader*, datareader_create, (void))                                         \
  XX(void, datareader_destroy, (DataReader*))                                        \
  XX(int, layer_type_to_index, (const char*))                                        \
  XX(Layer*, layer_create_by_type, (const char*))                                    \
  XX(void, layer_destroy, (Layer*))                                                  \
  XX(int, layer_get_support_fp16_storage, (const Layer*))                            \
  XX(int, layer_get_support_bf16_storage, (const Layer*))                            \
  XX(Net*, net_create, (void))                                                       \
  XX(void, net_destroy, (Net*))                                                      \
  XX(Option*, net_get_option, (Net*))                                                \
  XX(void, net_set_option, (Net*, Option*))                                          \
  XX(int, net_load_param_datareader, (Net*, DataReader*))                            \
  XX(int, net_load_model_datareader, (Net*, DataReader*))                            \
  XX(int, net_get_input_count, (const Net*))                                         \
  XX(int, net_get_output_count, (const Net*))                                        \
  XX(const char*, net_get_input_name, (const Net*, int))                             \
  XX(const char*, net_get_output_name, (const Net*, int))                            \
  XX(Extractor*, extractor_create, (Net*))                                           \
  XX(void, extractor_destroy, (Extractor*))                                          \
  XX(int, extractor_input, (Extractor*, const char*, const Mat*))                    \
  XX(int, extractor_extract, (Extractor*, const char*, Mat**))                       \
  XX(Mat*, mat_create_1d, (int w, Allocator*))                                       \
  XX(Mat*, mat_create_2d, (int w, int h, Allocator*))                                \
  XX(Mat*, mat_create_3d, (int w, int h, int c, Allocator*))                         \
  XX(Mat*, mat_create_4d, (int w, int h, int d, int c, Allocator*))                  \
  XX(void, mat_destroy, (Mat*))                                                      \
  XX(int, mat_get_dims, (const Mat*))                                                \
  XX(int, mat_get_w, (const Mat*))                                                   \
  XX(int, mat_get_h, (const Mat*))                                                   \
  XX(int, mat_get_d, (const Mat*))                                                   \
  XX(int, mat_get_c, (const Mat*))                                                   \
  XX(size_t, mat_get_elemsize, (const Mat*))                                         \
  XX(int, mat_get_elempack, (const Mat*))                                            \
  XX(void*, mat_get_data, (const Mat*))                                              \
  XX(void*, mat_get_channel_data, (const Mat*, int))

struct Api {
#define XX(result, name, arguments) result(*name) arguments;
  NCNN_API_MAP(XX)
#undef XX
  void (*net_set_vulkan_device)(Net*, int); /* null in a build without Vulkan */
};

/* A switch of the options, by the name in the library: ncnn_option_set_<name>. */
typedef void (*SetSwitch)(Option*, int);

}  // namespace ncnn
#endif
