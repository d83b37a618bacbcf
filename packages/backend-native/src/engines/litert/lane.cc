#include <set>
#include "polyinfer/kit.h"
#include "printed.h"
#include "session.h"
#include "status.h"

namespace litert {
namespace {

constexpr size_t kReadPastEndBytes = 64;

struct OptionsDeleter {
  const Api* api;
  void operator()(Options* options) const { api->DestroyOptions(options); }
};

/* "`A`, `B`": the operators that are not of TensorFlow Lite's own set; empty where there are none. */
std::string custom_operators(const Api& api, Model* model) {
  std::set<std::string> names;
  size_t graphs = 0;
  if (api.GetNumModelSubgraphs(model, &graphs)) return "";
  for (size_t g = 0; g < graphs; g++) {
    Subgraph* graph = nullptr;
    size_t ops = 0;
    if (api.GetModelSubgraph(model, g, &graph) || api.GetNumSubgraphOps(graph, &ops)) continue;
    for (size_t i = 0; i < ops; i++) {
      Op* op = nullptr;
      int code = 0;
      const char* custom = nullptr;
      if (!api.GetSubgraphOp(graph, i, &op) && !api.GetOpCode(op, &code) && code == kCustomOp &&
          !api.GetCustomCode(op, &custom) && custom)
        names.insert(std::string("`") + custom + "`");
    }
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

poly_status compile(Session* s, int accelerators, CompiledModel** compiled, poly_call* call, poly_error* error) {
  const Api& api = s->runtime->api;
  Options* made = nullptr;
  const poly_status status = options_make(api, s->options, accelerators, &made, error);
  std::unique_ptr<Options, OptionsDeleter> options(made, OptionsDeleter{&api});
  if (status) return status;
  Printed printed(call);
  const int created = api.CreateCompiledModel(s->runtime->environment, s->model, made, compiled);
  if (!created) return POLY_OK;
  std::string text = printed.errors();
  const std::string custom = custom_operators(api, s->model);
  if (!custom.empty()) text += (text.empty() ? "" : " ") + ("The model has custom operators: " + custom + ".");
  return take(created, During::kOpen, "to compile the model", text.c_str(), error);
}

/* On the device alone, or with what it cannot run on the processor, or on the processor: whatever comes first. */
poly_status compile_with_fallback(Session* s, CompiledModel** compiled, poly_call* call, poly_error* error) {
  const int wanted = s->options.accelerators;
  poly_status status = compile(s, wanted, compiled, call, error);
  if (!status || wanted == kCpu || !s->options.may_fall_back) return status;
  for (const int accelerators : {wanted | kCpu, +kCpu}) {
    status = compile(s, accelerators, compiled, call, error);
    if (status) continue;
    s->options.accelerators = accelerators; /* further lanes need not try again */
    call->log(call, POLY_LOG_WARNING,
              accelerators == kCpu ? "The device takes nothing of the model: it runs on the processor."
                                   : "The device does not take the whole model: the rest runs on the processor.");
    return POLY_OK;
  }
  return status;
}

}  // namespace

poly_status lane_make(Session* s, Lane* lane, poly_call* call, poly_error* error) {
  std::lock_guard<std::mutex> lock(s->compiling);
  if (poly_status status = compile_with_fallback(s, &lane->compiled, call, error)) return status;
  lane->layouts.assign(s->values.size(), Layout{});
  lane->kept.resize(s->values.size());
  lane->buffers.resize(s->values.size());
  lane->memory.resize(s->values.size());
  lane->bounces.resize(s->values.size());
  return POLY_OK;
}

void lane_reset(const Api& api, Lane* lane) {
  for (KeptBuffer& kept : lane->kept) {
    if (kept.buffer) api.DestroyTensorBuffer(kept.buffer);
    kept = KeptBuffer{};
  }
  if (lane->compiled) api.DestroyCompiledModel(lane->compiled);
  lane->compiled = nullptr;
}

void* Bounce::of(size_t bytes) {
  if (memory_ && bytes_ >= bytes) return aligned_;
  memory_.reset(); /* first, for it may be large */
  size_t room = bytes + kReadPastEndBytes + kAlignmentBytes;
  memory_.reset(malloc(room));
  bytes_ = memory_ ? bytes : 0;
  aligned_ = memory_.get();
  return aligned_ ? std::align(kAlignmentBytes, bytes + kReadPastEndBytes, aligned_, room) : nullptr;
}

}  // namespace litert
