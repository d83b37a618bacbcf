#include <cstdio>
#include <memory>
#include "polyinfer/kit.h"
#include "tflite_session.h"

namespace tflite {
namespace {

constexpr size_t kMostErrorBytes = 600;

void report(void* context, const char* format, va_list arguments) try {
  auto* errors = static_cast<std::string*>(context);
  char text[512];
  const int length = vsnprintf(text, sizeof text, format, arguments);
  if (length <= 0 || errors->size() > kMostErrorBytes) return;
  *errors += (errors->empty() ? "" : " ");
  *errors += text;
} catch (...) {
  /* A text is lost where there is no memory for it. */
}

thread_local std::string* delegate_errors = nullptr;

/* A delegate reports without a context. */
void report_delegate(const char* text) try {
  if (delegate_errors) *delegate_errors += std::string(delegate_errors->empty() ? "" : " ") + text;
} catch (...) {
}

Delegate* create_delegate(const InterpreterOptions& options, std::string* errors) {
  std::vector<const char*> keys, values;
  for (const std::string& key : options.keys) keys.push_back(key.c_str());
  for (const std::string& value : options.values) values.push_back(value.c_str());
  delegate_errors = errors;
  Delegate* made = options.create(keys.data(), values.data(), keys.size(), report_delegate);
  delegate_errors = nullptr;
  return made;
}

struct OptionsDeleter {
  const Api* api;
  void operator()(Options* options) const { api->InterpreterOptionsDelete(options); }
};

}  // namespace

poly_status failed(Lane* lane, poly_status status, const char* what, poly_error* error) {
  for (char& c : lane->errors)
    if (c == '\n') c = ' ';
  const poly_status result = poly_fail(error, status, 0, "TensorFlow Lite failed %s.%s%s", what,
                                       lane->errors.empty() ? "" : " ", lane->errors.c_str());
  lane->errors.clear();
  return result;
}

poly_status lane_make(Session* s, Lane* lane, poly_error* error) {
  std::lock_guard<std::mutex> lock(s->making);
  const Api& api = s->api;
  std::unique_ptr<Options, OptionsDeleter> options(api.InterpreterOptionsCreate(), OptionsDeleter{&api});
  if (!options) return failed(lane, POLY_OUT_OF_MEMORY, "to make options", error);
  api.InterpreterOptionsSetNumThreads(options.get(), s->options.threads);
  api.InterpreterOptionsSetErrorReporter(options.get(), report, &lane->errors);
  /* The caller's delegate chooses first. */
  if (s->options.create) {
    lane->external = create_delegate(s->options, &lane->errors);
    if (!lane->external) return failed(lane, POLY_UNAVAILABLE, "to make the delegate", error);
    api.InterpreterOptionsAddDelegate(options.get(), lane->external);
  }
  if (s->options.with_xnnpack) {
    XnnpackOptions xnnpack{};
    xnnpack.threads = s->options.threads;
    xnnpack.flags = s->options.flags;
    lane->xnnpack = api.XNNPackDelegateCreate(&xnnpack);
    if (!lane->xnnpack) return failed(lane, POLY_ENGINE, "to make XNNPACK's delegate", error);
    api.InterpreterOptionsAddDelegate(options.get(), lane->xnnpack);
  }
  lane->interpreter = api.InterpreterCreate(s->model, options.get());
  if (!lane->interpreter) return failed(lane, POLY_UNSUPPORTED, "to make an interpreter", error);
  if (api.InterpreterAllocateTensors(lane->interpreter)) return failed(lane, POLY_UNSUPPORTED, "to plan the model", error);
  lane->is_allocated = true;
  return POLY_OK;
}

void lane_reset(const Session& s, Lane* lane) {
  if (lane->interpreter) s.api.InterpreterDelete(lane->interpreter);
  if (lane->xnnpack) s.api.XNNPackDelegateDelete(lane->xnnpack);
  if (lane->external) s.options.destroy(lane->external);
  lane->interpreter = nullptr;
  lane->xnnpack = lane->external = nullptr;
  lane->is_allocated = false;
}

}  // namespace tflite
