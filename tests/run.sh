#!/bin/sh
# Builds and runs every test: tests/run.sh BUILD JOBS. The last line is "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/.." || exit 5
build=${1:-build}
jobs=${2:-2}
passed=0
failed=0
skipped=0
log=$(mktemp) && trap 'rm -f "$log"' EXIT
export ROLEHOP_TESTS="$PWD/tests"

heading() {
	printf '\n== %s\n' "$1"
}

fail() {
	failed=$((failed + 1))
	echo "FAILED: $1"
}

# add PASSED FAILED SKIPPED: sums of one suite.
add() {
	passed=$((passed + ${1:-0}))
	failed=$((failed + ${2:-0}))
	skipped=$((skipped + ${3:-0}))
}

# run_unit FOLDER: every cmocka program there; its own closing lines are counted.
run_unit() {
	for t in "$1"/test/test_*; do
		case $t in *.d) continue ;; esac
		[ -x "$t" ] || continue
		[ -f "tests/unit/$(basename "$t").c" ] || continue
		"$t" >"$log" 2>&1
		status=$?
		p=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log" | head -1)
		f=$(sed -n 's/^\[  FAILED  \] .*\b\([0-9][0-9]*\) test.*/\1/p' "$log" | head -1)
		s=$(sed -n 's/^\[  SKIPPED \] .*\b\([0-9][0-9]*\) test.*/\1/p' "$log" | head -1)
		add "$p" "$f" "$s"
		if [ "$status" -ne 0 ]; then
			[ -n "$f" ] || failed=$((failed + 1))
			echo "FAILED: $t (status $status)"
			grep -vE '^\[ (RUN|      OK) ' "$log" | head -80
		elif [ -z "$p" ]; then
			fail "$t ran no test"
		fi
	done
}

# run_suite NAME COMMAND...: a script that closes with "N passed, N failed[, N skipped]".
run_suite() {
	name=$1
	shift
	"$@" >"$log" 2>&1
	status=$?
	line=$(grep -E '[0-9]+ passed, [0-9]+ failed' "$log" | tail -1)
	p=$(echo "$line" | sed -n 's/.*\b\([0-9][0-9]*\) passed.*/\1/p')
	f=$(echo "$line" | sed -n 's/.*\b\([0-9][0-9]*\) failed.*/\1/p')
	s=$(echo "$line" | sed -n 's/.*\b\([0-9][0-9]*\) skipped.*/\1/p')
	add "$p" "$f" "$s"
	if [ "$status" -ne 0 ] || [ -z "$p" ]; then
		[ "${f:-0}" -gt 0 ] || failed=$((failed + 1))
		echo "FAILED: $name (status $status)"
		tail -120 "$log"
	else
		echo "$name: $line"
	fi
}

heading "build"
if ! make --no-print-directory -j"$jobs" BUILD="$build" STRICT=1 program tests; then
	fail "the build"
	echo "$passed passed, $failed failed, $skipped skipped"
	exit 1
fi

heading "style"
run_suite style tests/style/check.sh

heading "unit tests"
run_unit "$build"

heading "verdicts of random estates"
run_suite properties tests/property/run.sh "$build" 20000

heading "how it is built"
run_suite hardened tests/security/hardened.sh "$build/rolehop"
run_suite "killed imports" python3 tests/security/kills.py "$build/rolehop"
run_suite "failing calls" python3 tests/security/faults.py "$build/rolehop" "$build" 8

heading "command line"
run_suite cli tests/cli/run.sh "$build/rolehop"

heading "hostile data"
run_suite "an inventory cut short" python3 tests/security/cut.py "$build/rolehop"
run_suite "hostile names" python3 tests/security/hostile.py "$build/rolehop"

run_suite "deep data" python3 tests/security/deep.py "$build/rolehop"

heading "documents"
run_suite "what the documents show" python3 tests/docs/run.py "$build/rolehop"
run_suite "members of the JSON" python3 tests/docs/members.py "$build/rolehop"

heading "incidents"
run_suite incidents tests/incidents/run.sh "$build/rolehop"
run_suite "incidents, mended" tests/incidents/run.sh "$build/rolehop" --mend --every 5

heading "sync, from an AWS on the loopback"
run_suite sync tests/sync/run.sh "$build/rolehop"
run_suite "sync, from moto" tests/sync/run.sh "$build/rolehop" emulator

heading "explorer"
run_suite tui tests/tui/run.sh "$build/rolehop"

heading "the same under ASan and UBSan"
if make --no-print-directory -j"$jobs" BUILD="$build/sanitized" STRICT=1 SANITIZE=1 OPT="-O1 -g" program tests; then
	ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
	export ASAN_OPTIONS UBSAN_OPTIONS
	run_unit "$build/sanitized"
	run_suite "cli, sanitized" tests/cli/run.sh "$build/sanitized/rolehop"
	run_suite "incidents, sanitized" tests/incidents/run.sh "$build/sanitized/rolehop"
	run_suite "sync, sanitized" tests/sync/run.sh "$build/sanitized/rolehop"
	run_suite "tui, sanitized" tests/tui/run.sh "$build/sanitized/rolehop"
	run_suite "random keys, sanitized" tests/tui/random.sh "$build/sanitized/rolehop" 1000
else
	fail "the sanitized build"
fi

heading "the other compiler"
if command -v clang >/dev/null 2>&1; then
	if make --no-print-directory -j"$jobs" CC=clang BUILD="$build/clang" STRICT=1 OPT=-O0 program tests; then
		passed=$((passed + 1))
	else
		fail "clang builds it without a warning"
	fi
else
	skipped=$((skipped + 1))
	echo "skipped: clang is not installed"
fi

printf '\n'
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
