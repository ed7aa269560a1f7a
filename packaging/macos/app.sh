#!/usr/bin/env bash
# Makes build/Schoolbell-macos.zip, on a Mac: packaging/macos/app.sh PYTHON. Never run: there was no Mac where it was written.
#
# APPLE_IDENTITY, APPLE_ID, APPLE_TEAM, APPLE_PASSWORD: sign it, and have Apple look at it; without the first it is not signed.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$1
version=$("$python" -c 'import sys; print("%d%d" % sys.version_info[:2])')
environment=build/frozen-environment app=build/frozen/Schoolbell.app
"$python" -m venv --clear "$environment"
"$environment/bin/python" -m pip install --quiet --require-hashes -r "packaging/locks/package-py$version.txt"
"$environment/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
"$environment/bin/python" packaging/macos/icon.py build/schoolbell.icns
"$environment/bin/python" -m PyInstaller --noconfirm --log-level ERROR --distpath build/frozen --workpath build/freezing \
    packaging/frozen/schoolbell.spec
if [ -n "${APPLE_IDENTITY:-}" ]; then
    codesign --force --deep --options runtime --timestamp --entitlements packaging/macos/entitlements.plist \
        --sign "$APPLE_IDENTITY" "$app"
    ditto -c -k --keepParent "$app" build/to-notarize.zip
    xcrun notarytool submit build/to-notarize.zip --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM" \
        --password "$APPLE_PASSWORD" --wait
    xcrun stapler staple "$app"
fi
ditto -c -k --keepParent "$app" build/Schoolbell-macos.zip
