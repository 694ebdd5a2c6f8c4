#!/usr/bin/env bash
# wheels.sh FOLDER: on a computer with a network, of the same kind as the server: everything that chibo needs.
set -euo pipefail
folder=$1
cd "$(dirname "$0")/.."
mkdir -p "$folder"
"${PYTHON:-python3}" -m pip wheel --quiet --disable-pip-version-check -c constraints.txt -w "$folder" .
echo "$(ls "$folder" | wc -l) gói trong / wheels in $folder"
