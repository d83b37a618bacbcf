/* What LiteRT prints. It has no switch for some of its lines, and the reason why a model does not compile is printed only. */
#ifndef POLYINFER_LITERT_PRINTED_H_
#define POLYINFER_LITERT_PRINTED_H_
#include <string>
#include "polyinfer/engine.h"

namespace litert {

/* From now on what the library prints on its stderr goes to the log. `function` is any address inside the library.
 * False where its stderr cannot be found: it prints then. */
bool printed_redirect(void* function, const poly_log& log);

/* Collects what the library prints on this thread, for as long as it lives. */
class Printed {
 public:
  Printed();
  ~Printed();
  Printed(const Printed&) = delete;
  Printed& operator=(const Printed&) = delete;

  /* The lines that are errors, joined, without what goes before the text. */
  std::string errors() const;
  void append(const char* text, size_t bytes) { text_.append(text, bytes); }

 private:
  std::string text_;
  Printed* outer_;
};

}  // namespace litert
#endif
