#!/usr/bin/env bash
# Makes the wheel from what is committed, the same bytes each time: packaging/wheel.sh PYTHON OUT
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(realpath --no-symlinks "$1") out=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive HEAD | tar -x -C "$work"
mkdir -p "$out"
out=$(realpath "$out")
cd "$work"  # a copy: setuptools leaves things behind, and takes them for sources next time
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$OLDPWD" log -1 --format=%ct)}
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir "$out" .
