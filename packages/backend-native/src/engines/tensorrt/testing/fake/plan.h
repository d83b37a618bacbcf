/* A built engine as bytes, with what makes others refuse it. */
#ifndef FAKE_TENSORRT_PLAN_H_
#define FAKE_TENSORRT_PLAN_H_
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>
#include "net.h"

namespace fake {

/* Bounds of one input: sizes, or values of a shape input, by tensorrt::Selector. */
struct Range {
  std::vector<int64_t> sizes[3], values[3];
};
using Ranges = std::map<std::string, Range>;

struct Plan {
  uint32_t flags = 0;
  bool half = false;
  std::string device;
  std::vector<Ranges> profiles;
  std::shared_ptr<ModelBytes> model = std::make_shared<ModelBytes>();
};

/* The version of the library, as getInferLibVersion has it. */
constexpr int32_t kVersion = FAKE_MAJOR == 10 ? 101600 : 110400;

std::vector<char> write_plan(const Plan& plan);
/* False: error says why, in TensorRT's words. */
bool read_plan(const void* data, size_t bytes, Plan& plan, std::string& error);

}  // namespace fake
#endif
