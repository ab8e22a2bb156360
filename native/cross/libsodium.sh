#!/usr/bin/env bash
# Builds libsodium, static, for another system than this one: of Debian's source package, which `apt-get source` checks by
# Debian's signature, and this by its SHA-256. It changes nothing of this machine but the folder, and needs curl or root for
# nothing: a Debian, dpkg-dev, make and the cross compiler are enough.
#
#   libsodium.sh HOST FOLDER     HOST: x86_64-w64-mingw32 or aarch64-linux-gnu. Into FOLDER/HOST/include and lib, in about
#                                half a minute; does nothing when it is there.
set -Eeuo pipefail

SUITE=bookworm
ORIGINAL=d59323c6b712a1519a5daf710b68f5e7fde57040845ffec53850911f10a5d4f4 # libsodium 1.0.18, as its makers published it
KEYS=/usr/share/keyrings/debian-archive-keyring.gpg

fail() { printf 'libsodium.sh: %s\n' "$*" >&2; exit 3; }

# The Debian that this machine installs from.
mirror() {
  local uri
  uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m 1 '/debian/\?$' || true)
  printf '%s' "${uri:-http://deb.debian.org/debian}"
}

# The source, with Debian's patches, in FOLDER/source. apt has lists and settings of its own for it.
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

# The settings that its configure would find on both systems, without assembler. That needs autotools, and three times as long.
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
