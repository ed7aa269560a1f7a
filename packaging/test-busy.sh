#!/usr/bin/env bash
# Every test beside four busy loops, three times: what holds here holds on a slow computer.
#
#   packaging/test-busy.sh PYTHON [TIMES] [word for pytest...]
set -uom pipefail
cd "$(dirname "$0")/.."
python=$1 times=${2:-3}
shift $(($# > 2 ? 2 : $#))

# A loop looks at its parent again and again, so that it ends even where this script was killed.
loop='import os, sys
while os.getppid() == int(sys.argv[1]):
    sum(range(1_000_000))'
started=()
end() {  # each is a group of processes
    for one in "${started[@]}"; do kill -TERM -- "-$one" 2>/dev/null; done
}
trap end EXIT
trap 'exit 130' INT TERM HUP
for _ in 1 2 3 4; do "$python" -c "$loop" $$ & started+=($!); done

for ((turn = 1; turn <= times; turn++)); do
    echo "schoolbell: every test beside four busy loops, $turn of $times"
    packaging/test.sh "$python" "$@" &  # waited for, so that a signal is heeded at once
    started[4]=$!
    wait "$!" || exit
done
