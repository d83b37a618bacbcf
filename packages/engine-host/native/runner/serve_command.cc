#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "limits.h"
#include "runner.h"
#include "server.h"

namespace poly {

int serve_command(const std::vector<std::string>& arguments) {
  if (arguments.size() != 1) return 2;
  char* end = nullptr;
  const long control = std::strtol(arguments[0].c_str(), &end, 10);
  if (*end != 0 || control < 3 || fcntl(static_cast<int>(control), F_SETFD, FD_CLOEXEC) != 0) return 2;
  // Whoever asked for us decides when we end, not a key in the terminal we share.
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  write_no_core_files();
  auto* const session_server = new server(static_cast<int>(control));  // engines' threads may use it to the end
  session_server->serve();
  _exit(0);
}

}  // namespace poly
