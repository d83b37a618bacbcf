// Arguments of the functions that are called rarely.
#ifndef POLYINFER_NODE_ARGUMENTS_H_
#define POLYINFER_NODE_ARGUMENTS_H_
#include <napi.h>

#include <string>

#include "../host/engine_registry.h"

namespace poly {

/** The own properties of an object of strings; empty for undefined. */
text_pairs read_pairs(const Napi::Value& object);
/** "" where the property is no string. */
std::string read_text(const Napi::Object& object, const char* key);
/** `missing` where the property is no number. */
double read_number(const Napi::Object& object, const char* key, double missing);

}  // namespace poly
#endif
