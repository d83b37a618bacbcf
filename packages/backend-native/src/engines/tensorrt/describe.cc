#include <cstring>
#include "polyinfer/kit.h"
#include "session.h"

namespace tensorrt {
namespace {

const char* precision_of(const poly_session* s) {
  switch (s->settings.precision) {
    case Precision::kTf32:
      return "tf32";
    case Precision::kFp16:
      return "fp16";
    case Precision::kBf16:
      return "bf16";
    case Precision::kInt8:
      return "int8";
    default:
      return "typed";
  }
}

}  // namespace

/* "report": {"library", "version", "plan": "built" or "opened", "seconds", "reusedTimingBytes", "precision", "notes": [...]}. */
poly_status session_describe(poly_session* s, const char* what, poly_sink sink, poly_error* error) {
  if (strcmp(what, "report")) return poly_fail(error, POLY_UNSUPPORTED, 0, "TensorRT's engine cannot describe `%s`.", what);
  const Library& library = s->runtime->library;
  char text[192];
  poly_text(sink, "{\"library\":");
  poly_json_string(sink, library.name->title);
  poly_text(sink, ",\"version\":");
  poly_json_string(sink, library.version.c_str());
  snprintf(text, sizeof text, ",\"plan\":\"%s\",\"seconds\":%.3f,\"reusedTimingBytes\":%zu,\"precision\":\"%s\",\"notes\":[",
           s->is_built ? "built" : "opened", s->plan.seconds, s->plan.reused_timings, precision_of(s));
  poly_text(sink, text);
  const std::lock_guard<std::mutex> lock(s->mutex);
  for (size_t i = 0; i < s->notes.size(); i++) {
    if (i) poly_text(sink, ",");
    poly_json_string(sink, s->notes[i].c_str());
  }
  poly_text(sink, "]}");
  return POLY_OK;
}

poly_status session_save(poly_session* s, poly_sink sink, poly_error* error) {
  Owned made;
  Bytes bytes = s->plan.bytes;
  const Listener listener(*s->runtime->log, nullptr);
  if (!s->plan.memory) {
    const poly::cuda::scoped_context current(s->device.cuda(), s->device.context());
    made = own(call<void*>(s->slots().engine_serialize, s->engine.get()));
    if (!made) return poly_fail(error, POLY_ENGINE, 0, "TensorRT does not serialise the plan: %s", listener.errors().c_str());
    bytes = bytes_of(s->slots(), made.get());
  }
  if (sink.write(sink.context, bytes.data, bytes.size))
    return poly_fail(error, POLY_ABORTED, 0, "Nobody takes the plan any more.");
  return POLY_OK;
}

}  // namespace tensorrt
