#!/usr/bin/env bash
# Every test once, but for those that are marked rare (make test-rare). They are a queue of parts, each a run of pytest in
# a session of its own; as many parts at once as the computer has processors and two more, since some wait for
# processes and networks. What takes longest comes first, so that all end at nearly the same time.
#
#   packaging/test.sh PYTHON [word for pytest...]    with words: one run of pytest with them
#   BESIDE="make check" packaging/test.sh PYTHON     one part more, which is a command
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

desktop=tests/desktop relay=tests/relay classroom=tests/classroom/test_stories.py full=tests/classroom/test_full_lesson.py
features=$desktop/features widgets="$desktop/theme $desktop/parts"
long="$relay/test_permissions.py $relay/test_any_word.py $relay/school $relay/store"
alone="$long $relay/stories $relay/server"
others="$desktop/app $desktop/pages $desktop/client $features $widgets"
parts="${BESIDE:+$BESIDE
}$features --ignore-glob=$features/[q-z]*
$desktop/app
$desktop/pages --ignore=$desktop/pages/room
$features --ignore-glob=$features/*/*
$long
$features --ignore-glob=$features/[a-p]*/* --ignore-glob=$features/test_*.py
$desktop/client $classroom $widgets
$desktop --ignore=${others// / --ignore=}
$full
$relay --ignore=${alone// / --ignore=}
$relay/stories $relay/server
$desktop/pages/room
tests --ignore=$desktop --ignore=$relay --ignore=$classroom --ignore=$full"

# Folders of tests lie in memory where there is room: most of what tests of the store wait for is the disk.
room=/dev/shm
[ "$(df --output=avail -k "$room" 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null && [ -w "$room" ] || room=''

set -m  # xargs and all that it starts are a group of processes
said=$(mktemp -d ${room:+-p "$room"})
end() {  # none outlives this script
    [ -z "${queue:-}" ] || kill -TERM -- "-$queue" 2>/dev/null
    rm -rf "$said"
}
trap end EXIT
trap 'exit 130' INT TERM HUP
processors=$("$python" -c 'import os; print(os.cpu_count())')
# shellcheck disable=SC2016  # it is the inner shell that puts these in place
xargs -P $((processors + 2)) -L 1 bash -c '
    python=$1 said=$2 number=$3
    shift 3
    exec >"$said/$number.txt" 2>&1
    case $1 in
        tests*) exec packaging/test.sh "$python" -m "not rare" -o cache_dir="$said/cache-$number" \
            --basetemp="$said/folders-$number" "$@" ;;
        *) "$@" ;;
    esac
' part "$python" "$said" <<<"$(nl -w 1 -s " " <<<"$parts")" &
queue=$!
wait "$queue"
failed=$?
for one in $(seq $(wc -l <<<"$parts") -1 1); do cat "$said/$one.txt"; done  # checks, which are the first, come last
exit "$failed"
