/* The two halves of every object: I*, which callers hold, and V*, whose table does the work. */
#ifndef FAKE_TENSORRT_OBJECTS_H_
#define FAKE_TENSORRT_OBJECTS_H_
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>
#include "record.h"
#include "tables.h"

namespace fake {

using tensorrt::Dims;
using tensorrt::Object;
using Function = void (*)();

constexpr uint32_t kAlive = 0xA11FE000, kDead = 0xDEAD0000;
/* Tables end here: what lies behind the last known function has no name. */
constexpr int kTableLength = 96;

/* Beginning of every V*; nothing virtual, for the table is ours. */
struct Base {
  const Function* table;
  const char* kind;
  uint32_t mark = kAlive;
  /* The thread that is inside, of classes that only one may use at a time. */
  std::atomic<std::thread::id> inside{};
  Object handle;
};

/* Counts the object as alive and gives it its tables. */
void begin(Base& object, const char* kind, const Function* table, const Function* deleters);
/* The object is deleted by its caller: marks it and keeps its shell for a while. `free` gives the shell back. */
void end(Base* object, void (*free)(Base*));

/* V* or parser, checked: one that is deleted, or of another class, ends the process with the function's name. */
Base* checked(void* object, const char* kind, const char* function);
/* The V* behind an I* that a caller gives as an argument. */
Base* behind(const void* object, const char* kind, const char* function);

/* One thread at a time: notes a mistake where two are inside. */
class Exclusive {
 public:
  Exclusive(Base& object, const char* function);
  ~Exclusive();

 private:
  Base& object_;
  bool entered_;
};

/* A function of a table that nobody may call. */
template <const char* const* Names, int Count, int Slot>
void unlisted() {
  give_up("%s is called, slot %d of TensorRT %d: nothing of ours has a reason to", Slot < Count ? Names[Slot] : "A function without a name",
          Slot, FAKE_MAJOR);
}

/* A table whose functions all end the process with their name, but for those that set gives. */
template <const char* const* Names, int Count>
class Table {
 public:
  Table() : Table(std::make_integer_sequence<int, kTableLength>()) {}
  template <class F>
  Table& set(int slot, F* function) {
    functions_[slot] = reinterpret_cast<Function>(function);
    return *this;
  }
  operator const Function*() const { return functions_; }

 private:
  template <int... Slots>
  explicit Table(std::integer_sequence<int, Slots...>) : functions_{unlisted<Names, Count, Slots>...} {}
  Function functions_[kTableLength];
};

#define XX(name) #name,
#define NAMES(space, table, ...) inline constexpr const char* k_##space##_names[] = {__VA_ARGS__ table(XX)};
NAMES(host_memory, HOST_MEMORY_TABLE, "~IHostMemory", "~IHostMemory", )
NAMES(timing_cache, TIMING_CACHE_TABLE, "~ITimingCache", "~ITimingCache", )
NAMES(runtime, RUNTIME_TABLE, "~IRuntime", "~IRuntime", )
NAMES(engine, ENGINE_TABLE, "~ICudaEngine", "~ICudaEngine", )
NAMES(context, CONTEXT_TABLE, "~IExecutionContext", "~IExecutionContext", )
NAMES(builder, BUILDER_TABLE, "~IBuilder", "~IBuilder", )
NAMES(config, CONFIG_TABLE, "~IBuilderConfig", "~IBuilderConfig", )
NAMES(profile, PROFILE_TABLE, "~IOptimizationProfile", "~IOptimizationProfile", )
NAMES(tensor, TENSOR_TABLE, "~ITensor", "~ITensor", )
NAMES(network, NETWORK_TABLE, "~INetworkDefinition", "~INetworkDefinition", )
NAMES(parser, PARSER_TABLE, )
NAMES(parser_error, PARSER_ERROR_TABLE, )
#undef XX
#undef NAMES
#define TABLE_OF(space) Table<k_##space##_names, space::kCount>

/* Of an I* that is never deleted by callers. */
extern const Function kOwnedDeleters[2];

}  // namespace fake
#endif
