#!/usr/bin/env bash
# Every test once, in parts at once, each in its own session: the desktop's features, with theme and parts; its pages;
# its client, with stories and the network check; its programs; the relay on its wire; its store, school and rules; all
# others. None takes much more of the processor than another (from 40 to 80 s); what waits for processes and networks
# leaves it to the rest.
#
#   packaging/test.sh PYTHON [word for pytest...]    with words: one run of pytest with them
set -uo pipefail
cd "$(dirname "$0")/.."
python=$1
shift

export QT_QPA_PLATFORM=offscreen
unset PYTHONDONTWRITEBYTECODE  # each of many hundred processes would compile all it reads
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

set -m  # each part is a group of processes
said=$(mktemp -d)
parts=()
end() {  # none outlives this script
    for part in "${parts[@]}"; do kill -TERM -- "-$part" 2>/dev/null; done
    rm -rf "$said"
}
trap end EXIT
trap 'exit 130' INT TERM HUP
widgets=(tests/desktop/features tests/desktop/theme tests/desktop/parts)
pages=tests/desktop/pages
stories=tests/classroom/test_stories.py
wire=(tests/relay/cli tests/relay/delivery tests/relay/server tests/relay/stories)
network=(tests/relay/doctor tests/relay/shared)
begin() { run -o cache_dir="$said/cache-$1" "${@:2}" >"$said/$1.txt" 2>&1 & parts+=($!); }
begin 1 "${widgets[@]}"
begin 2 $pages
begin 3 tests/desktop/client $stories "${network[@]}"
begin 4 tests/desktop --ignore=tests/desktop/client --ignore=$pages "${widgets[@]/#/--ignore=}"
begin 5 "${wire[@]}"
begin 6 tests/relay "${wire[@]/#/--ignore=}" "${network[@]/#/--ignore=}"
begin 7 tests --ignore=tests/desktop --ignore=tests/relay --ignore=$stories
failed=0
for part in "${parts[@]}"; do wait "$part" || failed=1; done
cat "$said"/*.txt
exit "$failed"
