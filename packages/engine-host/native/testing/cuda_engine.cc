// The double of an engine on a GPU, on the fake driver: y = x + 1, z = 2 x. Options of open:
//   mode    fixed ([1,4], the default) | free (its shape is told when it is known: memory comes from poly_call.alloc)
//           | lent (the same in memory of its own)
//   fail    status number that every run ends with, after it has begun
#include <dlfcn.h>
#include <polyinfer/cuda.h>

#include <atomic>
#include <cstring>

#include "fake_cuda/control.h"

using namespace poly;

struct poly_runtime {
  const cuda::driver* api;
  cuda::context context;
  decltype(&polyinfer_fake_cuda_enqueue) enqueue;
  decltype(&polyinfer_fake_cuda_host) host;
};

struct poly_session {
  poly_runtime* home;
  std::string mode = "fixed";
  int fail = 0;
  int64_t shape[2] = {1, 4};
  poly_value inputs[1], outputs[2];
  poly_info info;
};

namespace {

struct kernel {
  decltype(&polyinfer_fake_cuda_host) host;
  cuda::pointer from, to;
  size_t count;
  float factor, add;
};

int compute(void* argument) {
  kernel* own = static_cast<kernel*>(argument);
  const auto* from = static_cast<const float*>(own->host(own->from, own->count * 4));
  auto* to = static_cast<float*>(own->host(own->to, own->count * 4));
  for (size_t i = 0; from && to && i < own->count; i++) to[i] = from[i] * own->factor + own->add;
  const int code = from && to ? 0 : 700;
  delete own;
  return code;
}

poly_status load(const poly_load* request, poly_runtime** out, poly_error* error) {
  poly_runtime made = {};
  if (const poly_status status = cuda::open_driver(request->library, &made.api, error)) return status;
  void* library = dlopen(made.api->path.c_str(), RTLD_NOW | RTLD_LOCAL);
  made.enqueue = reinterpret_cast<decltype(made.enqueue)>(dlsym(library, "polyinfer_fake_cuda_enqueue"));
  made.host = reinterpret_cast<decltype(made.host)>(dlsym(library, "polyinfer_fake_cuda_host"));
  if (const poly_status status = POLY_CUDA_CALL(*made.api, error, cuDevicePrimaryCtxRetain, &made.context, 0)) return status;
  *out = new poly_runtime(made);
  return POLY_OK;
}

poly_status probe(poly_runtime*, poly_sink sink, poly_error*) {
  return poly_text(sink, "{\"version\":\"1\",\"formats\":[\"null\"],\"devices\":[{\"id\":\"cuda:0\"}]}"), POLY_OK;
}

poly_status open(poly_runtime* home, const poly_open* request, poly_call*, poly_session** out, poly_error*) {
  auto* s = new poly_session;
  s->home = home;
  for (size_t i = 0; i < request->option_count; i++) {
    if (!strcmp(request->options[i].key, "mode")) s->mode = request->options[i].value;
    if (!strcmp(request->options[i].key, "fail")) s->fail = atoi(request->options[i].value);
  }
  if (s->mode != "fixed") s->shape[0] = -1;
  s->inputs[0] = {"x", POLY_FLOAT32, 2, s->shape, nullptr};
  s->outputs[0] = {"y", POLY_FLOAT32, 2, s->shape, nullptr};
  s->outputs[1] = {"z", POLY_FLOAT32, 2, s->shape, nullptr};
  s->info = {sizeof(poly_info), request->max_runs ? request->max_runs : 1, POLY_STREAMS | POLY_WAITS, s->inputs, s->outputs, 1, 2};
  *out = s;
  return POLY_OK;
}

struct lent {
  const cuda::driver* api;
  cuda::context context;
  cuda::pointer at;
};

void release(void* owner) {
  lent* own = static_cast<lent*>(owner);
  const cuda::scoped_context current(*own->api, own->context);
  own->api->cuMemFree_v2(own->at);
  delete own;
}

poly_status place(poly_session* s, const poly_tensor& x, poly_tensor* y, uint32_t index, poly_call* call, poly_error* error) {
  y->dtype = POLY_FLOAT32;
  y->rank = x.rank;
  memcpy(y->shape, x.shape, sizeof y->shape);
  if (y->data) return y->bytes >= x.bytes ? POLY_OK : poly_fail(error, POLY_INVALID_ARGUMENT, 0, "too small");
  y->bytes = x.bytes;
  if (s->mode != "lent") {
    y->data = call->alloc(call, index, y);
    return y->data ? POLY_OK : poly_fail(error, POLY_OUT_OF_MEMORY, 0, "no memory");
  }
  lent made = {s->home->api, s->home->context, 0};
  if (const poly_status status = POLY_CUDA_CALL(*made.api, error, cuMemAlloc_v2, &made.at, x.bytes)) return status;
  y->data = reinterpret_cast<void*>(made.at);
  y->owner = new lent(made);
  y->release = release;
  return POLY_OK;
}

poly_status run_on_stream(poly_session* s, const poly_run* request, poly_call* call, poly_error* error) {
  const poly_tensor& x = request->inputs[0];
  if (x.device_type != POLY_CUDA) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "x is not on the device");
  for (uint32_t i = 0; i < 2; i++) {
    poly_tensor* y = &request->outputs[i];
    if (y->flags & POLY_SKIP) continue;
    if (const poly_status status = place(s, x, y, i, call, error)) return status;
    auto* work = new kernel{s->home->host, reinterpret_cast<cuda::pointer>(x.data), reinterpret_cast<cuda::pointer>(y->data),
                            x.bytes / 4, i ? 2.f : 1.f, i ? 0.f : 1.f};
    if (const int code = s->home->enqueue(request->stream, compute, work)) return cuda::fail(*s->home->api, code, "enqueue", error);
  }
  return s->fail ? poly_fail(error, s->fail, 7, "Failed as asked.") : POLY_OK;
}

// Without a stream all is on the host, and done on return.
poly_status run(poly_session* s, const poly_run* request, poly_call* call, poly_error* error) {
  const cuda::scoped_context current(*s->home->api, s->home->context);
  if (request->stream) return run_on_stream(s, request, call, error);
  const poly_tensor& x = request->inputs[0];
  for (uint32_t i = 0; i < 2; i++) {
    poly_tensor* y = &request->outputs[i];
    if (y->flags & POLY_SKIP) continue;
    y->dtype = POLY_FLOAT32;
    y->rank = x.rank;
    memcpy(y->shape, x.shape, sizeof y->shape);
    poly_status status = POLY_OK;
    auto* to = static_cast<float*>(poly_place(call, y, i, x.bytes, &status, error));
    if (!to) return status;
    const auto* from = static_cast<const float*>(x.data);
    for (size_t k = 0; k < x.bytes / 4; k++) to[k] = i ? from[k] * 2 : from[k] + 1;
  }
  return s->fail ? poly_fail(error, s->fail, 7, "Failed as asked.") : POLY_OK;
}

const poly_engine engine = {sizeof(poly_engine), POLY_ABI, "test-cuda", "1", load, probe, open,
                            [](const poly_session* s) -> const poly_info* { return &s->info; }, run,
                            [](poly_session* s) { delete s; }, nullptr, nullptr, nullptr, nullptr};

}  // namespace

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &engine : nullptr; }
