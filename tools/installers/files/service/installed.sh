#!/bin/sh
# Runs after the package was installed or upgraded. The service is not started before somebody enables it.
set -e
if command -v systemd-sysusers >/dev/null; then
  systemd-sysusers @TOOL@.conf
  install -d -m 0700 -o @TOOL@ -g @TOOL@ @FOLDERS@
fi
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  # an old setting that no longer works must not stop the upgrade
  systemctl try-restart @UNIT@.service || :
fi
