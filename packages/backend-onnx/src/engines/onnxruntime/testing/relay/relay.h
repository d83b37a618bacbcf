/* A libonnxruntime that passes calls on to the real one, on the processor, and takes the GPU's: it checks them, records
 * them in the file POLYINFER_RELAY_LOG, fails as POLYINFER_RELAY_FAIL says (function:call:message), and computes in the
 * streams and the memory of the fake driver. The real library is POLYINFER_RELAY_CORE. */
#ifndef POLYINFER_RELAY_H_
#define POLYINFER_RELAY_H_
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>
#include "../../vendor.h"
#include "polyinfer/cuda.h"

namespace relay {

using ort::Status;

/* Tables of the real library, and functions of the fake driver beside CUDA's own. */
struct Real {
  ort::Api api{};
  Status* (*create_status)(int, const char*) = nullptr;
  Status* (*allocate)(ort::Allocator*, size_t, void**) = nullptr;
  const poly::cuda::driver* cuda = nullptr;
  int (*enqueue)(void*, int (*)(void*), void*) = nullptr;
  void* (*host)(unsigned long long, size_t) = nullptr;
  void (*misuse)(const char*) = nullptr;
};
extern Real real;

void log(const char* format, ...) __attribute__((format(printf, 1, 2)));
/* A line for the fake driver's list of what was done wrong. */
void misuse(const std::string& what);
/* Null unless this call of the function is to fail. */
Status* scripted(const char* function);
Status* failure(int code, const std::string& message);

/* Options of a provider, as they were given. */
struct Options {
  std::string provider;
  std::map<std::string, std::string> texts;
  void* stream = nullptr;
};

/* What the GPU side of a session's options, or of a session, is. */
struct OnGpu {
  std::vector<Options> providers; /* the preferred one first */
  bool is_strict = false;
};

/* A tensor in the fake device's memory; the real value lies over a copy in the host's. */
struct DeviceValue {
  poly::cuda::pointer at = 0;
  size_t bytes = 0;
  char* shadow = nullptr;
  bool owns = false; /* allocated here, by a run */
};

struct Binding {
  ort::Session* session = nullptr;
  std::vector<std::pair<std::string, const ort::Value*>> inputs;
  struct Output {
    std::string name;
    ort::Value* value = nullptr; /* null: allocated where `on_device` says */
    bool on_device = false;
  };
  std::vector<Output> outputs;
  std::vector<ort::Value*> results;
};

struct State {
  std::mutex lock;
  std::set<const ort::MemoryInfo*> device_memory;
  std::set<Options*> options;
  std::map<const ort::SessionOptions*, OnGpu> session_options;
  std::map<const ort::Session*, OnGpu> sessions;
  std::map<const ort::Value*, DeviceValue> values;
  std::set<Binding*> bindings;
  std::map<const ort::RunOptions*, bool> deferred;
  std::vector<poly::cuda::pointer> arena; /* of runs, free again in the order of the stream */
  std::map<std::string, int> calls;
};
extern State state;

/* Gives the arena back, when no run uses it any more. */
void release_arena();

/* As the table has it. */
void release_value(ort::Value*);

/* Replace functions of the table. */
void take_providers(void** table);
void take_memory(void** table);
void take_runs(void** table);
void take_placement(void** table);

/* Placement of a session's nodes as the relay tells it; true if some are on the processor. */
bool is_partial(const ort::Session*);

}  // namespace relay
#endif
