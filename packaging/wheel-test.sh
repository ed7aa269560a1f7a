#!/usr/bin/env bash
# Installs the wheel by pipx as README says, starts what it brings, and takes it away: packaging/wheel-test.sh PYTHON WHEEL
set -euo pipefail
wheel=$(realpath "$2") work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" -m venv "$work/tools"
"$work/tools/bin/python" -m pip install --quiet --disable-pip-version-check pipx
export PIPX_HOME=$work/pipx PIPX_BIN_DIR=$work/bin PIPX_MAN_DIR=$work/man HOME=$work/home QT_QPA_PLATFORM=offscreen
mkdir "$HOME"
cd "$work"  # nothing of the source is to be found
"$work/tools/bin/pipx" install --python "$(realpath --no-symlinks "$work/tools/bin/python")" "$wheel[desktop]"

starts() {  # starts WHAT FILE: and FILE is there before long
    local tries=0
    until [ -e "$2" ]; do
        if ! kill -0 $! || [ $((tries += 1)) -gt 600 ]; then cat "$work/said" >&2; return 1; fi
        sleep 0.2
    done
    kill -TERM $!
    wait $!
    echo "schoolbell: by pipx, $1 starts and ends"
}
"$work/bin/schoolbell-relay" run --data "$work/data" --port 0 --announce off --ready-file "$work/ready" >"$work/said" 2>&1 &
starts "the relay" "$work/ready"
"$work/bin/schoolbell" --profile "$work/profile" >"$work/said" 2>&1 &
starts "the desktop" "$work/profile/show.sock"
"$work/tools/bin/pipx" uninstall schoolbell
