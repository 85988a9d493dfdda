#!/bin/sh
# Makes what a release consists of, from the commit that is checked out: the source archive (the same bytes each time),
# the bill of materials (CycloneDX), what the CHANGELOG says of it, with --images the images and the
# user guide as PDF, and checksums of all.
#
#   deploy/release.sh [--images] [DIRECTORY]
#
# Before: npm version 0.2.0 --workspaces --include-workspace-root --no-git-tag-version, a section in CHANGELOG.md, a
# commit and its tag. The images are those that ./pvs images built; `docker load` takes them on another machine,
# where PVS_VERSION has to name this version: they come without `latest`.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
images=''
[ "${1:-}" != --images ] || { images=yes; shift; }
case ${1:-} in -*) echo "release: unknown option $1: allowed is --images" >&2; exit 2 ;; esac
out=${1:-release}
mkdir -p "$out"
out=$(CDPATH='' cd -- "$out" && pwd)
cd "$root"

version=$(node -p "require('./package.json').version")
name=prism-view-server-$version
[ -z "$(git status --porcelain -uno)" ] || echo 'release: what is not committed is not in it' >&2

# Times of the files are those of the commit; gzip writes no time of its own.
git archive --format=tar --prefix="$name/" HEAD | gzip -9n >"$out/$name.tar.gz"

# All that is installed, what is only built or tested with marked as `development`. Left out by npm (--omit dev), some
# of what services use would be missing.
npm sbom --sbom-format cyclonedx --sbom-type application --package-lock-only >"$out/$name.cdx.json" 2>"$out/npm.log" ||
  { cat "$out/npm.log" >&2; exit 1; }
rm "$out/npm.log"
# npm names what the lock file has in folders after these: the checkout, and the workspaces.
node - "$out/$name.cdx.json" <<'SCRIPT'
const { readFileSync, writeFileSync } = require('node:fs');
const [path] = process.argv.slice(2);
const bom = JSON.parse(readFileSync(path, 'utf8'));
for (const component of [bom.metadata.component, ...bom.components])
  component.name = decodeURIComponent(/^pkg:npm\/([^@]+)@/.exec(component.purl)?.[1] ?? component.name);
writeFileSync(path, `${JSON.stringify(bom, null, 2)}\n`);
SCRIPT

# The version's section; before it is released, what stands under Unreleased.
grep -q "^## \[$version\]" CHANGELOG.md && section=$version || section=Unreleased
awk -v start="## [$section]" 'index($0, start) == 1 { on = 1; next } /^## \[/ { on = 0 } on' CHANGELOG.md >"$out/$name.md"

if [ -n "$images" ]; then
  # Where a Chromium is there to print it (3: none is).
  status=0
  npm run --silent guide:pdf -- "$out/$name.pdf" >/dev/null || status=$?
  [ "$status" = 0 ] || [ "$status" = 3 ] || exit "$status"
  for image in pvs_core pvs_cache pvs_preprocessor pvs_ingestor pvs_client; do
    docker save "${PVS_REGISTRY:-}$image:$version" | gzip -n >"$out/$image-$version.tar.gz"
  done
fi

cd "$out"
sha256sum -- *"$version"*.* >SHA256SUMS
cat SHA256SUMS
