#include "status.h"

#include <iterator>

namespace poly {
namespace {

constexpr const char* kNames[] = {
#define XX(number, name) #name,
    POLY_STATUS_MAP(XX)
#undef XX
};
constexpr poly_status kCount = static_cast<poly_status>(std::size(kNames));

}  // namespace

const char* status_name(poly_status status) { return kNames[status > 0 && status < kCount ? status : POLY_ENGINE]; }

poly_status checked(poly_status status, poly_error& error) {
  error.message[sizeof error.message - 1] = 0;
  if (error.scope != POLY_SCOPE_SESSION && error.scope != POLY_SCOPE_RUNTIME) error.scope = POLY_SCOPE_CALL;
  return status >= 0 && status < kCount ? status : static_cast<poly_status>(POLY_ENGINE);
}

}  // namespace poly
