# polyinfer_engine_library(<id> <output folder> <sources...>)
# Builds libpolyinfer_<id>: one exported symbol, no vendor header and no vendor library.
add_library(polyinfer_engine INTERFACE)
target_include_directories(polyinfer_engine INTERFACE ${CMAKE_CURRENT_LIST_DIR}/../include)

function(polyinfer_engine_library id output)
  add_library(polyinfer_${id} MODULE ${ARGN})
  set_target_properties(polyinfer_${id} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${output})
  target_link_libraries(polyinfer_${id} PRIVATE polyinfer_engine polyinfer_warnings Threads::Threads ${CMAKE_DL_LIBS})
endfunction()
