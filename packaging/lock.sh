#!/usr/bin/env bash
# Makes packaging/locks/ anew from pyproject.toml: for each Python, everything (pyNNN.txt), the relay
# alone (relay-pyNNN.txt), and what is shipped with what freezes it (package-pyNNN.txt), with hashes, for
# every platform, naming no package index.
#
#   packaging/lock.sh            keeps what is locked wherever pyproject.toml still allows it
#   packaging/lock.sh --upgrade  takes the newest versions that pyproject.toml allows
set -euo pipefail
cd "$(dirname "$0")/.."

uv_version=0.13.9
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if command -v uv >/dev/null && [ "$(uv --version | cut -d' ' -f2)" = "$uv_version" ]; then
    uv=uv
else
    "$python" -m venv "$work/tools"
    "$work/tools/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
    uv=$work/tools/bin/uv
fi

# The build backend is locked too, so that installing the project itself downloads nothing unchecked.
"$python" - >"$work/build.in" <<'PY'
import tomllib
with open("pyproject.toml", "rb") as file:
    print(*tomllib.load(file)["build-system"]["requires"], sep="\n")
PY

compile() {  # compile VERSION OUTPUT [option...]
    local version=$1 output=$2
    shift 2
    "$uv" pip compile --quiet --universal --python-version "$version" \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command "make lock" --output-file "$output" "$@" \
        pyproject.toml "$work/build.in"
    echo "$output: $(grep -c '==' "$output") packages"
}

mkdir -p packaging/locks
for version in 3.11 3.12 3.13; do
    name=py${version/./}
    compile "$version" "packaging/locks/$name.txt" --extra desktop --extra test "$@"
    compile "$version" "packaging/locks/relay-$name.txt" "$@"
    # shipped is what was tested
    compile "$version" "packaging/locks/package-$name.txt" --extra desktop --extra package \
        --constraint "packaging/locks/$name.txt" "$@"
done
