/* libnvonnxparser: a library of its own, as TensorRT's is, that needs libnvinfer by its name. */
#include <cstdint>

#define FAKE_EXPORT extern "C" __attribute__((visibility("default")))

extern "C" void* fake_tensorrt_create_parser(void* network, void* logger, int32_t version);

FAKE_EXPORT int32_t getNvOnnxParserVersion() { return 100; }
FAKE_EXPORT void* createNvOnnxParser_INTERNAL(void* network, void* logger, int32_t version) {
  return fake_tensorrt_create_parser(network, logger, version);
}
