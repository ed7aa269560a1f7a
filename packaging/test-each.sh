#!/usr/bin/env bash
# `make test` on each supported Python found here, by its usual name or among pyenv's; python3's own first.
#
#   packaging/test-each.sh [VERSION...]    leaves out these versions, such as 3.11
set -uo pipefail
cd "$(dirname "$0")/.."

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

pyenv_pythons() {  # pyenv_pythons VERSION: their paths, the newest first
    command -v pyenv >/dev/null || return 0
    pyenv versions --bare 2>/dev/null | grep -E "^${1/./\\.}\.[0-9]+$" | sort -rV \
        | sed "s|.*|$(pyenv root)/versions/&/bin/python|"
}

find_python() {  # find_python VERSION: the first that runs and is of that version
    local candidate
    for candidate in python3 "python$1" $(pyenv_pythons "$1"); do
        if [ "$(version_of "$candidate")" = "$1" ]; then echo "$candidate"; return; fi
    done
}

found=()
for version in 3.11 3.12 3.13; do
    case " $* " in *" $version "*) continue ;; esac
    python=$(find_python "$version")
    if [ -z "$python" ]; then
        echo "schoolbell: Python $version was not found, so it is not tested"
        continue
    fi
    echo "schoolbell: Python $version is $python"
    if [ "$python" = python3 ]; then found=("$python" ${found[@]+"${found[@]}"}); else found+=("$python"); fi
done
if [ ${#found[@]} = 0 ]; then
    echo "schoolbell: no Python to test with"
    exit 1
fi

failed=0
for python in "${found[@]}"; do
    make --no-print-directory test PYTHON="$python" || failed=1
done
exit "$failed"
