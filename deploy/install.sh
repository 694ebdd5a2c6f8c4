#!/usr/bin/env bash
# install.sh WHEELS PLACE: on the server, without a network: chibo into a place of its own.
set -euo pipefail
wheels=$1 place=$2
"${PYTHON:-python3}" -m venv --clear "$place"
"$place/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$wheels" chibo
"$place/bin/chibo" --help >/dev/null
# Whoever installs may be root with a strict umask; the service's own user must be able to read it.
chmod -R go+rX "$place"
echo "đã cài vào / installed into $place"
