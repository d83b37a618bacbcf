# polyinfer_engine_library(<id> <output folder> <sources...>)
# Builds libpolyinfer_<id>: one exported symbol, no vendor header and no vendor library.
add_library(polyinfer_engine INTERFACE)
target_include_directories(polyinfer_engine INTERFACE ${CMAKE_CURRENT_LIST_DIR}/../include)
if(WIN32)
  target_include_directories(polyinfer_engine INTERFACE ${CMAKE_CURRENT_LIST_DIR}/../include/windows)
endif()

set(POLYINFER_OUTPUT "" CACHE PATH "One folder for everything that is built; empty: build/native of each package")

# Sanitized binaries do not take the place of the others: they stay in the build folder.
function(polyinfer_output_folder folder result)
  if(POLYINFER_SANITIZE)
    set(folder ${CMAKE_BINARY_DIR}/native)
  elseif(POLYINFER_OUTPUT)
    set(folder ${POLYINFER_OUTPUT})
  endif()
  set(${result} ${folder} PARENT_SCOPE)
endfunction()

function(polyinfer_engine_library id output)
  polyinfer_output_folder(${output} output)
  add_library(polyinfer_${id} MODULE ${ARGN})
  set_target_properties(polyinfer_${id} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${output})
  if(WIN32)
    set_target_properties(polyinfer_${id} PROPERTIES PREFIX "")
  endif()
  target_link_libraries(polyinfer_${id} PRIVATE polyinfer_engine polyinfer_warnings Threads::Threads ${CMAKE_DL_LIBS})
endfunction()
