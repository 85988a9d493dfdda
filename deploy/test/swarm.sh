#!/usr/bin/env bash
# The stacks on a real swarm of one node: starts a Docker engine of its own, builds the images, and runs
# deploy/test/swarm.test.ts against them. Needs root on Debian. Where no engine can run it says so and ends with 77;
# whatever else goes wrong, a build among it, is a failure.
# No image has to be pulled: base images are made here (debootstrap, the Node in use, Debian's PostGIS and Redis).
#
#   deploy/test/swarm.sh [arguments of vitest]
#
# With PVS_SWARM_GATE=FILE it tests when that file is there; until then its engine is for whoever wants to look.
set -euo pipefail
cd "$(dirname "$0")/../.."
started=$SECONDS
say() { printf '== swarm: %s (%d s)\n' "$*" "$((SECONDS - started))"; }
skip() { say "SKIPPED, no engine can run here: $*"; exit 77; }

[ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ] || skip 'it takes root on Linux'
command -v apt-get >/dev/null || skip 'there is no apt-get'

work=$(mktemp -d /var/tmp/pvs-swarm.XXXXXX)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pvs
mkdir -p "$cache" "$work/bin" "$work/client"
# The client of Debian's engine comes first, since it speaks BuildKit without a plugin; then the Node of ./pvs.
ln -s /usr/bin/docker "$work/bin/docker"
export PATH="$work/bin:$cache/node-$(sed -n 's/^NODE_VERSION=//p' pvs)/bin:$PATH:/usr/sbin:/sbin"
export DOCKER_HOST="unix://$work/docker.sock" DOCKER_BUILDKIT=1 DOCKER_CONFIG=$work/client

finish() {
  if [ -n "${engine:-}" ] && kill -0 "$engine" 2>/dev/null; then
    docker swarm leave --force >/dev/null 2>&1 || true
    docker ps -aq | xargs -r docker rm -f >/dev/null 2>&1 || true
    kill "$engine" 2>/dev/null || true
    wait "$engine" 2>/dev/null || true
  fi
  findmnt -rno TARGET | grep "^$work" | sort -r | xargs -r umount -l 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

install_engine() {
  [ -x /usr/sbin/dockerd ] && [ -x /usr/bin/docker ] && [ -x /usr/sbin/debootstrap ] && return
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >"$work/apt.log" 2>&1 || true
  apt-get install -yq --no-install-recommends docker.io debootstrap iptables >>"$work/apt.log" 2>&1 ||
    { tail -n 5 "$work/apt.log"; return 1; }
}

start_engine() {
  mkdir -p "$work/data"
  # Not the configuration of this machine.
  echo "{}" >"$work/engine.json"
  dockerd --host "$DOCKER_HOST" --data-root "$work/data" --exec-root "$work/run" --pidfile "$work/pid" \
    --config-file "$work/engine.json" >"$work/engine.log" 2>&1 &
  engine=$!
  for _ in $(seq 60); do
    ! docker version >/dev/null 2>&1 || return 0
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.5
  done
  tail -n 5 "$work/engine.log"
  return 1
}

# As debian:bookworm-slim: no documents, and dpkg does not wait for the disk.
make_debian() {
  local tar=$cache/debian-bookworm.tar
  if [ ! -f "$tar" ] || [ -n "$(find "$tar" -mtime +7)" ]; then
    debootstrap --variant=minbase --include=ca-certificates bookworm "$work/debian" >"$work/debootstrap.log" 2>&1 ||
      { tail -n 5 "$work/debootstrap.log"; return 1; }
    printf '%s\n' force-unsafe-io 'path-exclude /usr/share/doc/*' 'path-exclude /usr/share/man/*' \
      'path-exclude /usr/share/locale/*' >"$work/debian/etc/dpkg/dpkg.cfg.d/docker"
    rm -rf "$work"/debian/var/{cache/apt,lib/apt/lists}/* "$work"/debian/usr/share/{doc,man,locale}/*
    tar -C "$work/debian" -cf "$tar.new" .
    mv "$tar.new" "$tar"
    rm -rf "$work/debian"
  fi
  docker import "$tar" pvs-test/debian >/dev/null
}

# As the official image of Node, with the Node and the npm that run this.
make_node() {
  mkdir -p "$work/node/local/bin" "$work/node/npm"
  cp "$(node -p process.execPath)" "$work/node/local/bin/node"
  cp -R "$(node -p "require('path').resolve(process.execPath, '../../include')")" "$work/node/local/include"
  cp -R "$(dirname "$(readlink -f "$(command -v npm)")")/.." "$work/node/npm/"
  cat >"$work/node/Dockerfile" <<'DOCKERFILE'
FROM pvs-test/debian
COPY local /usr/local
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
DOCKERFILE
  docker build --quiet --tag pvs-test/node "$work/node" >/dev/null
}

make_services() {
  docker build --build-arg BASE_IMAGE=pvs-test/debian --tag pvs-test/services \
    --file deploy/test/base/services.Dockerfile deploy/test/base >"$work/services.log" 2>&1 ||
    { tail -n 20 "$work/services.log"; return 1; }
}

say 'starting an engine'
install_engine || skip 'docker.io and debootstrap cannot be installed'
start_engine || skip 'dockerd does not start'
# Nobody could take the place of the only node where it is slow to answer.
docker swarm init --advertise-addr 127.0.0.1 --dispatcher-heartbeat 10m >/dev/null || skip 'no swarm'
docker network create --driver overlay pvs-probe >/dev/null 2>&1 || skip 'the kernel has no overlay networks'
docker network rm pvs-probe >/dev/null

say 'making base images'
make_debian
make_node

say 'building the images'
make_services &
services=$!
choices=(--base pvs-test/debian --node-image pvs-test/node --jobs 3)
# Where downloads go through a proxy of its own, its authority is among those of this machine.
ca=/etc/ssl/certs/ca-certificates.crt
[ ! -f "$ca" ] || choices+=(--ca "$ca")
# The binding that ./pvs setup built on this Debian is the one that the image needs.
binding=node_modules/gdal-async/lib/binding
[ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" != bookworm ] || [ ! -d "$binding" ] || choices+=(--gdal-binding "$binding")
./pvs images "${choices[@]}"
wait "$services"

if [ -n "${PVS_SWARM_GATE:-}" ]; then
  say 'waiting to be let go on'
  until [ -e "$PVS_SWARM_GATE" ]; do sleep 0.5; done
fi

say 'deploying'
export PVS_TEST_SWARM=yes PVS_DATABASE_IMAGE=pvs-test/services PVS_REDIS_IMAGE=pvs-test/services
npx vitest run deploy/test/swarm.test.ts deploy/test/swarm-emg.test.ts "$@" || status=$?
say "ended with ${status:-0}"
exit "${status:-0}"
