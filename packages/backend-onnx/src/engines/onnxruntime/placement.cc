#include <map>
#include <set>
#include <string>
#include "polyinfer/kit.h"
#include "session.h"
#include "status.h"

namespace ort {
namespace {

constexpr char kProcessor[] = "CPUExecutionProvider";

struct Placement {
  std::map<std::string, size_t> nodes;   /* by provider */
  std::set<std::string> processor_types; /* of operators that the processor computes */
};

poly_status read(const Api& api, const Session* session, Placement* out, poly_error* error) {
  const AssignedSubgraph* const* parts = nullptr;
  size_t part_count = 0;
  ORT_TRY(api, During::kOpen, error, api.Session_GetEpGraphAssignmentInfo(session, &parts, &part_count));
  for (size_t i = 0; i < part_count; i++) {
    const char* provider = nullptr;
    const AssignedNode* const* nodes = nullptr;
    size_t node_count = 0;
    ORT_TRY(api, During::kOpen, error, api.EpAssignedSubgraph_GetEpName(parts[i], &provider));
    ORT_TRY(api, During::kOpen, error, api.EpAssignedSubgraph_GetNodes(parts[i], &nodes, &node_count));
    out->nodes[provider] += node_count;
    if (strcmp(provider, kProcessor)) continue;
    for (size_t k = 0; k < node_count; k++) {
      const char* type = nullptr;
      ORT_TRY(api, During::kOpen, error, api.EpAssignedNode_GetOperatorType(nodes[k], &type));
      out->processor_types.insert(type);
    }
  }
  return POLY_OK;
}

}  // namespace

poly_status session_tell(poly_session* s, const char* what, poly_sink sink, poly_error* error) try {
  if (strcmp(what, "report")) return poly_fail(error, POLY_UNSUPPORTED, 0, "ONNX Runtime's engine tells no `%s`.", what);
  Placement placement;
  if (s->gpu && s->runtime->api.Session_GetEpGraphAssignmentInfo)
    if (poly_status status = read(s->runtime->api, s->session, &placement, error)) return status;
  poly_text(sink, "{\"placement\":{");
  const char* comma = "";
  for (const auto& [provider, count] : placement.nodes) {
    poly_text(sink, comma);
    poly_json_string(sink, provider.c_str());
    poly_text(sink, (":" + std::to_string(count)).c_str());
    comma = ",";
  }
  poly_text(sink, "},\"onCpu\":[");
  comma = "";
  for (const std::string& type : placement.processor_types) {
    poly_text(sink, comma);
    poly_json_string(sink, type.c_str());
    comma = ",";
  }
  poly_text(sink, "]}");
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the report.");
}

}  // namespace ort
