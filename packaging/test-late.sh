#!/usr/bin/env bash
# Every test over sockets while what they read is late by chance: finds what takes an order for granted.
#
#   packaging/test-late.sh PYTHON [word for pytest...]
set -uo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=$PWD/tests/late SCHOOLBELL_LATE=${SCHOOLBELL_LATE:-0.05}
[ $# -gt 1 ] || set -- "$1" tests --ignore=tests/bench --ignore=tests/trials --ignore=tests/relay/server/test_loop.py
exec packaging/test.sh "$@"
