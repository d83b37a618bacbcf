/* The caller's ILogger, by the layout of this major. */
#ifndef FAKE_TENSORRT_LOGGER_H_
#define FAKE_TENSORRT_LOGGER_H_
#include <string>

namespace fake {

/* Whether this is a logger of this major's layout; notes a mistake where it is not. */
bool check_logger(void* logger, const char* function);

/* The first logger of the process is the one that all is told to while it is in use, as in TensorRT. */
void use_logger(void* logger);
void drop_logger(void* logger);

/* By tensorrt::Severity. */
__attribute__((format(printf, 2, 3))) void log(int severity, const char* format, ...);

/* Counts a call; where the script wants it to fail, says so in the log, which is true then. */
bool fails(const char* name);

}  // namespace fake
#endif
