/* Which provider has which node: the first one all, but types of operators listed in POLYINFER_RELAY_ON_CPU. */
#include "relay.h"
#include <cstdlib>
#include <cstring>
#include <memory>

namespace relay {
namespace {

struct Part {
  const char* provider;
  std::vector<const ort::AssignedNode*> nodes;
};
using Parts = std::vector<std::unique_ptr<Part>>;
std::map<const ort::Session*, std::pair<Parts, std::vector<const Part*>>> told;

Status* read(const ort::Session* session, Parts* out) {
  const ort::AssignedSubgraph* const* parts = nullptr;
  size_t count = 0;
  if (Status* status = real.api.Session_GetEpGraphAssignmentInfo(session, &parts, &count)) return status;
  const char* listed = getenv("POLYINFER_RELAY_ON_CPU");
  const std::string on_cpu = "," + std::string(listed ? listed : "") + ",";
  std::lock_guard<std::mutex> hold(state.lock);
  const bool tensorrt = state.sessions[session].providers.front().provider == "tensorrt";
  out->push_back(std::unique_ptr<Part>(new Part{tensorrt ? "TensorrtExecutionProvider" : "CUDAExecutionProvider", {}}));
  out->push_back(std::unique_ptr<Part>(new Part{"CPUExecutionProvider", {}}));
  for (size_t i = 0; i < count; i++) {
    const ort::AssignedNode* const* nodes = nullptr;
    size_t node_count = 0;
    if (Status* status = real.api.EpAssignedSubgraph_GetNodes(parts[i], &nodes, &node_count)) return status;
    for (size_t k = 0; k < node_count; k++) {
      const char* type = nullptr;
      if (Status* status = real.api.EpAssignedNode_GetOperatorType(nodes[k], &type)) return status;
      const bool stays = on_cpu.find("," + std::string(type) + ",") != std::string::npos;
      (*out)[stays ? 1 : 0]->nodes.push_back(nodes[k]);
    }
  }
  while (!out->empty() && out->back()->nodes.empty()) out->pop_back();
  return nullptr;
}

Status* tell(const ort::Session* session, const Part* const** out, size_t* count) {
  {
    std::lock_guard<std::mutex> hold(state.lock);
    if (!state.sessions.count(session))
      return real.api.Session_GetEpGraphAssignmentInfo(session, reinterpret_cast<const ort::AssignedSubgraph* const**>(out), count);
  }
  auto& [parts, list] = told[session];
  parts.clear();
  list.clear();
  if (Status* status = read(session, &parts)) return status;
  for (const auto& part : parts) list.push_back(part.get());
  *out = list.data();
  *count = list.size();
  return nullptr;
}

}  // namespace

bool is_partial(const ort::Session* session) {
  Parts parts;
  if (Status* status = read(session, &parts)) {
    real.api.ReleaseStatus(status);
    return false;
  }
  return parts.size() > 1;
}

void take_placement(void** table) {
  table[407] = reinterpret_cast<void*>(tell);
  table[408] = reinterpret_cast<void*>(+[](const Part* part, const char** out) -> Status* {
    *out = part->provider;
    return nullptr;
  });
  table[409] = reinterpret_cast<void*>(+[](const Part* part, const ort::AssignedNode* const** out, size_t* count) -> Status* {
    *out = part->nodes.data();
    *count = part->nodes.size();
    return nullptr;
  });
}

}  // namespace relay
