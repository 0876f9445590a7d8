#!/usr/bin/env bash
# Finds a browser that ipp-bot can drive, or gets one, and says what it does.
set -euo pipefail
python=$1
found() { "$python" -c 'from ipp_bot.browser import find_browser; b = find_browser(); print(f"{b.kind} {b.version} ({b.source})")' 2>/dev/null; }

if name=$(found); then echo "* browser: $name"; exit 0; fi

as_root=""
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root="none"; fi
fi

if command -v apt-get >/dev/null && [ "$as_root" != none ]; then
  echo "* no browser found: installing Debian's chromium-headless-shell and a Chinese font (about 310 MB)"
  $as_root apt-get update -qq || true
  if $as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-wqy-microhei >/dev/null; then
    if name=$(found); then echo "* browser: $name"; exit 0; fi
  fi
fi

echo "* no browser found: asking Playwright for its own (about 110 MB)"
if "$python" -m playwright install --only-shell chromium && name=$(found); then
  echo "* browser: $name"; exit 0
fi

cat >&2 <<'WORDS'
No browser was found and none could be installed. Nothing was begun. Do one of these, then run make again:
  apt-get install -y --no-install-recommends chromium-headless-shell     (Debian, as root)
  .venv/bin/playwright install --with-deps --only-shell chromium         (where its download host can be reached)
  install Google Chrome, or set IPP_BOT_BROWSER=/path/to/chromium
WORDS
exit 2
