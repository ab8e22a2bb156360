#!/bin/sh
# A signer program for "airlatch-vendor signing-key add --program PATH": the key is in a PKCS #11 token, such as a
# hardware security module, and never leaves it. Needs pkcs11-tool (OpenSC) and openssl.
#   PKCS11_MODULE  the token's library, such as /usr/lib/softhsm/libsofthsm2.so
#   PKCS11_LABEL   the label of an Ed25519 key pair in it
#   PKCS11_PIN     the user's PIN
# To make a key pair: pkcs11-tool --module MODULE --login --keypairgen --key-type EC:edwards25519 --label LABEL
set -eu
: "${PKCS11_MODULE:?is not set}" "${PKCS11_LABEL:?is not set}" "${PKCS11_PIN:?is not set}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

token() {
  pkcs11-tool --module "$PKCS11_MODULE" --login --pin env:PKCS11_PIN --label "$PKCS11_LABEL" "$@" >"$work/log" 2>&1 ||
    { grep -im 1 error "$work/log" >&2 || tail -n 1 "$work/log" >&2; exit 1; }
}

hexadecimal() {
  od -An -v -tx1 "$1" | tr -d ' \n'
}

case ${1-} in
public-key)
  token --read-object --type pubkey --output-file "$work/public"
  # PEM or DER, depending on the version of pkcs11-tool; the key is the last 32 bytes of the DER
  openssl pkey -pubin -in "$work/public" -outform DER -out "$work/der" 2>/dev/null ||
    openssl pkey -pubin -inform DER -in "$work/public" -outform DER -out "$work/der"
  tail -c 32 "$work/der" >"$work/key"
  hexadecimal "$work/key"
  ;;
sign)
  cat >"$work/data"
  token --sign --mechanism EDDSA --input-file "$work/data" --output-file "$work/signature"
  hexadecimal "$work/signature"
  ;;
*)
  echo 'expected "public-key" or "sign"' >&2
  exit 2
  ;;
esac
