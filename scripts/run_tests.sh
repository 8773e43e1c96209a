#!/bin/sh
# Run tests:  SCREEN=COMMAND scripts/run_tests.sh PYTHON TESTS [ARGS]
# SCREEN is put before what opens windows. All tests run as two processes beside each other, those
# that open windows and the rest, which is told of when both have ended; any others as one.
set -u

python=$1 tests=$2
shift 2

on_screen() {
    sh -c "exec $SCREEN \"\$@\"" sh "$python" -m pytest "$@"
}

if [ "$tests" != tests ]; then
    # shellcheck disable=SC2086
    on_screen $tests "$@"
    exit
fi

export OMP_NUM_THREADS=1 # two processes with as many threads as cores would wait for each other
told=$(mktemp)
"$python" -m pytest tests --ignore=tests/ui --ignore=tests/scene "$@" >"$told" 2>&1 &
rest=$!
trap 'kill "$rest" 2>/dev/null; rm -f "$told"' EXIT
trap 'exit 130' INT TERM
on_screen tests/ui tests/scene "$@"
screen=$?
wait "$rest"
others=$?
cat "$told"
[ "$screen" -eq 0 ] && [ "$others" -eq 0 ]
