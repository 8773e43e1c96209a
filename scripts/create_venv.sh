#!/bin/sh
# Create a virtual environment with Python 3.11 or 3.12.
# Usage: scripts/create_venv.sh FOLDER    ($PYTHON chooses the interpreter)
set -eu

folder=$1
[ -x "$folder/bin/python" ] && exit 0

suits='import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))'
for python in ${PYTHON:-python3 python3.11 python3.12 python}; do
    if "$python" -c "$suits" 2>/dev/null; then
        if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            exec "$python" -m venv "$folder"
        fi
        lacking=$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            apt-get install -y -q "$lacking" ||
                { apt-get update -q && apt-get install -y -q "$lacking"; }
            exec "$python" -m venv "$folder"
        fi
        echo "$python cannot create virtual environments. Install the system package:" >&2
        echo "    sudo apt-get install $lacking" >&2
        exit 1
    fi
done
echo "MGE Studio needs Python 3.11 or 3.12, and none was found." >&2
echo "Install one, or name it: make PYTHON=/path/to/python3.12 run" >&2
exit 1
