# What zig makes holds a C++ library of its own, half of which is the demangler that std::terminate prints names with. Only
# the messages of crashes need it: the name stays as it is mangled.
add_library(polyinfer_mangled OBJECT ${CMAKE_CURRENT_LIST_DIR}/mangled.cc)
link_libraries($<TARGET_OBJECTS:polyinfer_mangled>)

if(CMAKE_SYSTEM_NAME STREQUAL "Darwin")
  # zig knows no bundles, which CMake makes of modules; macOS loads a dynamic library just as well.
  foreach(language C CXX)
    set(CMAKE_SHARED_MODULE_CREATE_${language}_FLAGS "-shared")
  endforeach()
endif()
