#include "js_callback.h"

#include "environment.h"

namespace poly {

namespace {
constexpr int kMostWaiting = 10000;
}

class js_message final : public task {
 public:
  js_message(std::shared_ptr<js_callback> to, double number, const char* text)
      : to_(std::move(to)), number_(number), text_(text) {}

  bool is_awaited() const override { return false; }

  void settle(napi_env env) override {
    to_->waiting_--;
    napi_value function, receiver, arguments[2];
    napi_get_reference_value(env, to_->function_, &function);
    napi_get_undefined(env, &receiver);
    napi_create_double(env, number_, &arguments[0]);
    napi_create_string_utf8(env, text_.data(), text_.size(), &arguments[1]);
    napi_call_function(env, receiver, function, 2, arguments, nullptr);
  }

 private:
  const std::shared_ptr<js_callback> to_;
  const double number_;
  const std::string text_;
};

std::shared_ptr<js_callback> js_callback::from(environment& home, napi_value function) {
  napi_valuetype type = napi_undefined;
  napi_typeof(home.env, function, &type);
  if (type != napi_function) return nullptr;
  napi_ref reference;
  napi_create_reference(home.env, function, 1, &reference);
  return std::shared_ptr<js_callback>(new js_callback(home, reference));
}

js_callback::~js_callback() {
  if (!home_.is_stopped()) napi_delete_reference(home_.env, function_);
}

void js_callback::tell(double number, const char* text) {
  if (waiting_.load(std::memory_order_relaxed) >= kMostWaiting) return;
  waiting_++;
  home_.post(new js_message(shared_from_this(), number, text));
}

}  // namespace poly
