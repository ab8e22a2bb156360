#!/bin/sh
# Shows the exchange by files: what the vendor types, what crosses the gap, what the administrator types.
# Creates everything in a new folder: exchange.sh FOLDER
# AIRLATCH and AIRLATCH_VENDOR are the commands of the tools; without them they are searched on the PATH.
# Customers get an airlatch with your kit inside: AIRLATCH_EXECUTABLE is the packaged tool into which the kit is baked.
# Without it --kit passes the kit, which is only suitable for a trial: the client then warns each time.
set -eu

airlatch=${AIRLATCH:-airlatch}
vendor_tool=${AIRLATCH_VENDOR:-airlatch-vendor}
mkdir "$1"
cd "$1"
mkdir desk site stick

desk() { $vendor_tool --home desk/home "$@"; }
site() {
  if [ -n "${AIRLATCH_EXECUTABLE:-}" ]; then
    site/airlatch --home site/home "$@"
  else
    $airlatch --home site/home --kit site/scope.kit "$@"
  fi
}
value() { sed -n "s/^$1  *//p"; }

echo '== the desk: once for the vendor, once for the product'
desk init --vendor 'Sample Instruments' --empty-passphrase
desk product create scope --name Scope --version 2.1 --feature export --feature users:integer=5
desk kit scope -o desk/scope.kit
if [ -n "${AIRLATCH_EXECUTABLE:-}" ]; then
  desk bake --kit desk/scope.kit --executable "$AIRLATCH_EXECUTABLE" -o site/airlatch
fi

echo '== the desk: once for each sale'
key=$(desk key create --product scope --activations 2 --feature export | value key)
cp desk/scope.kit site/scope.kit

echo '== the site: a request, on the stick'
site request "$key" -o stick/request.txt

echo '== the desk: the answer, on the stick'
desk issue stick/request.txt -o stick/license.txt

echo '== the site: for ever after'
site install stick/license.txt
site status
