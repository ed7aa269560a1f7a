#!/usr/bin/env bash
# Every test, in three parts at once, each in its own session: the desktop's, the relay's, and all others,
# which wait for processes and networks most of their time.
#
#   packaging/test.sh PYTHON [word for pytest...]    with words: one run of pytest with them
set -uo pipefail
cd "$(dirname "$0")/.."
python=$1
shift

export QT_QPA_PLATFORM=offscreen
run() {  # on a session bus that starts nothing by itself, where there is D-Bus at all
    if command -v dbus-run-session >/dev/null; then
        dbus-run-session --config-file=tests/bus.conf -- "$python" -m pytest "$@" 2> >(grep -v 'Failed to set fd limit' >&2)
    else
        "$python" -m pytest "$@"
    fi
}

if [ $# -gt 0 ]; then
    run "$@"
    exit
fi

stories=tests/classroom/test_stories.py
doctor=tests/relay/doctor
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
run tests/relay --ignore=$doctor >"$said/relay" 2>&1 &
relay=$!
run tests --ignore=tests/desktop --ignore=$stories --ignore-glob='tests/relay/test_*' >"$said/others" 2>&1 &
others=$!
failed=0
run tests/desktop $stories || failed=1
wait "$relay" || failed=1
wait "$others" || failed=1
cat "$said/relay" "$said/others"
exit "$failed"
