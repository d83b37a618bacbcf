// What ops.node exports; `src/kernels/native-addon.ts` describes it for TypeScript.
#include <napi.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "instruction_sets.h"
#include "row_pool.h"

namespace ops {
namespace {

using Clock = std::chrono::steady_clock;

/** The number of `call` words that a run copies. */
constexpr size_t kMaxCallWords = 16;
/** Less work than this stays on one thread: waking another takes longer. */
constexpr int64_t kSharedUs = 50;

/** A kernel with its tables. */
struct Plan {
  Kernel kernel;
  std::unique_ptr<uint8_t[]> memory;
  const int32_t* block;
  std::vector<size_t> sizes; /* of the arrays, in bytes, at least */
  int32_t rows;
  size_t scratch_bytes;
  int threads;
  std::atomic<int64_t> work_us{-1}; /* of the last run, of all threads together; -1 before it */
};

const napi_type_tag kPlanTag = {0x6a1f0f5ad2c94f21, 0x9c0d2f7be1a3470b};

/** The arrays of one run. */
struct Arguments {
  Plan* plan = nullptr;
  int32_t call[kMaxCallWords] = {};
  uint8_t* arrays[POLY_MAX_ARRAYS] = {};
};

napi_value fail(napi_env env, const char* code, const char* text) {
  napi_throw_error(env, code, text);
  return nullptr;
}

/** Bytes of a typed array or DataView, where they are right now; false for anything else. */
bool get_bytes(napi_env env, napi_value value, uint8_t** data, size_t* bytes) {
  napi_typedarray_type type;
  size_t length = 0;
  void* at = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &length, &at, nullptr, nullptr) != napi_ok) return false;
  static const uint8_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
  if (static_cast<size_t>(type) >= sizeof sizes) return false;
  *data = static_cast<uint8_t*>(at);
  *bytes = length * sizes[type];
  return true;
}

/** plan(isa, kernel, block, sizes, rows, scratchBytes, threads) */
Napi::Value make_plan(const Napi::CallbackInfo& args) {
  const auto isa = args[0].As<Napi::Number>().Uint32Value(), kernel = args[1].As<Napi::Number>().Uint32Value();
  const auto block = args[2].As<Napi::Uint8Array>();
  const auto sizes = args[3].As<Napi::Array>();
  if (isa >= instruction_set_count || kernel >= kernel_count || sizes.Length() > POLY_MAX_ARRAYS ||
      !instruction_sets[isa].is_supported())
    throw Napi::Error::New(args.Env(), "There is no such kernel here.");
  auto plan = std::make_unique<Plan>();
  plan->kernel = instruction_sets[isa].kernels[kernel];
  plan->memory.reset(new uint8_t[block.ByteLength() + 64]);
  uint8_t* aligned = plan->memory.get() + (64 - reinterpret_cast<uintptr_t>(plan->memory.get()) % 64) % 64;
  std::memcpy(aligned, block.Data(), block.ByteLength());
  plan->block = reinterpret_cast<const int32_t*>(aligned);
  for (uint32_t i = 0; i < sizes.Length(); i++)
    plan->sizes.push_back(static_cast<size_t>(sizes.Get(i).As<Napi::Number>().Int64Value()));
  plan->rows = args[4].As<Napi::Number>().Int32Value();
  plan->scratch_bytes = static_cast<size_t>(args[5].As<Napi::Number>().Int64Value());
  plan->threads = args[6].As<Napi::Number>().Int32Value();
  auto handle = Napi::External<Plan>::New(args.Env(), plan.release(), [](Napi::Env, Plan* gone) { delete gone; });
  napi_type_tag_object(args.Env(), handle, &kPlanTag);
  return handle;
}

/** Reads (plan, call, ...arrays). Checks what would touch memory that is not there. */
bool read_arguments(napi_env env, size_t count, const napi_value* values, Arguments* out) {
  bool is_plan = false;
  if (count < 2 || napi_check_object_type_tag(env, values[0], &kPlanTag, &is_plan) != napi_ok || !is_plan) {
    fail(env, "INVALID_ARGUMENT", "Expected a plan of this addon.");
    return false;
  }
  void* plan = nullptr;
  napi_get_value_external(env, values[0], &plan);
  out->plan = static_cast<Plan*>(plan);
  uint8_t* call = nullptr;
  size_t bytes = 0;
  if (!get_bytes(env, values[1], &call, &bytes) || bytes > sizeof out->call || count - 2 != out->plan->sizes.size()) {
    fail(env, "INVALID_ARGUMENT", "Expected the numbers of the call and one array for each size of the plan.");
    return false;
  }
  if (bytes > 0) std::memcpy(out->call, call, bytes);
  for (size_t i = 0; i + 2 < count; i++) {
    if (get_bytes(env, values[i + 2], &out->arrays[i], &bytes) && bytes >= out->plan->sizes[i]) continue;
    fail(env, "INVALID_ARGUMENT", "An array has fewer bytes than the op was planned for, or was detached.");
    return false;
  }
  return true;
}

int32_t carry_out(const Arguments& given) {
  Plan& plan = *given.plan;
  const Job job = {plan.kernel, plan.block, given.call, given.arrays, plan.rows, plan.scratch_bytes};
  const bool is_shared = plan.threads > 1 && plan.work_us.load(std::memory_order_relaxed) >= kSharedUs;
  const auto started = Clock::now();
  const int32_t result = is_shared ? run_shared(job, plan.threads) : run_alone(job);
  const int64_t us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started).count();
  plan.work_us.store(is_shared ? us * plan.threads : us, std::memory_order_relaxed);
  return result;
}

constexpr size_t kMaxValues = 2 + POLY_MAX_ARRAYS;

/** run(plan, call, ...arrays) -> what the kernel counts */
napi_value run_function(napi_env env, napi_callback_info info) {
  size_t count = kMaxValues;
  napi_value values[kMaxValues], result = nullptr;
  Arguments given;
  if (napi_get_cb_info(env, info, &count, values, nullptr, nullptr) != napi_ok || count > kMaxValues) return nullptr;
  if (!read_arguments(env, count, values, &given)) return nullptr;
  try {
    napi_create_int32(env, carry_out(given), &result);
  } catch (const std::bad_alloc&) {
    return fail(env, "OUT_OF_MEMORY", "There is no memory for the op's scratch.");
  }
  return result;
}

/** A run on a thread of Node's pool. It holds its plan and arrays until the promise settles. */
class AsyncRun : public Napi::AsyncWorker {
 public:
  AsyncRun(Napi::Env env, const Arguments& given, size_t count, const napi_value* values)
      : Napi::AsyncWorker(env), given_(given), promise_(Napi::Promise::Deferred::New(env)) {
    auto held = Napi::Array::New(env, count);
    for (size_t i = 0; i < count; i++) held.Set(static_cast<uint32_t>(i), Napi::Value(env, values[i]));
    held_ = Napi::Persistent(held.As<Napi::Object>());
  }
  Napi::Promise promise() { return promise_.Promise(); }

 protected:
  void Execute() override {
    try {
      result_ = carry_out(given_);
    } catch (const std::bad_alloc&) {
      SetError("There is no memory for the op's scratch.");
    }
  }
  void OnOK() override { promise_.Resolve(Napi::Number::New(Env(), result_)); }
  void OnError(const Napi::Error& error) override {
    error.Value().Set("code", "OUT_OF_MEMORY");
    promise_.Reject(error.Value());
  }

 private:
  Arguments given_;
  Napi::Promise::Deferred promise_;
  Napi::ObjectReference held_;
  int32_t result_ = 0;
};

/** runAsync(plan, call, ...arrays) -> a promise of the same */
napi_value run_async_function(napi_env env, napi_callback_info info) {
  size_t count = kMaxValues;
  napi_value values[kMaxValues];
  Arguments given;
  if (napi_get_cb_info(env, info, &count, values, nullptr, nullptr) != napi_ok || count > kMaxValues) return nullptr;
  if (!read_arguments(env, count, values, &given)) return nullptr;
  auto* work = new AsyncRun(env, given, count, values);
  work->Queue();
  return work->promise();
}

/** lastUs(plan) -> microseconds of work in its last run, -1 before the first */
Napi::Value last_us(const Napi::CallbackInfo& args) {
  return Napi::Number::New(args.Env(), static_cast<double>(args[0].As<Napi::External<Plan>>().Data()->work_us.load()));
}

Napi::Object add_exports(Napi::Env env, Napi::Object exports) {
  auto names = Napi::Array::New(env);
  for (size_t i = 0; i < instruction_set_count; i++)
    if (instruction_sets[i].is_supported()) names.Set(static_cast<uint32_t>(i), instruction_sets[i].name);
  exports.Set("instructionSets", names);
  exports.Set("kernels", POLYINFER_KERNELS);
  exports.Set("plan", Napi::Function::New(env, make_plan));
  exports.Set("lastUs", Napi::Function::New(env, last_us));
  napi_value function = nullptr;
  napi_create_function(env, "run", NAPI_AUTO_LENGTH, run_function, nullptr, &function);
  exports.Set("run", Napi::Value(env, function));
  napi_create_function(env, "runAsync", NAPI_AUTO_LENGTH, run_async_function, nullptr, &function);
  exports.Set("runAsync", Napi::Value(env, function));
  return exports;
}

}  // namespace
}  // namespace ops

static Napi::Object polyinfer_ops_init(Napi::Env env, Napi::Object exports) { return ops::add_exports(env, exports); }
NODE_API_MODULE(ops, polyinfer_ops_init)
