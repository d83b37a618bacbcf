#include "lane.h"
#include <map> /* of which the nodes */
#include <mutex>
#include "polyinfer/kit.h"

namespace mnn {
namespace {

/* MNN says nothing of whether two threads may make sessions at once. */
std::mutex opening;

/* std::map<std::string, Tensor*> by its layout: its strings may be of the ABI that this file is not built with. */
std::vector<Port> ports_of(const Api& api, const void* map) {
  std::vector<Port> ports;
  const size_t value = api.has_new_strings ? kNodeValueNewStrings : kNodeValueOldStrings;
  auto* header = reinterpret_cast<const std::_Rb_tree_node_base*>(static_cast<const char*>(map) + kMapHeader);
  for (const std::_Rb_tree_node_base* node = header->_M_left; node != header; node = std::_Rb_tree_increment(node)) {
    auto* bytes = reinterpret_cast<const char*>(node);
    ports.push_back({*reinterpret_cast<const char* const*>(bytes + kNodeKey), *reinterpret_cast<Tensor* const*>(bytes + value)});
  }
  return ports;
}

poly_status status_of(int code) {
  switch (code) {
    case kOutOfMemory: return POLY_OUT_OF_MEMORY;
    case kNotSupported:
    case kNoExecution: return POLY_UNSUPPORTED;
    case kSizeError: return POLY_INVALID_ARGUMENT;
    default: return POLY_ENGINE;
  }
}

}  // namespace

Lane::~Lane() {
  if (interpreter_) api_->destroy(interpreter_);
}

poly_status Lane::open(const Api& api, const Model& model, const Options& options, const Device& device, int threads,
                       poly_error* error) {
  api_ = &api;
  std::lock_guard<std::mutex> lock(opening);
  if (!interpreter_) interpreter_ = api.create(model.data, model.bytes);
  if (!interpreter_) return poly_fail(error, POLY_INVALID_MODEL, 0, "MNN does not take these bytes as a model.");
  api.set_mode(interpreter_, kResizeDefer);
  for (const auto& hint : options.hints) api.set_hint(interpreter_, hint.first, hint.second);
  BackendConfig backend = options.backend;
  ScheduleConfig schedule;
  schedule.type = device.type;
  schedule.threads = device.type ? options.gpu_mode : threads;
  schedule.backend = &backend;
  Session* session = api.create_session(interpreter_, schedule);
  if (!session) return poly_fail(error, POLY_UNSUPPORTED, 0, "MNN cannot make a session of this model.");
  inputs_ = ports_of(api, api.inputs(interpreter_, session));
  outputs_ = ports_of(api, api.outputs(interpreter_, session));
  if (poly_status status = check_device(session, device, error)) return status;
  session_ = session;
  return POLY_OK;
}

/* Where a device does not start MNN takes the CPU and says nothing. */
poly_status Lane::check_device(const Session* session, const Device& device, poly_error* error) const {
  int types[8] = {};
  if (device.type == 0 || (api_->session_info(interpreter_, session, kBackends, types) && types[0] == device.type))
    return POLY_OK;
  return poly_fail(error, POLY_UNAVAILABLE, 0, "MNN has no device `%s` that starts here.", device.id);
}

poly_status Lane::resize(const std::vector<Ints>& shapes, poly_error* error) {
  if (shapes == shapes_) return POLY_OK;
  shapes_.clear();
  for (size_t i = 0; i < shapes.size(); i++) api_->resize_tensor(interpreter_, inputs_[i].tensor, shapes[i]);
  api_->resize_session(interpreter_, session_);
  int missing = 0;
  if (!api_->session_info(interpreter_, session_, kResizeStatus, &missing) || missing)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "MNN cannot compute with these input shapes.");
  shapes_ = shapes;
  return POLY_OK;
}

poly_status Lane::run(poly_error* error) {
  const Callback before = [](const std::vector<Tensor*>&, const OperatorInfo*) { return true; };
  const Callback after = [this](const std::vector<Tensor*>&, const OperatorInfo*) {
    return !stopped_.load(std::memory_order_relaxed);
  };
  const int code = api_->run(interpreter_, session_, before, after, true);
  if (!code) return POLY_OK;
  if (code == kStopped) return poly_fail(error, POLY_ABORTED, code, "The run was aborted.");
  forget();
  return poly_fail(error, status_of(code), code, "MNN answered %d.", code);
}

}  // namespace mnn
