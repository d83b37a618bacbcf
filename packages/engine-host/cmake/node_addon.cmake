# polyinfer_node_addon(<target> <name> <output folder> <sources...>)
# Builds <name>.node against the header packages of npm: nothing is downloaded. Only where NODE_PROGRAM is found.
find_program(NODE_PROGRAM node)
if(NOT NODE_PROGRAM)
  message(STATUS "node is not on the PATH: no addon is built")
  return()
endif()

function(polyinfer_include_folder package result)
  execute_process(
    COMMAND ${NODE_PROGRAM} -p "require('path').resolve(require('${package}').include_dir)"
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    OUTPUT_VARIABLE folder OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(${result} ${folder} PARENT_SCOPE)
endfunction()
polyinfer_include_folder(node-api-headers polyinfer_node_api)
polyinfer_include_folder(node-addon-api polyinfer_node_addon_api)

if(WIN32)
  # The functions of Node are in node.exe, which Node's own list of them turns into an import library.
  if(NOT POLYINFER_DLLTOOL)
    set(POLYINFER_DLLTOOL ${CMAKE_DLLTOOL})
  endif()
  set(polyinfer_node_library ${CMAKE_BINARY_DIR}/node_api.lib)
  add_custom_command(OUTPUT ${polyinfer_node_library}
    COMMAND ${POLYINFER_DLLTOOL} -m i386:x86-64 -d ${polyinfer_node_api}/../def/node_api.def -l ${polyinfer_node_library}
    DEPENDS ${polyinfer_node_api}/../def/node_api.def)
  add_custom_target(polyinfer_node_library DEPENDS ${polyinfer_node_library})
endif()

function(polyinfer_node_addon target name output)
  add_library(${target} MODULE ${ARGN})
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME ${name} SUFFIX ".node" LIBRARY_OUTPUT_DIRECTORY ${output})
  target_compile_definitions(${target} PRIVATE NAPI_VERSION=9 NODE_ADDON_API_CPP_EXCEPTIONS_ALL NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS BUILDING_NODE_EXTENSION)
  target_include_directories(${target} SYSTEM PRIVATE ${polyinfer_node_api} ${polyinfer_node_addon_api})
  if(WIN32)
    add_dependencies(${target} polyinfer_node_library)
    target_link_libraries(${target} PRIVATE ${polyinfer_node_library})
  elseif(APPLE)
    target_link_options(${target} PRIVATE -undefined dynamic_lookup)
  endif()
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    # Node closes an addon that only workers loaded, while threads still hold functions of ours.
    target_link_options(${target} PRIVATE -Wl,-z,nodelete)
  endif()
endfunction()
