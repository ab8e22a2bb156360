#!/usr/bin/env bash
# A Windows environment on Debian for running executables: Wine 10 from Debian trixie in a folder. (Debian bookworm's
# Wine 8 cannot start Node 24 and newer.) Needs root for debootstrap, mounts and chroot. Nothing outside the folder is
# changed, except that debootstrap is installed if it is missing.
#
#   wine.sh setup FOLDER         installs it: about 2 GB, two to five minutes; does nothing if it exists
#   wine.sh hold FOLDER HERE     mounts HERE as Z:\here, prints "ready", and keeps everything until standard input ends.
#                                Processes that enter its namespaces can run Wine, and end with it.
set -Eeuo pipefail

fail() { printf 'wine.sh: %s\n' "$*" >&2; exit 3; }

# The Debian that this machine installs from.
mirror() {
  local uri
  uri=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
  [ -n "$uri" ] || uri=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | head -n 1)
  [ -n "$uri" ] || fail 'no source of Debian packages is set up here'
  printf '%s' "$uri"
}

setup() {
  folder=$1
  local root=$1/root
  [ ! -e "$folder/ready" ] || return 0
  [ "$(id -u)" -eq 0 ] || fail 'only root can install it'
  command -v apt-get >/dev/null || fail 'this is not Debian'
  mkdir -p "$folder"
  # another checkout may be installing it
  exec 9>"$folder/lock"
  flock 9
  [ ! -e "$folder/ready" ] || return 0
  # print the reason from the log
  trap 'tail -n 1 "$folder/log" >&2' ERR
  command -v debootstrap >/dev/null ||
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -yqq debootstrap; } >"$folder/log" 2>&1
  rm -rf "$root"
  debootstrap --variant=minbase --include=ca-certificates trixie "$root" "$(mirror)" >>"$folder/log" 2>&1
  # how this machine reaches the packages
  cp /etc/resolv.conf "$root/etc/" 2>/dev/null || true
  cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
  chroot "$root" sh -c 'apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends wine64 wine' >>"$folder/log" 2>&1
  mkdir -p "$root/here" "$root/home" "$root/computers"
  # a fresh computer, from which others are copied
  unshare --mount --pid --fork --kill-child sh -euc '
    mount -t proc proc "$0/proc"; mount --bind /dev "$0/dev"
    chroot "$0" env -i PATH=/usr/bin:/bin HOME=/home WINEPREFIX=/computers/new WINEDEBUG=-all \
      sh -c "wineboot -i; wineserver -w"' "$root" >>"$folder/log" 2>&1 </dev/null
  touch "$folder/ready"
}

hold() {
  exec unshare --mount --pid --fork --kill-child sh -euc '
    mount -t proc proc "$0/proc"; mount --bind /dev "$0/dev"; mount --bind "$1" "$0/here"
    echo ready; cat >/dev/null' "$1/root" "$2"
}

case ${1-}/$# in
  setup/2) setup "$2" ;;
  hold/3) hold "$2" "$3" ;;
  *) sed -n '2,8p' "$0" >&2; exit 2 ;;
esac
