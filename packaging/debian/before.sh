#!/usr/bin/env bash
# Makes packages of the oldest program that every later one understands, with a lower number, to be upgraded from:
# packaging/debian/before.sh OUT. Where this history has no such commit, today's program is given that number.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$1 commit=95cabf9 old=build/before
export COMPRESS="-Zgzip -z1"
if ! git rev-parse --verify --quiet "$commit^{commit}" >/dev/null; then
    echo "schoolbell: commit $commit is not in this history, so the version before is today's by a lower number"
    exec packaging/debian/build.sh "$out" 0.0.1
fi
if [ ! -e "$old/ready" ]; then
    rm -rf "$old"
    mkdir -p "$old/packaging"
    git archive "$commit" relay desktop resources | tar -x -C "$old"
    cp -r packaging/frozen "$old/packaging/frozen"
    PYTHONPATH=$PWD/$old build/frozen-environment/bin/python -m PyInstaller --noconfirm --log-level ERROR \
        --distpath "$old/frozen" --workpath "$old/freezing" "$old/packaging/frozen/schoolbell.spec"
    rm -rf "$old/freezing"
    find "$old/frozen" -xtype l -delete
    for name in schoolbell schoolbell-relay; do cp build/frozen/$name.{copyright,sbom.json} "$old/frozen/"; done
    touch "$old/ready"
fi
FROZEN=$old/frozen exec packaging/debian/build.sh "$out" 0.0.1
