// One run of a session, from its acceptance to its settling.
#ifndef POLYINFER_HOST_RUN_H_
#define POLYINFER_HOST_RUN_H_
#include <vector>

#include "call.h"
#include "pool.h"
#include "small_array.h"

namespace poly {

class run : public call {
 public:
  /** Inputs, or outputs, of most nets: a run of so many takes no memory of its own. */
  static constexpr size_t kFew = 4;

  run(size_t input_count, size_t output_count);
  ~run() override;

  /** On the thread that ran it, or that found it cannot run. The run is not touched afterwards. */
  virtual void finished() = 0;

  /** On the thread and lane that run it, before the engine does. `stream`: what poly_run has. Not OK: the engine does not. */
  virtual poly_status prepare(uint32_t, void** /*stream*/) { return POLY_OK; }
  /** The same, after the engine; the run ends as this says. Only after a `prepare` that was OK. */
  virtual poly_status conclude(poly_status status) { return status; }

  small_array<poly_tensor, kFew> inputs, outputs;
  /** By output: memory that the engine asked for. */
  small_array<block_ref, kFew> blocks;
  /** Memory that must not go back to the pool before the run has settled. */
  std::vector<block_ref> pins;
  /** When the engine began, on the steady clock, and how long it took; microseconds. */
  double start_us = 0, engine_us = 0;
  /** The engine, or the one that it stands for, has carried it out. */
  bool is_executed = false;
  /** What cancel finds it by; 0: nothing does. */
  uint32_t ticket = 0;

 protected:
  void* on_alloc(uint32_t output, const poly_tensor& type) override;
};

}  // namespace poly
#endif
