/** Headers of C99 and C++17. */
const c =
	"assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdarg stdbool stddef \
stdint stdio stdlib string tgmath time wchar wctype";
const cpp =
	"algorithm any array atomic bitset charconv chrono codecvt complex condition_variable deque exception \
execution filesystem forward_list fstream functional future initializer_list iomanip ios iosfwd iostream istream iterator \
limits list locale map memory memory_resource mutex new numeric optional ostream queue random ratio regex \
scoped_allocator set shared_mutex sstream stack stdexcept streambuf string string_view system_error thread tuple \
type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector";
const posix =
	"dirent.h dlfcn.h fcntl.h link.h malloc.h poll.h pthread.h sched.h semaphore.h strings.h unistd.h sys/mman.h \
sys/resource.h sys/socket.h sys/stat.h sys/time.h sys/types.h sys/uio.h sys/wait.h";

const words = (/** @type {string} */ text) => text.split(/\s+/);

/** What an engine library may include besides the table, the kit and its own folder. */
export const standardHeaders = new Set([
	...words(c).flatMap((name) => [`${name}.h`, `c${name}`]),
	...words(cpp),
	...words(posix),
]);
