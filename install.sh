#!/bin/sh
# Installs ipp-bot for this user, without root, and makes a shortcut that opens its web page.
# sh install.sh [--wheel FILE] [--index URL] [--extras LIST] [--workspace DIR] [--no-shortcut] [--no-browser]
set -eu

say() { printf '* %s\n' "$*"; }
fail() { printf 'error: %s\n' "$1" >&2; printf '    -> %s\n' "$2" >&2; exit 2; }

# What stands between double quotes of a shell or of a desktop entry.
in_quotes() { printf '%s' "$1" | sed 's/[\\"$`]/\\&/g'; }

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
wheel='' index='' extras='ui,portal' workspace="$HOME/ipp-bot" shortcut=yes browser=yes
while [ $# -gt 0 ]; do
  case $1 in
    --wheel | --index | --extras | --workspace)
      [ $# -gt 1 ] || fail "$1 needs a value" "sh install.sh --help"
      case $1 in
        --wheel) wheel=$2 ;;
        --index) index=$2 ;;
        --extras) extras=$2 ;;
        --workspace) workspace=$2 ;;
      esac
      shift 2
      ;;
    --no-shortcut) shortcut=no; shift ;;
    --no-browser) browser=no; shift ;;
    -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
    *) fail "there is no option $1" "sh install.sh --help" ;;
  esac
done

# What is installed: the wheel that is named, one that lies here, or the name at an index.
if [ -z "$wheel" ]; then
  for each in "$here"/ipp_bot-*.whl "$here"/dist/ipp_bot-*.whl; do
    [ -f "$each" ] && wheel=$each
  done
fi
if [ -n "$wheel" ]; then
  [ -f "$wheel" ] || fail "$wheel is not there" "make wheel builds one in dist/"
  wheel=$(CDPATH='' cd -- "$(dirname -- "$wheel")" && pwd)/$(basename -- "$wheel")
  what="${wheel}[$extras]"
else
  what="ipp-bot[$extras]"
fi

bin="$HOME/.local/bin"
if command -v uv >/dev/null 2>&1; then
  say "installing $what with uv"
  if [ -n "$wheel" ]; then what="ipp-bot[$extras] @ $wheel"; fi
  uv tool install --quiet --force ${index:+--index "$index"} "$what" ||
    fail "uv could not install it" "read what uv says above"
  bin=$(uv tool dir --bin)
else
  python=''
  for each in python3 python3.13 python3.12 python3.11; do
    if "$each" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      python=$each
      break
    fi
  done
  [ -n "$python" ] ||
    fail "neither uv nor a Python 3.11 with venv was found" "https://docs.astral.sh/uv/ installs uv; Debian: apt-get install -y python3-venv"
  home="${XDG_DATA_HOME:-$HOME/.local/share}/ipp-bot"
  say "installing $what into $home with $("$python" --version)"
  "$python" -m venv --clear "$home/venv"
  "$home/venv/bin/python" -m pip install --quiet --disable-pip-version-check ${index:+--index-url "$index"} "$what" ||
    fail "pip could not install it" "read what pip says above"
  mkdir -p "$bin"
  ln -sf "$home/venv/bin/ipp-bot" "$bin/ipp-bot"
fi
program="$bin/ipp-bot"
say "$("$program" --version) is at $program"
case ":$PATH:" in
  *":$bin:"*) ;;
  *) say "$bin is not on the PATH: export PATH=\"$bin:\$PATH\"" ;;
esac

if [ "$browser" = yes ]; then
  if "$program" browser list >/dev/null 2>&1; then
    say "the browser that is there is used: ipp-bot browser list"
  else
    say "no browser was found: getting one (about 110 MB)"
    "$program" browser install || say "none could be got: install Chrome, Chromium or Edge"
  fi
fi

if [ -f "$workspace/ipp-bot.yaml" ]; then
  say "the workspace $workspace is kept as it is"
else
  "$program" new "$workspace" >/dev/null 2>&1 || fail "no workspace could be begun in $workspace" "--workspace DIR names another folder"
  say "a workspace was begun in $workspace: accounts go into its ipp-bot.yaml"
fi

if [ "$shortcut" = yes ]; then
  if [ "$(uname)" = Darwin ]; then
    mkdir -p "$HOME/Applications"
    file="$HOME/Applications/ipp-bot.command"
    printf '#!/bin/sh\nexec "%s" ui --workspace "%s"\n' "$(in_quotes "$program")" "$(in_quotes "$workspace")" >"$file"
    chmod 755 "$file"
  else
    folder="${XDG_DATA_HOME:-$HOME/.local/share}/applications"
    mkdir -p "$folder"
    file="$folder/ipp-bot.desktop"
    {
      printf '[Desktop Entry]\nType=Application\nName=ipp-bot\nTerminal=true\nCategories=Office;\n'
      printf 'Exec="%s" ui --workspace "%s"\n' "$(in_quotes "$program" | sed 's/%/%%/g')" "$(in_quotes "$workspace" | sed 's/%/%%/g')"
    } >"$file"
  fi
  say "the shortcut $file opens the page"
fi
say "now type: ipp-bot ui --workspace \"$workspace\""
