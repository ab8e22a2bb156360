#!/bin/sh
# Runs before the package is removed (Debian: "remove", rpm: 0) or upgraded. The signing key and the ledger stay in
# /var/lib/airlatch-vendor, also when the package is purged.
set -e
case $1 in remove | 0) ;; *) exit 0 ;; esac
if [ -d /run/systemd/system ]; then
  systemctl disable --now airlatch-vendor-serve.service
fi
