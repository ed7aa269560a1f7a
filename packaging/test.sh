#!/usr/bin/env bash
# Every test, in parts at once, each in its own session: the desktop's pages, features and theme; its line and
# its programs; the relay's, twice; and all others. Each waits for processes and networks much of its time.
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

said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
widgets=(tests/desktop/features tests/desktop/pages tests/desktop/theme)
stories=tests/classroom/test_stories.py
doctor=tests/relay/doctor
parts=()
begin() { run "${@:2}" >"$said/$1" 2>&1 & parts+=($!); }
begin 1 "${widgets[@]}"
begin 2 tests/desktop $stories "${widgets[@]/#/--ignore=}"
begin 3 tests/relay --ignore=$doctor --ignore-glob='tests/relay/test_[a-l]*'
begin 4 tests/relay --ignore=$doctor --ignore-glob='tests/relay/test_[!a-l]*'
begin 5 tests --ignore=tests/desktop --ignore=$stories --ignore-glob='tests/relay/test_*'
failed=0
for part in "${parts[@]}"; do wait "$part" || failed=1; done
cat "$said"/*
exit "$failed"
