/* What a builder makes: networks, configurations, profiles, plans. */
#ifndef FAKE_TENSORRT_BUILD_H_
#define FAKE_TENSORRT_BUILD_H_
#include <memory>
#include <string>
#include <vector>
#include "objects.h"
#include "plan.h"

namespace fake {

inline constexpr char kBuilder[] = "IBuilder", kConfig[] = "IBuilderConfig", kNetwork[] = "INetworkDefinition",
                      kTensor[] = "ITensor", kProfile[] = "IOptimizationProfile", kParser[] = "IParser",
                      kHostMemory[] = "IHostMemory", kTimingCache[] = "ITimingCache", kRuntime[] = "IRuntime",
                      kEngine[] = "ICudaEngine", kContext[] = "IExecutionContext";

struct Builder;

struct Tensor : Base {
  Port port;
};

struct Network : Base {
  Builder* builder = nullptr;
  uint32_t flags = 0;
  /* What a parser has put in; its weights are the parser's. */
  std::shared_ptr<Net> net;
  bool has_parser = false, parser_is_gone = false;
  std::vector<std::unique_ptr<Tensor>> inputs, outputs;
};

struct Profile : Base {
  Ranges ranges;
};

struct TimingCache : Base {
  std::string entries;
};

struct HostMemory : Base {
  std::vector<char> bytes;
};

struct Config : Base {
  Builder* builder = nullptr;
  uint32_t flags = 0;
  std::vector<Profile*> profiles;
  Object* timing_cache = nullptr;
  void* monitor = nullptr;
  int32_t level = 3;
};

struct Builder : Base {
  void* logger = nullptr;
  int children = 0;
  std::vector<std::unique_ptr<Profile>> profiles;
};

/* Called by the exported functions. */
Object* create_builder(void* logger, int32_t version);
void* create_parser(void* network, void* logger, int32_t version);

Object* create_host_memory(std::vector<char> bytes);
Object* create_network(Builder& builder, uint32_t flags);
Object* create_config(Builder& builder);
std::unique_ptr<Profile> create_profile();
Object* create_timing_cache(const std::string& entries);

/* null: the log says why. */
Object* build(Network& network, Config& config);

/* Sizes as callers give and get them. */
Dims dims_of(const std::vector<int64_t>& sizes);
std::vector<int64_t> sizes_of(const Dims& dims);
std::string text_of(const std::vector<int64_t>& sizes);

/* V* of the class that a table's functions are written for. */
template <class T>
T& own(void* impl, const char* kind, const char* function) {
  return *static_cast<T*>(checked(impl, kind, function));
}

/* Takes a shell's place in the list of deleted ones. */
template <class T>
void bury(T& object) {
  end(&object, [](Base* base) { delete static_cast<T*>(base); });
}

}  // namespace fake
#endif
