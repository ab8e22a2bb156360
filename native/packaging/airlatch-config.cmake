# find_package(airlatch) defines airlatch::airlatch, the shared library, and airlatch::static, which programs should
# prefer: a library inside the program cannot be replaced by another file. It uses libsodium.a if that is installed.
get_filename_component(_airlatch "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT TARGET airlatch::airlatch)
  add_library(airlatch::airlatch SHARED IMPORTED)
  set_target_properties(airlatch::airlatch PROPERTIES
    IMPORTED_LOCATION "${_airlatch}/lib/libairlatch.so.0"
    IMPORTED_SONAME libairlatch.so.0
    INTERFACE_INCLUDE_DIRECTORIES "${_airlatch}/include")
endif()
find_library(AIRLATCH_SODIUM NAMES ${CMAKE_STATIC_LIBRARY_PREFIX}sodium${CMAKE_STATIC_LIBRARY_SUFFIX} sodium)
find_package(Threads)
if(AIRLATCH_SODIUM AND Threads_FOUND AND NOT TARGET airlatch::static)
  add_library(airlatch::static STATIC IMPORTED)
  set_target_properties(airlatch::static PROPERTIES
    IMPORTED_LOCATION "${_airlatch}/lib/libairlatch.a"
    INTERFACE_INCLUDE_DIRECTORIES "${_airlatch}/include"
    INTERFACE_LINK_LIBRARIES "${AIRLATCH_SODIUM};Threads::Threads")
endif()
unset(_airlatch)
