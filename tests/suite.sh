#!/bin/sh
# Runs one suite: tests/suite.sh BUILD FOLDER LINE, a line of suites.txt. Prints its result in one piece and
# adds "passed failed skipped" to FOLDER/sums.
set -u
cd "$(dirname "$0")/.." || exit 5
build=$1
out=$2
read -r kind name command <<END
$(sed -n "${3}p" tests/suites.txt)
END
log="$out/suite.$3"
export ROLEHOP_TESTS="$PWD/tests"
if [ "$kind" = sanitized ]; then
	build="$build/sanitized"
	export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
fi
export BUILD="$build" PROGRAM="$build/rolehop"

before=$(date +%s)
sh -c "$command" >"$log" 2>&1
status=$?
took=$(($(date +%s) - before))
line=$(grep -E '[0-9]+ passed, [0-9]+ failed' "$log" | tail -1)
p=$(echo "$line" | sed -n 's/.*\b\([0-9][0-9]*\) passed.*/\1/p')
f=$(echo "$line" | sed -n 's/.*\b\([0-9][0-9]*\) failed.*/\1/p')
s=$(echo "$line" | sed -n 's/.*\b\([0-9][0-9]*\) skipped.*/\1/p')
if [ "$status" -ne 0 ] || [ -z "$p" ]; then
	[ "${f:-0}" -gt 0 ] || f=$((${f:-0} + 1))
	text="FAILED: $kind $name (status $status, $took s)
$(tail -150 "$log")"
else
	text="$kind $name: $line ($took s)"
fi
# One write each, so that two suites that end at once do not mix.
printf '%s\n' "$text"
echo "${p:-0} ${f:-0} ${s:-0}" >>"$out/sums"
