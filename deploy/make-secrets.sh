#!/bin/sh
# Writes what a stack's secrets are made of to secrets/STACK: random passwords, a certificate that signs itself, and an
# empty place for the credentials of the object storage. Never changes a file that is there.
#
#   deploy/make-secrets.sh vhr18
set -eu

stack=${1:?usage: deploy/make-secrets.sh STACK}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
mkdir -p "$root/secrets/$stack"
chmod 700 "$root/secrets" "$root/secrets/$stack"
cd "$root/secrets/$stack"

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
# Containers read them as nobody in particular; the directory keeps everybody else out.
write() { [ -e "$1" ] || { cat >"$1"; chmod 444 "$1"; echo "wrote secrets/$stack/$1"; }; }

for name in database_password database_owner_password database_writer_password database_reader_password token \
  grafana_password; do
  random | write "$name"
done

write storage_credentials <<'INI'
[default]
aws_access_key_id = 
aws_secret_access_key = 
INI

if ! { [ -e tls_certificate ] && [ -e tls_key ]; }; then
  command -v openssl >/dev/null || { echo 'openssl is needed to make a certificate: install it, or put tls_certificate and tls_key there' >&2; exit 1; }
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 \
    -subj "/CN=${2:-$stack.localhost}" -addext "subjectAltName=DNS:${2:-$stack.localhost}" \
    -keyout tls_key.new -out tls_certificate.new 2>/dev/null
  write tls_certificate <tls_certificate.new
  write tls_key <tls_key.new
  rm -f tls_certificate.new tls_key.new
fi
