#!/usr/bin/env bash
# Every test, in parts at once, each in its own session: the desktop's pages, features and theme; its line and
# its programs; the relay's, twice; and all others. Each waits for processes and networks much of its time. What
# failed beside the others is run again when they are done, and has failed if it fails then too.
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
begin() { run -o cache_dir="$said/cache-$1" "${@:2}" >"$said/$1.txt" 2>&1 & parts+=($!); }
begin 1 "${widgets[@]}"
begin 2 tests/desktop/line $stories
begin 3 tests/desktop --ignore=tests/desktop/line "${widgets[@]/#/--ignore=}"
begin 4 tests/relay --ignore=$doctor --ignore-glob='tests/relay/test_[a-l]*'
begin 5 tests/relay --ignore=$doctor --ignore-glob='tests/relay/test_[!a-l]*'
begin 6 tests --ignore=tests/desktop --ignore=$stories --ignore-glob='tests/relay/test_*'
failed=()
for part in "${!parts[@]}"; do wait "${parts[$part]}" || failed+=($((part + 1))); done
cat "$said"/*.txt
left=0
for part in "${failed[@]}"; do
    echo "schoolbell: what failed in part $part is run again, by itself"
    run -o cache_dir="$said/cache-$part" --last-failed --last-failed-no-failures none || left=1
done
exit "$left"
