#include "logger.h"
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>
#include "record.h"
#include "tables.h"

namespace fake {
namespace {

struct Loggers {
  std::mutex lock;
  void* now = nullptr;
  std::map<void*, int> users;
};

Loggers& loggers() {
  static Loggers* const one = new Loggers;
  return *one;
}

void* slot(void* logger, int number) { return (*static_cast<void***>(logger))[number]; }

void write(void* logger, int severity, const char* text) {
  reinterpret_cast<void (*)(void*, int, const char*)>(slot(logger, IN(0, 4)))(logger, severity, text);
}

}  // namespace

bool check_logger(void* logger, const char* function) {
  if (!logger) {
    mistake("%s is given no logger", function);
    return false;
  }
#if FAKE_MAJOR != 10
  struct Info {
    const char* kind;
    int major, minor;
  };
  const int language = reinterpret_cast<int (*)(void*)>(slot(logger, 0))(logger);
  const Info info = reinterpret_cast<Info (*)(void*)>(slot(logger, 1))(logger);
  if (language != 0 || strcmp(info.kind, "ILogger") != 0 || info.major != 1) {
    mistake("%s is given what is no ILogger 1 of C++", function);
    return false;
  }
#endif
  return true;
}

void use_logger(void* logger) {
  Loggers& l = loggers();
  bool differs = false;
  {
    std::lock_guard<std::mutex> hold(l.lock);
    l.users[logger]++;
    if (!l.now) l.now = logger;
    differs = l.now != logger;
  }
  if (differs)
    log(tensorrt::kWarning,
        "The logger passed into createInferRuntime differs from one already provided for an existing builder, runtime, or "
        "refitter. Uses of the global logger, returned by nvinfer1::getLogger(), will return the existing value.");
}

void drop_logger(void* logger) {
  Loggers& l = loggers();
  std::lock_guard<std::mutex> hold(l.lock);
  if (--l.users[logger] > 0) return;
  l.users.erase(logger);
  if (l.now == logger) l.now = l.users.empty() ? nullptr : l.users.begin()->first;
}

void log(int severity, const char* format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  void* logger = nullptr;
  {
    std::lock_guard<std::mutex> hold(loggers().lock);
    logger = loggers().now;
  }
  if (logger) write(logger, severity, text);
}

bool fails(const char* name) {
  const std::string action = called(name);
  if (action.empty()) return false;
  if (action.rfind("slow", 0) == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(atoi(action.c_str() + 4)));
    return false;
  }
  if (action != "silent") log(tensorrt::kError, "%s: Error Code 1: Internal Error (scripted)", name);
  return true;
}

}  // namespace fake
