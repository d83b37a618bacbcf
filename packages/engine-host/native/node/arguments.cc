#include "arguments.h"

namespace poly {

text_pairs read_pairs(const Napi::Value& object) {
  text_pairs pairs;
  if (!object.IsObject()) return pairs;
  const auto values = object.As<Napi::Object>();
  const auto names = values.GetPropertyNames();
  for (uint32_t i = 0; i < names.Length(); i++) {
    const Napi::Value name = names.Get(i);
    pairs.emplace_back(name.ToString(), values.Get(name).ToString());
  }
  return pairs;
}

std::string read_text(const Napi::Object& object, const char* key) {
  const Napi::Value value = object.Get(key);
  return value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
}

double read_number(const Napi::Object& object, const char* key, double missing) {
  const Napi::Value value = object.Get(key);
  return value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : missing;
}

}  // namespace poly
