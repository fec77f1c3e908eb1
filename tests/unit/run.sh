#!/bin/sh
# Runs every cmocka program of a build: tests/unit/run.sh BUILD. Prints "N passed, N failed, N skipped".
set -u
build=$(realpath "${1:?usage: tests/unit/run.sh BUILD}")
cd "$(dirname "$0")/../.." || exit 5
passed=0
failed=0
skipped=0
log=$(mktemp) && trap 'rm -f "$log"' EXIT

# count PATTERN: the number in cmocka's closing line of that kind.
count() {
	n=$(sed -n "s/^\[  $1 *\] .*\b\([0-9][0-9]*\) test.*/\1/p" "$log" | head -1)
	echo "${n:-0}"
}

for source in tests/unit/test_*.c; do
	test="$build/test/$(basename "$source" .c)"
	"$test" >"$log" 2>&1
	status=$?
	p=$(count PASSED)
	f=$(count FAILED)
	passed=$((passed + p))
	failed=$((failed + f))
	skipped=$((skipped + $(count SKIPPED)))
	if [ "$status" -ne 0 ]; then
		[ "$f" -gt 0 ] || failed=$((failed + 1))
		echo "FAILED: $(basename "$test") (status $status)"
		grep -vE '^\[ (RUN|      OK) ' "$log" | head -80
	elif [ "$p" -eq 0 ]; then
		failed=$((failed + 1))
		echo "FAILED: $(basename "$test") ran no test"
	fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
