#!/bin/sh
# Runs before the package is removed (Debian: "remove", rpm: 0) or upgraded. What the tool has recorded stays in
# @FOLDERS@, also when the package is purged.
set -e
case $1 in remove | 0) ;; *) exit 0 ;; esac
if [ -d /run/systemd/system ]; then
  systemctl disable --now @UNIT@.service
fi
