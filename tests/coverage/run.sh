#!/bin/bash
# How much of a room its own tests reach: tests/coverage/run.sh BUILD [ROOM]. Prints each line and branch of src/ROOM (policy) that none
# of tests/unit/test_ROOM_* reaches, and fails if one of them is not marked, or if more are marked than one in 300 lines. Tests that go
# by chance are left out: what only they reach, no claim holds. Needs gcc, gcov and python3.
set -eu
cd "$(dirname "$0")/../.."
build=$1/coverage
room=${2:-policy}
by_chance="test_policy_unknown"
tests=()
for source in tests/unit/test_"$room"_*.c; do
	name=$(basename "$source" .c)
	case " $by_chance " in *" $name "*) continue ;; esac
	tests+=("$build/test/$name")
done
make --no-print-directory -j2 CC=gcc BUILD="$build" OPT="-O0 -g" CFLAGS="--coverage -DNDEBUG -w" LDFLAGS=--coverage "${tests[@]}" >"$1/coverage.log" 2>&1 || {
	tail -20 "$1/coverage.log"
	exit 1
}
find "$build" -name '*.gcda' -delete
for t in "${tests[@]}"; do
	ROLEHOP_TESTS="$PWD/tests" "$t" >/dev/null 2>&1 || { echo "FAILED: $t"; exit 1; }
done
exec python3 tests/coverage/report.py "$build" "$room"
