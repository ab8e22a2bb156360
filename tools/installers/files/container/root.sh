#!/bin/sh
# Makes root/, the complete contents of the container: the executable (PROGRAM), the libraries of this computer that it
# needs, two folders and an account. Run it on the kind of Linux whose libraries are to be in the container, or in a
# folder that debootstrap made. It needs neither root nor a network.
set -eu
program=${1:?usage: sh root.sh PROGRAM [FOLDER]}
root=${2:-root}
[ ! -e "$root" ] || { echo "$root: exists already" >&2; exit 1; }
mkdir -p "$root/usr/bin" "$root/etc" "$root/var/lib/airlatch-site"
mkdir -m 1777 "$root/tmp"
cp "$program" "$root/usr/bin/airlatch-site"
chmod 755 "$root/usr/bin/airlatch-site"
# "name => /path (address)", and the loader as "/path (address)"
libraries=$(LC_ALL=C LD_TRACE_LOADED_OBJECTS=1 "$root/usr/bin/airlatch-site")
case $libraries in *'not found'*) echo "$libraries" >&2; exit 3 ;; esac
echo "$libraries" | sed -n 's/^.*[[:space:]]\(\/[^ ]*\) (0x.*/\1/p' | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
echo 'airlatch-site:x:7632:7632::/var/lib/airlatch-site:' > "$root/etc/passwd"
echo 'airlatch-site:x:7632:' > "$root/etc/group"
# a volume created from it belongs to the account, if the engine copies the owner
chmod 777 "$root/var/lib/airlatch-site"
[ "$(id -u)" -ne 0 ] || { chown 7632:7632 "$root/var/lib/airlatch-site" && chmod 700 "$root/var/lib/airlatch-site"; }
