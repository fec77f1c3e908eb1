#!/bin/bash
# How much of the rooms that decide the tests reach: tests/coverage/rooms.sh BUILD [PLACE...]. Runs the unit tests, the cases of the
# command line, what the documents show and the incidents on a build that counts, prints lines and branches of each room, and fails if
# one of them is below the bounds of rooms.py. PLACE (src/asl, src/asl/choice.c): what none of these reaches there is printed, too.
# Unit tests that go by chance are left out: what only they reach, no claim holds. Needs gcc, gcov and python3.
#
# Every branch counts, those of failing calls too. Where memory ends the program ends in one place (base/mem.c), so that an allocation
# leaves no branch behind it; where the disk or SQLite fails is reached by tests/unit/test_store_faults.c, which fails each call in turn.
set -eu
cd "$(dirname "$0")/../.."
build=$1/coverage
log=$1/coverage.log
by_chance="test_policy_unknown test_base_json_read test_graph_random test_trace_recorder test_app_kept test_feed_again"
shift

# attempt NAME COMMAND...
attempt() {
	local name=$1
	shift
	"$@" >"$log" 2>&1 || {
		echo "FAILED: $name"
		tail -20 "$log"
		exit 1
	}
}

# tests/coverage/run.sh builds into the same folder, with the same flags.
attempt build make --no-print-directory -j2 CC=gcc BUILD="$build" OPT="-O0 -g" CFLAGS="--coverage -DNDEBUG -w" LDFLAGS=--coverage \
	program tests
find "$build" -name '*.gcda' -delete
export ROLEHOP_TESTS="$PWD/tests"
for source in tests/unit/test_*.c; do
	name=$(basename "$source" .c)
	case " $by_chance " in *" $name "*) ;; *) attempt "$name" "$build/test/$name" ;; esac
done
attempt "command line" tests/cli/run.sh "$build/rolehop"
attempt documents python3 tests/docs/run.py "$build/rolehop"
attempt incidents tests/incidents/run.sh "$build/rolehop"
exec python3 -B tests/coverage/rooms.py "$build" "$@"
