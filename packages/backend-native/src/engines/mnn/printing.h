/* MNN prints to stdout, also where it only tells what went wrong. Here its prints become lines of the host's log. */
#ifndef POLYINFER_MNN_PRINTING_H_
#define POLYINFER_MNN_PRINTING_H_
#include <string>
#include "polyinfer/engine.h"

namespace mnn {

/* From now on what the library that holds `symbol` prints goes to the call of its thread, else to the log. */
void printing_redirect(const void* symbol, const poly_log& log);

/* Lines that MNN prints on this thread go to the call for as long as this lives. */
class Listening {
 public:
  explicit Listening(poly_call* call);
  ~Listening();
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  /* What of it explains a failure, as the end of a sentence: " MNN says: ..." or nothing. */
  std::string complaint() const;

 private:
  Listening* outer_;
};

}  // namespace mnn
#endif
