/* What LiteRT prints. It has no switch for some of its lines, and the reason why a model does not compile is printed only. */
#ifndef POLYINFER_LITERT_PRINTED_H_
#define POLYINFER_LITERT_PRINTED_H_
#include <string>
#include "polyinfer/engine.h"

namespace litert {

/* From now on what the library prints on its stderr goes to the call on whose thread it is printed, else to the log.
 * `function` is any address inside the library. False where its stderr cannot be found: it prints then. */
bool printed_redirect(void* function, const poly_log& log);

/* Collects what the library prints on this thread, and brings it to the call, for as long as it lives. */
class Printed {
 public:
  explicit Printed(poly_call* call);
  ~Printed();
  Printed(const Printed&) = delete;
  Printed& operator=(const Printed&) = delete;

  /* The lines that are errors, joined, without what goes before the text. */
  std::string errors() const;
  void append(const char* text, size_t bytes) { text_.append(text, bytes); }
  poly_call* call() const { return call_; }

 private:
  std::string text_;
  poly_call* call_;
  Printed* outer_;
};

}  // namespace litert
#endif
