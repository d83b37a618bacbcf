// CUDA's objects in JavaScript's hands.
#ifndef POLYINFER_NODE_CUDA_HANDLES_H_
#define POLYINFER_NODE_CUDA_HANDLES_H_
#include <napi.h>

#include <memory>

#include "../cuda/module.h"
#include "../cuda/stream.h"
#include "errors.h"

namespace poly {

/** An External of a shared object, which can be given back before it is collected. */
template <class T>
struct cuda_handle {
  std::shared_ptr<T> object;

  static Napi::Value wrap(Napi::Env env, std::shared_ptr<T> object) {
    // A worker that is terminated makes no External any more.
    auto own = std::make_unique<cuda_handle>(cuda_handle{std::move(object)});
    const auto external =
        Napi::External<cuda_handle>::New(env, own.get(), [](Napi::Env, cuda_handle* made) { delete made; });
    own.release();
    return external;
  }
  static cuda_handle& of(const Napi::Value& value) { return *value.As<Napi::External<cuda_handle>>().Data(); }
};

[[noreturn]] inline void throw_status(Napi::Env env, poly_status status, const poly_error& error) {
  throw Napi::Error(env, make_error(env, status, error));
}

/** The object; throws DISPOSED where it was given back. */
template <class T>
T& open_object(const Napi::Value& value, const char* what) {
  if (T* object = cuda_handle<T>::of(value).object.get()) return *object;
  throw Napi::Error(value.Env(), make_error(value.Env(), POLY_DISPOSED, std::string("The ") + what + " was disposed."));
}

/** Bytes of device memory that a call names; throws INVALID_ARGUMENT where they reach beyond its end. */
cuda_span read_span(const Napi::Value& memory, const Napi::Value& offset, size_t bytes);

/** What addon.ts calls `cuda`. */
Napi::Object cuda_exports(Napi::Env env);
void add_cuda_stream_functions(Napi::Env env, Napi::Object exports);
void add_cuda_kernel_functions(Napi::Env env, Napi::Object exports);

}  // namespace poly
#endif
