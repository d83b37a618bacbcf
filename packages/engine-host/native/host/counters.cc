#include "counters.h"

namespace poly {

// Leaked: threads and finalizers may count after static destructors ran.
counters& counters::get() {
  static counters* const the_counters = new counters;
  return *the_counters;
}

}  // namespace poly
