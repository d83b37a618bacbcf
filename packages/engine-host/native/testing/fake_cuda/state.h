// What the fake driver knows of: settings, scripted failures, misuse, live objects. One lock for all of it.
#ifndef POLYINFER_FAKE_CUDA_STATE_H_
#define POLYINFER_FAKE_CUDA_STATE_H_
#include <polyinfer/cuda_api.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "../cuda_emu_table.h"

namespace fake {

using namespace poly::cuda;

enum : result {
  kNotInitialized = 3,
  kNoBinaryForGpu = 209,
  kInvalidImage = 200,
  kInvalidContext = 201,
  kUnsupportedPtx = 222,
  kInvalidHandle = 400,
  kNotFound = 500,
  kIllegalAddress = 700,
  kCaptureForbids = 900,
  kCaptureInvalidated = 901,
  kCaptureUnmatched = 903,
  kCaptureOtherStream = 905,
};

struct settings {
  int devices = 1, version = 13000, major = 9, minor = 0;
  size_t device_bytes = size_t{1} << 30;
  /** Longest pause before an operation of a stream. */
  unsigned delay_us = 100;
  /** Of the emulation: 0 forwards, 1 backwards, others seed a random order. */
  unsigned order = 0;
};

/** One object of the API that must be given back; its address is its handle. */
struct object {
  enum kind { of_stream, of_event, of_module, of_function, of_graph, of_exec };
  explicit object(kind k) : what(k) {}
  virtual ~object() = default;
  const kind what;
};

struct state {
  static state& get();

  std::mutex lock;
  std::condition_variable changed;
  settings now;
  bool is_initialized = false;
  /** The error that every call gives after a kernel broke the context; 0: none. */
  result sticky = 0;
  std::set<const object*> objects;
  std::map<std::string, int> calls;
  /** By function: which call from now on fails, and with what. */
  std::map<std::string, std::map<int, result>> scripted;
  std::vector<std::string> misuses;
  unsigned random = 1;
  std::vector<const emu_kernel*> kernels;

  /** Under the lock. Records it, and gives `code` back. */
  result misuse(const std::string& text, result code);
  unsigned next_random();
  const emu_kernel* find_kernel(const std::string& name) const;
  void add_kernels(const std::string& library);

 private:
  state();
};

/** What a call must find before it does anything. */
enum needs { nothing, initialized, a_context, no_capture };

/** Counts the call; a code other than 0: it ends at once with that. Takes the lock itself. */
result enter(const char* call, needs what);
/** The same for what gives something back: that happens also where the call is to fail. */
result enter_release(const char* call);

/** Current on this thread; null: none. */
context current_context();

}  // namespace fake

#define FAKE_API extern "C" __attribute__((visibility("default")))
#endif
