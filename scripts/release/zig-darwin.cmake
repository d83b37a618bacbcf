# zig knows no bundles, which CMake makes of modules; macOS loads a dynamic library just as well.
foreach(language C CXX)
  set(CMAKE_SHARED_MODULE_CREATE_${language}_FLAGS "-shared")
endforeach()
