#!/usr/bin/env bash
# Brings resources/translations/ up to what the program says: new plural forms come in empty, to be filled in by
# hand; then each file is compiled into the .qm that travels with the program.
#
#   packaging/translations.sh BIN    BIN: the folder with pyside6-lupdate and pyside6-lrelease
#
# English only needs its plurals ("1 message", "2 messages"); all else is said as it stands in the source.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$1

mapfile -t sources < <(find desktop relay/shared/doctor -name '*.py' | sort)
"$bin/pyside6-lupdate" -pluralonly -no-obsolete -locations none -source-language en -target-language en \
    "${sources[@]}" -ts resources/translations/schoolbell_en.ts
"$bin/pyside6-lrelease" -silent resources/translations/schoolbell_en.ts
