#!/usr/bin/env bash
# Every test, in three parts at once: two that take about as long, as one core is idle otherwise, and the
# checks between computers, which listen and wait most of their time.
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

between=tests/relay/doctor/test_between_computers.py
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
run tests --ignore=tests/desktop --ignore=tests/classroom/test_stories.py --ignore=$between >"$said/relay" 2>&1 &
relay=$!
run $between >"$said/between" 2>&1 &
waiting=$!
failed=0
run tests/desktop tests/classroom/test_stories.py || failed=1
wait "$relay" || failed=1
wait "$waiting" || failed=1
cat "$said/relay" "$said/between"
exit "$failed"
