#include "objects.h"
#include <deque>
#include <mutex>

namespace fake {
namespace {

struct Shell {
  Base* object;
  void (*free)(Base*);
};
constexpr size_t kShells = 512;

void owned() { give_up("delete is called on an object that belongs to another"); }

}  // namespace

const Function kOwnedDeleters[2] = {owned, owned};

void begin(Base& object, const char* kind, const Function* table, const Function* deleters) {
  object.table = table;
  object.kind = kind;
  object.handle.table = reinterpret_cast<void* const*>(deleters);
  object.handle.impl = &object;
  count_live(kind, 1);
}

void end(Base* object, void (*free)(Base*)) {
  static std::mutex* const lock = new std::mutex;
  static auto* const shells = new std::deque<Shell>;
  object->mark = kDead;
  count_live(object->kind, -1);
  std::lock_guard<std::mutex> hold(*lock);
  shells->push_back({object, free});
  if (shells->size() <= kShells) return;
  shells->front().free(shells->front().object);
  shells->pop_front();
}

Base* checked(void* object, const char* kind, const char* function) {
  auto* base = static_cast<Base*>(object);
  if (!base || reinterpret_cast<uintptr_t>(base) < tensorrt::kLeastPointer) give_up("%s is called on no object", function);
  if (base->mark == kDead) give_up("%s is called on a deleted %s", function, base->kind);
  if (base->mark != kAlive || base->kind != kind) give_up("%s is called on what is no %s", function, kind);
  return base;
}

Base* behind(const void* object, const char* kind, const char* function) {
  if (reinterpret_cast<uintptr_t>(object) < tensorrt::kLeastPointer) give_up("%s is given no %s", function, kind);
  return checked(static_cast<const Object*>(object)->impl, kind, function);
}

Exclusive::Exclusive(Base& object, const char* function) : object_(object) {
  std::thread::id nobody;
  const std::thread::id self = std::this_thread::get_id();
  entered_ = object.inside.compare_exchange_strong(nobody, self);
  if (!entered_ && nobody != self) mistake("%s is called on a %s that another thread is inside", function, object.kind);
}

Exclusive::~Exclusive() {
  if (entered_) object_.inside = std::thread::id();
}

}  // namespace fake
