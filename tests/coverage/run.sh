#!/bin/bash
# How much of a room its tests reach: tests/coverage/run.sh BUILD [ROOM]. Prints each line and branch of src/ROOM (policy) that no test
# reaches, and fails if one of them is not marked, or if more are marked than one in 300 lines. Needs gcc, gcov and python3.
set -eu
cd "$(dirname "$0")/../.."
build=$1/coverage
room=${2:-policy}
export ROLEHOP_TESTS="$PWD/tests"
make --no-print-directory -j2 CC=gcc BUILD="$build" OPT="-O0 -g" CFLAGS="--coverage -DNDEBUG -w" LDFLAGS=--coverage program tests >"$1/coverage.log" 2>&1 || {
	tail -20 "$1/coverage.log"
	exit 1
}
find "$build" -name '*.gcda' -delete
for t in "$build"/test/test_*; do
	case $t in *.d | *.gcno | *.gcda) continue ;; esac
	[ -f "tests/unit/$(basename "$t").c" ] || continue
	"$t" >/dev/null 2>&1 || { echo "FAILED: $t"; exit 1; }
done
tests/cli/run.sh "$build/rolehop" >/dev/null || { echo "FAILED: tests/cli"; exit 1; }
exec python3 tests/coverage/report.py "$build" "$room"
