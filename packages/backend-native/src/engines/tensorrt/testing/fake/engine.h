/* What a runtime makes of a plan: engines and execution contexts. */
#ifndef FAKE_TENSORRT_ENGINE_H_
#define FAKE_TENSORRT_ENGINE_H_
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>
#include "build.h"

namespace fake {

struct Runtime : Base {
  void* logger = nullptr;
  std::atomic<int> engines{0};
};

struct Engine : Base {
  Runtime* runtime = nullptr;
  Plan plan;
  std::shared_ptr<Net> net;
  uint64_t weights = 0; /* device memory */
  std::atomic<int> contexts{0};
};

/* What may outlive a context by a mistake: work of a stream that still has it. */
struct Flights {
  std::atomic<int> count{0};
  std::atomic<bool> context_is_gone{false};
};

struct Context : Base {
  Engine* engine = nullptr;
  int32_t profile = 0;
  std::map<std::string, std::vector<int64_t>> sizes; /* of inputs that were set */
  std::map<std::string, void*> addresses;
  std::map<std::string, void*> allocators;
  uint64_t activations = 0; /* device memory */
  void* last_stream = nullptr;
  std::shared_ptr<Flights> flights = std::make_shared<Flights>();
  std::vector<std::shared_ptr<void>> captured;
};

Object* create_runtime(void* logger, int32_t version);
Object* create_context(Engine& engine, int32_t strategy);

const Port* find_port(const Net& net, const char* name, bool* is_input);

/* Sizes of an input in the context: as set, or fixed by the model; empty and false: not all are known. */
bool input_sizes(const Context& context, const Port& port, std::vector<int64_t>& sizes);
/* Inputs of a run; data only of those that are shapes. False: something is not known yet. */
bool known_inputs(const Context& context, std::vector<Values>& inputs);
bool context_enqueue(void* impl, void* stream);

}  // namespace fake
#endif
