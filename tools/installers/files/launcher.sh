#!/bin/sh
# Starts @TOOL@, or says in one sentence what this computer lacks. The system's own loader would say it before the first
# line of the program runs, in words for programmers.
program=$(dirname "$(readlink -f "$0")")/lib/@TOOL@
trouble=$(LC_ALL=C LD_TRACE_LOADED_OBJECTS=1 "$program" 2>&1) && case $trouble in *'not found'*) false ;; esac || {
  missing=$(printf '%s\n' "$trouble" | sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/ \1/p' | tr -d '\n')
  here=$(getconf GNU_LIBC_VERSION 2>/dev/null || echo 'no glibc')
  echo "@TOOL@: cannot start on this computer, which has $here${missing:+ and lacks$missing} ($(uname -m)): it needs Linux for @ARCH@ with glibc @GLIBC@, libstdc++ of GCC @LIBSTDCXX@, libgcc and libatomic, or newer ones" >&2
  exit 3
}
exec "$program" "$@"
