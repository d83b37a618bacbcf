/* What the fake has seen: calls by name, mistakes of the caller, what is still alive, and what is to fail. */
#ifndef FAKE_TENSORRT_RECORD_H_
#define FAKE_TENSORRT_RECORD_H_
#include <cstdint>
#include <string>

namespace fake {

/* Counts a call. What the script wants of it: "" nothing, else how it is to fail ("fail", "small", ...). */
std::string called(const char* name);

/* Notes what a caller has done wrong; aborts with the sentence where FAKE_TENSORRT_ABORT is set. */
__attribute__((format(printf, 1, 2))) void mistake(const char* format, ...);

/* After what nothing sensible can follow: ends the process with the sentence. */
[[noreturn]] __attribute__((format(printf, 1, 2))) void give_up(const char* format, ...);

/* Objects of a kind that are alive: one more, one less. */
void count_live(const char* kind, int change);

/* A number that tests set: "build_ms", "build_steps", ... */
int64_t setting(const char* name, int64_t otherwise);

/* What tests ask: see control.cc. */
std::string control(const std::string& command);

}  // namespace fake
#endif
