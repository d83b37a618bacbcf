// Streams: copies, and what waits for them.
#include <cstring>

#include "arrays.h"
#include "cuda_handles.h"
#include "external_memory.h"
#include "promise_task.h"

namespace poly {
namespace {

Napi::Value create_stream(const Napi::CallbackInfo& args) {
  const std::shared_ptr<cuda_device> device = cuda_handle<cuda_device>::of(args[0]).object;
  std::shared_ptr<cuda_stream> stream;
  poly_error error{};
  if (const poly_status status = cuda_stream::create(device, &stream, &error)) throw_status(args.Env(), status, error);
  return cuda_handle<cuda_stream>::wrap(args.Env(), std::move(stream));
}

/** closeStream(stream): settles when all that was put into it is done. */
Napi::Value close_stream(const Napi::CallbackInfo& args) {
  auto held = std::make_shared<std::shared_ptr<cuda_stream>>(std::move(cuda_handle<cuda_stream>::of(args[0]).object));
  return promise_task::start(args.Env(), [held](promise_task&) { held->reset(); });
}

/** upload(stream, memory, offset, bytes). */
void upload(const Napi::CallbackInfo& args) {
  auto& stream = open_object<cuda_stream>(args[0], "stream");
  array_memory from;
  get_memory(args.Env(), args[3], &from);
  poly_error error{};
  const cuda_span to = read_span(args[1], args[2], from.bytes);
  if (from.bytes == 0) return;
  if (const poly_status status = stream.upload(to, from.data, from.bytes, &error)) throw_status(args.Env(), status, error);
}

/** Waits for the copy on this thread, and gives pinned memory and event back. */
block_ref finish_download(cuda_stream& stream, const cuda_download& under_way, size_t bytes, promise_task& own) {
  cuda_device& device = *stream.home;
  const cuda::scoped_context current(device.api, device.context);
  own.status = cuda::fail(device.api, device.api.cuEventSynchronize(under_way.done), "cuEventSynchronize", &own.error);
  block_ref block;
  if (own.status == POLY_OK) {
    block = pool::get().take(bytes);
    if (block) memcpy(block->data, under_way.pinned.data, bytes);
    else own.status = POLY_OUT_OF_MEMORY;
  }
  std::lock_guard<std::recursive_mutex> hold(device.lock);
  device.give_event(under_way.done);
  device.give_pinned(under_way.pinned, nullptr);
  return block;
}

/** download(stream, memory, offset, byteCount) -> Uint8Array. */
Napi::Value download(const Napi::CallbackInfo& args) {
  open_object<cuda_stream>(args[0], "stream");
  const std::shared_ptr<cuda_stream> stream = cuda_handle<cuda_stream>::of(args[0]).object;
  const auto bytes = static_cast<size_t>(args[3].As<Napi::Number>().Int64Value());
  const cuda_span from = read_span(args[1], args[2], bytes);
  cuda_download under_way;
  poly_error error{};
  if (const poly_status status = stream->download(from, bytes, &under_way, &error)) throw_status(args.Env(), status, error);
  return promise_task::start(args.Env(), [stream, under_way, bytes](promise_task& own) {
    block_ref block = finish_download(*stream, under_way, bytes, own);
    own.value = [block, bytes](environment& home) mutable -> napi_value {
      poly_tensor given = {};
      given.dtype = POLY_UINT8;
      given.data = block->data;
      given.bytes = bytes;
      return hand_over(home, given, std::move(block));
    };
  });
}

/** copy(stream, to, toOffset, from, fromOffset, byteCount). */
void copy(const Napi::CallbackInfo& args) {
  auto& stream = open_object<cuda_stream>(args[0], "stream");
  const auto bytes = static_cast<size_t>(args[5].As<Napi::Number>().Int64Value());
  const cuda_span to = read_span(args[1], args[2], bytes), from = read_span(args[3], args[4], bytes);
  poly_error error{};
  if (bytes == 0) return;
  if (const poly_status status = stream.copy(to, from, bytes, &error)) throw_status(args.Env(), status, error);
}

/** fill(stream, memory, offset, byteCount, value). */
void fill(const Napi::CallbackInfo& args) {
  auto& stream = open_object<cuda_stream>(args[0], "stream");
  const auto bytes = static_cast<size_t>(args[3].As<Napi::Number>().Int64Value());
  const cuda_span to = read_span(args[1], args[2], bytes);
  const auto value = static_cast<unsigned char>(args[4].As<Napi::Number>().Uint32Value());
  poly_error error{};
  if (bytes == 0) return;
  if (const poly_status status = stream.fill(to, bytes, value, &error)) throw_status(args.Env(), status, error);
}

/** finished(stream): settles when all that was put into it until now is done. */
Napi::Value finished(const Napi::CallbackInfo& args) {
  open_object<cuda_stream>(args[0], "stream");
  const std::shared_ptr<cuda_stream> stream = cuda_handle<cuda_stream>::of(args[0]).object;
  cuda::event done = nullptr;
  poly_error error{};
  if (const poly_status status = stream->mark(&done, &error)) throw_status(args.Env(), status, error);
  return promise_task::start(args.Env(), [stream, done](promise_task& own) {
    cuda_device& device = *stream->home;
    const cuda::scoped_context current(device.api, device.context);
    own.status = cuda::fail(device.api, device.api.cuEventSynchronize(done), "cuEventSynchronize", &own.error);
    std::lock_guard<std::recursive_mutex> hold(device.lock);
    device.give_event(done);
  });
}

}  // namespace

void add_cuda_stream_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("createStream", Napi::Function::New(env, create_stream));
  exports.Set("closeStream", Napi::Function::New(env, close_stream));
  exports.Set("upload", Napi::Function::New(env, upload));
  exports.Set("download", Napi::Function::New(env, download));
  exports.Set("copy", Napi::Function::New(env, copy));
  exports.Set("fill", Napi::Function::New(env, fill));
  exports.Set("finished", Napi::Function::New(env, finished));
}

}  // namespace poly
