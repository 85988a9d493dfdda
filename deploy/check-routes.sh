#!/usr/bin/env bash
# Asks a stack that was deployed whether its routes lead where they should, through Traefik and by HTTPS: what is open,
# what is closed, what is refused, and what each answer says of itself. Changes nothing.
#
#   deploy/check-routes.sh HOST [options of curl]
#   deploy/check-routes.sh vhr18.localhost --cacert secrets/vhr18/tls_certificate
set -euo pipefail

host=${1:?usage: deploy/check-routes.sh HOST [options of curl]}
shift
command -v curl >/dev/null || { echo 'curl is needed: install it' >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# check STATUS URL [options of curl]: prints what differs
check() {
  local expected=$1 url=$2 status
  shift 2
  status=$(curl --silent --show-error --path-as-is --max-time 30 --output "$work/body" --dump-header "$work/head" \
    --write-out '%{http_code}' "${options[@]}" "$@" "$url") || true
  [[ $status =~ ^($expected)$ ]] && return
  echo "FAILED $url: $status instead of $expected"
  failed=$((failed + 1))
}

# says HEADER PATTERN: of the last answer
says() {
  grep -qiE "^$1: *$2" "$work/head" && return
  echo "FAILED: the answer has no $1 like $2"
  failed=$((failed + 1))
}

options=("$@")
https=https://$host

check '301|308' "http://$host/ows?a=b"
says location "$https/ows\?a=b"

for path in / /user-guide/ '/ows?service=WMS&request=GetCapabilities' /opensearch/ /stac/ \
  '/cache/ows?service=WMTS&request=GetCapabilities' /cache/ows/wmts/1.0.0/WMTSCapabilities.xml; do
  check 200 "$https$path" --header 'Accept-Encoding: gzip'
  for header in 'strict-transport-security max-age' 'x-content-type-options nosniff' 'x-frame-options SAMEORIGIN' \
    'content-encoding gzip'; do
    says "${header% *}" "${header#* }"
  done
done

check 200 "$https/stac/search" --header 'Content-Type: application/json' --data '{"limit":1}'
head -c 2000000 /dev/zero >"$work/large"
check 413 "$https/stac/search" --header 'Content-Type: application/json' --data-binary "@$work/large"

# Their token, or who PVS_AUTH_URL leads to.
check '401|302|303|307|403' "$https/ops/"
check '401|302|303|307|403' "$https/ops/" --header 'X-Forwarded-User: admin' --header 'X-Forwarded-Groups: operators'
check '401|302|303|307|403' "$https/ingest/tasks"
for path in /metrics /metrics/ //metrics /%6detrics /stac/../metrics; do check 404 "$https$path"; done

# Addresses are told to clients by who is trusted to know them only.
check 200 "$https/stac/" --header 'X-Forwarded-Host: evil.example' --header 'X-Forwarded-Prefix: /evil'
grep -q evil "$work/body" && { echo "FAILED: $https/stac/ believes what its client says of its own address"; failed=$((failed + 1)); }

[ "$failed" = 0 ] || { echo "$failed failed"; exit 1; }
echo "all routes of $host lead where they should"
