#!/bin/sh
# Builds and runs every test: tests/run.sh BUILD JOBS. The last line is "N passed, N failed, N skipped".
# The suites of suites.txt run side by side, JOBS and one at a time: some of them wait for a terminal or a clock.
set -u
cd "$(dirname "$0")/.." || exit 5
build=${1:-build}
jobs=${2:-2}
out=$(mktemp -d) && trap 'rm -rf "$out"' EXIT
started=$(date +%s)

# built NAME VARIABLE...: a whole build; what it says is shown where it fails.
built() {
	name=$1
	shift
	before=$(date +%s)
	if make --no-print-directory -j"$jobs" STRICT=1 "$@" program tests >"$out/build" 2>&1; then
		echo "$name: built in $(($(date +%s) - before)) s"
		echo "1 0 0" >>"$out/sums"
	else
		grep -vE '^  (CC|TEST|LINK) ' "$out/build"
		echo "FAILED: $name"
		echo "0 1 0" >>"$out/sums"
		return 1
	fi
}

# closing: the sums of all that ran, as the last line; fails where something failed.
closing() {
	awk -v s="$(($(date +%s) - started))" '{ p += $1; f += $2; k += $3 }
	END {
		printf "\n%d seconds\n%d passed, %d failed, %d skipped\n", s, p, f, k
		exit f > 0
	}' "$out/sums"
}

if ! built "the build" BUILD="$build"; then
	closing
	exit 1
fi
kinds="plain"
built "the build under ASan and UBSan" BUILD="$build/sanitized" SANITIZE=1 OPT="-O1 -g1" && kinds="$kinds sanitized"
if command -v clang >/dev/null 2>&1; then
	built "the build with clang" CC=clang BUILD="$build/clang" OPT=-O0
else
	echo "skipped: clang is not installed"
	echo "0 0 1" >>"$out/sums"
fi

# In the order of the file, whatever the build: what takes longest must not be what is left at the end.
awk -v kinds=" $kinds " '!/^#/ && NF && index(kinds, " " $1 " ") { print NR }' tests/suites.txt >"$out/lines"
xargs -n 1 -P "$((jobs + 1))" tests/suite.sh "$build" "$out" <"$out/lines"
closing
