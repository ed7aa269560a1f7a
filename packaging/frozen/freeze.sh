#!/usr/bin/env bash
# Freezes desktop and relay, Python and all, into a folder each: packaging/frozen/freeze.sh PYTHON
#
# build/frozen/schoolbell, build/frozen/schoolbell-relay: the folders
# build/frozen/NAME.copyright, NAME.sbom.json:            whose work is in them (packaging/frozen/licences.py)
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$1
version=$("$python" -c 'import sys; print("%d%d" % sys.version_info[:2])')
lock=packaging/locks/package-py$version.txt
out=build/frozen environment=build/frozen-environment

if [ ! "$environment/ready" -nt "$lock" ]; then  # of its own: nothing is frozen that is not locked for it
    "$python" -m venv --clear "$environment"
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    touch "$environment/ready"
fi
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

rm -rf "$out"
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)} PYTHONHASHSEED=1
"$environment/bin/python" -m PyInstaller --noconfirm --log-level ERROR --distpath "$out" --workpath build/freezing \
    packaging/frozen/schoolbell.spec
rm -rf build/freezing
for name in schoolbell schoolbell-relay; do
    (
        cd "$out/$name/_internal"
        # these come with what debuggers want; Qt's do not, and wheels' own copies of libraries may break
        strip --strip-unneeded libpython3* python3*/lib-dynload/*.so uvloop/*.so cryptography/hazmat/bindings/*.so
        # a symlink to what is the system's
        find . -xtype l -delete
    )
    "$environment/bin/python" packaging/frozen/licences.py "$out" "$name"
done
