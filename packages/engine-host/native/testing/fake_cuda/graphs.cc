#include "streams.h"

using namespace fake;

FAKE_API result cuGraphInstantiateWithFlags(graph_exec* out, graph handle, unsigned long long) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  auto* at = find<fake_graph>(handle, object::of_graph, __func__);
  if (!at) return kInvalidHandle;
  auto* made = new fake_graph(object::of_exec, at->operations);
  all.objects.insert(made);
  *out = reinterpret_cast<graph_exec>(static_cast<object*>(made));
  return 0;
}

FAKE_API result cuGraphLaunch(graph_exec handle, stream on) {
  if (const result code = enter(__func__, a_context)) return code;
  std::unique_lock<std::mutex> hold(state::get().lock);
  auto* at = find<fake_graph>(handle, object::of_exec, __func__);
  if (!at) return kInvalidHandle;
  const auto operations = at->operations;
  return enqueue(hold, on, __func__, [operations]() -> result {
    for (const operation& each : *operations)
      if (const result code = each()) return code;
    return 0;
  });
}

namespace {

result destroy(void* handle, object::kind kind, const char* call) {
  const result code = enter_release(call);
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  auto* at = find<fake_graph>(handle, kind, call);
  if (!at) return kInvalidHandle;
  all.objects.erase(at);
  delete at;
  return code;
}

}  // namespace

FAKE_API result cuGraphDestroy(graph handle) { return destroy(handle, object::of_graph, __func__); }
FAKE_API result cuGraphExecDestroy(graph_exec handle) { return destroy(handle, object::of_exec, __func__); }
