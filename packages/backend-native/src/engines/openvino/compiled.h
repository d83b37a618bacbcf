/* A graph, compiled, with the requests that run it. */
#ifndef POLYINFER_OPENVINO_COMPILED_H_
#define POLYINFER_OPENVINO_COMPILED_H_
#include <atomic>
#include <memory>
#include <utility>
#include <vector>
#include "model.h"

namespace openvino {

/* Memory that a request reads or writes until it is given other memory. */
struct Bound {
  void* data = nullptr;
  int32_t rank = -1;
  int64_t shape[POLY_MAX_RANK] = {};
};

/* One request; one run at a time uses it. */
struct Request {
  Handle handle = nullptr;
  bool has_run = false;
  std::vector<Bound> inputs, outputs;
  std::vector<uint8_t> in_place; /* by output: whether this run writes it where it is wanted */
  std::vector<Handle> own; /* what outputs were bound to before anything else was: for those that nobody wants */
};

/*
 * After one run that failed, the vendor may answer any later one of the same compiled model with wrong numbers and
 * success. A compiled model that is `broken` is therefore never run again, and what it computed meanwhile is not used.
 */
class Compiled {
 public:
  /* `source`: what it was imported from. The vendor reads its weights there for as long as it lives. */
  Compiled(const Api& api, Handle handle, uint32_t lanes, std::shared_ptr<const void> source = nullptr)
      : api_(api), handle_(handle), requests_(lanes), source_(std::move(source)) {}
  ~Compiled();
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;

  /* The lane's request, made where there is none yet. */
  poly_status request(uint32_t lane, size_t inputs, size_t outputs, Request**, poly_error*);
  Handle handle() const { return handle_; }
  /* The request of a lane as it is. */
  const Request& peek(uint32_t lane) const { return requests_[lane]; }
  uint32_t lanes() const { return static_cast<uint32_t>(requests_.size()); }

  std::atomic<bool> broken{false};

 private:
  const Api& api_;
  const Handle handle_;
  std::vector<Request> requests_;
  const std::shared_ptr<const void> source_;
};

/* Compiles a graph. *lanes: as many as wanted; 0 is replaced by what the vendor finds best. */
poly_status compile(const poly_runtime*, ConstHandle graph, const Settings&, uint32_t* lanes, std::shared_ptr<Compiled>*,
                    poly_error*);

/* How many requests beside each other the vendor finds best for a compiled model. */
uint32_t best_lanes(const Api&, Handle compiled);

}  // namespace openvino
#endif
