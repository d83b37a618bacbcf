#include <setjmp.h>
#include <signal.h>

#include <cstring>

#include "memory.h"
#include "modules.h"

namespace fake {
namespace {

thread_local bool is_in_kernel = false;
thread_local sigjmp_buf way_out;
struct sigaction before_segv, before_bus;

// A kernel that touches what is not its own ends the kernel and not the process.
void on_fault(int signal, siginfo_t* info, void* machine) {
  if (is_in_kernel) siglongjmp(way_out, 1);
  struct sigaction& before = signal == SIGSEGV ? before_segv : before_bus;
  if (before.sa_flags & SA_SIGINFO) return before.sa_sigaction(signal, info, machine);
  if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) return before.sa_handler(signal);
  sigaction(signal, &before, nullptr);
}

void catch_faults() {
  static const bool once = [] {
    struct sigaction own = {};
    own.sa_sigaction = on_fault;
    own.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    sigaction(SIGSEGV, &own, &before_segv);
    sigaction(SIGBUS, &own, &before_bus);
    return true;
  }();
  (void)once;
}

}  // namespace

result run_kernel(const emu_kernel& kernel, const uint32_t dims[6], size_t shared_bytes, void** arguments) {
  // The emulation has one block at a time.
  static std::mutex* const one = new std::mutex;
  std::lock_guard<std::mutex> alone(*one);
  catch_faults();
  state& all = state::get();
  unsigned order;
  {
    std::lock_guard<std::mutex> hold(all.lock);
    order = all.now.order;
    device_memory::get().open_to_kernels();
  }
  result code = 0;
  if (sigsetjmp(way_out, 1) == 0) {
    is_in_kernel = true;
    kernel.launch(&kernel, dims, shared_bytes, arguments, order);
  } else {
    code = kIllegalAddress;
  }
  is_in_kernel = false;
  std::lock_guard<std::mutex> hold(all.lock);
  device_memory::get().close_to_kernels();
  if (code) all.misuses.push_back(std::string("the kernel ") + kernel.name + " touched memory that is not the device's");
  return code;
}

}  // namespace fake
