// A model that runs in a process of its own, which is started again when it was lost.
#ifndef POLYINFER_ISOLATED_SESSION_H_
#define POLYINFER_ISOLATED_SESSION_H_
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connection.h"

struct poly_session {
 public:
  /** Throws refused, std::exception. */
  poly_session(const poly::isolated_engine& engine, poly::isolated_model model, poly_call* call);

  const poly_info* info() const { return &info_; }
  void run(const poly_run& request, poly_call* call);

 private:
  std::shared_ptr<poly::connection> connect(poly_call* call);
  void retire(const std::shared_ptr<poly::connection>& broken);
  void describe(const std::string& opened);

  const poly::isolated_engine& engine_;
  const poly::isolated_model model_;
  std::string opened_;
  poly_info info_{};
  struct value {
    std::string name, details;
    std::vector<int64_t> shape;
  };
  std::vector<value> texts_;
  std::vector<poly_value> values_;

  std::mutex lock_;  // of connecting
  std::shared_ptr<poly::connection> now_;
};

#endif
