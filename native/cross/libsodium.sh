#!/usr/bin/env bash
# Builds a static libsodium for another system from Debian's source package: `apt-get source` checks Debian's signature,
# and this script the SHA-256 that libsodium's makers published. Nothing outside the folder is changed. It needs Debian
# with dpkg-dev and the cross compiler, but not root.
#
#   libsodium.sh HOST FOLDER     HOST: x86_64-w64-mingw32 or aarch64-linux-gnu. Makes FOLDER/HOST/include and
#                                FOLDER/HOST/lib in about 15 seconds; does nothing if they exist.
set -Eeuo pipefail

SUITE=bookworm
ORIGINAL=d59323c6b712a1519a5daf710b68f5e7fde57040845ffec53850911f10a5d4f4 # libsodium 1.0.18, as published by its makers
KEYS=/usr/share/keyrings/debian-archive-keyring.gpg

fail() { printf 'libsodium.sh: %s\n' "$*" >&2; exit 3; }

# The Debian that this machine installs from.
mirror() {
  local uri
  uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m 1 '/debian/\?$' || true)
  printf '%s' "${uri:-http://deb.debian.org/debian}"
}

# Puts the source, with Debian's patches, into FOLDER/source. It uses its own apt lists and settings.
fetch() {
  local folder=$1 apt=$1/apt
  [ ! -d "$folder/source" ] || return 0
  command -v dpkg-source >/dev/null || fail 'needs dpkg-dev'
  [ -e "$KEYS" ] || fail 'this is not Debian'
  rm -rf "$apt"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  printf 'deb-src [signed-by=%s] %s %s main\n' "$KEYS" "$(mirror)" "$SUITE" >"$apt/sources.list"
  local settings=(-qq -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
  cd "$apt"
  apt-get "${settings[@]}" update
  apt-get "${settings[@]}" source --download-only libsodium
  printf '%s  %s\n' "$ORIGINAL" libsodium_*.orig.tar.gz | sha256sum --check --quiet || fail 'another libsodium than expected'
  dpkg-source -q --no-check -x libsodium_*.dsc made >/dev/null
  mv made "$folder/source"
  rm -rf "$apt"
}

# What libsodium's configure would detect on both systems. The script is not in the package, and making it requires
# autotools. No assembler and vector instructions: Ed25519 and SHA-2 do not use any.
DEFINED=(-DCONFIGURED=1 -DNATIVE_LITTLE_ENDIAN=1 -DHAVE_TI_MODE=1 -DHAVE_STDINT_H=1 -DHAVE_INTTYPES_H=1 -D_GNU_SOURCE=1)

make_it() {
  local host=$1 folder=$2 making=$2/$1.making own=$2/source/src/libsodium/include
  rm -rf "$making"
  mkdir -p "$making/include" "$making/lib" "$making/objects"
  cp -r "$own/sodium.h" "$own/sodium" "$making/include"
  cp "$folder/source/builds/msvc/version.h" "$making/include/sodium"
  cd "$making/objects"
  find "$folder/source/src/libsodium" -name '*.c' -print0 | xargs -0 -P "$(nproc)" -n 8 \
    "$host-gcc" -c -std=gnu11 -O2 -fPIC -fvisibility=hidden -w "${DEFINED[@]}" -DSODIUM_STATIC=1 \
    -I"$making/include/sodium" -I"$making/include"
  "$host-ar" rcs "$making/lib/libsodium.a" ./*.o
  cd "$folder"
  rm -rf "$making/objects"
  mv "$making" "$folder/$host"
}

case ${1-}/$# in
  x86_64-w64-mingw32/2 | aarch64-linux-gnu/2) ;;
  *) sed -n '2,7p' "$0" >&2; exit 2 ;;
esac
command -v "$1-gcc" >/dev/null || fail "needs the compiler $1-gcc"
mkdir -p "$2"
folder=$(cd "$2" && pwd)
exec 9>"$folder/lock"
flock 9
[ ! -d "$folder/$1" ] || exit 0
trap 'tail -n 3 "$folder/log" >&2' ERR
(fetch "$folder" && make_it "$1" "$folder") >"$folder/log" 2>&1
