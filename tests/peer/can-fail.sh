#!/bin/bash
# Switches rules of the judge off, one at a time, and expects the comparison to notice: tests/peer/can-fail.sh BUILD [COUNT].
# Each rule is a substitution in one file of src/policy, made in a copy of the sources.
set -u
cd "$(dirname "$0")/../.." || exit 5
build=$1
count=${2:-10000}
copy=$build/peer-can-fail
if ! command -v node >/dev/null 2>&1; then
	echo "peer-can-fail: skipped: node is not installed"
	exit 0
fi
rm -rf "$copy"
mkdir -p "$copy"
cp -r Makefile include src themes "$copy/"
passed=0
failed=0

# rule NAME FILE PERL-SUBSTITUTION
rule() {
	cp "src/policy/$2" "$copy/src/policy/$2"
	perl -0pi -e "$3" "$copy/src/policy/$2"
	if cmp -s "src/policy/$2" "$copy/src/policy/$2"; then
		echo "FAILED: $1: the substitution no longer fits $2"
		failed=$((failed + 1))
		return
	fi
	if ! make -C "$copy" --no-print-directory -j2 OPT=-O1 CFLAGS=-w program >"$copy/log" 2>&1; then
		echo "FAILED: $1: it does not compile any more"
		tail -3 "$copy/log"
		failed=$((failed + 1))
	elif node "$build/peer/run.mjs" --rolehop "$PWD/$copy/build/rolehop" --count "$count" --no-shrink >"$copy/out" 2>&1; then
		echo "FAILED: $1: nobody noticed"
		failed=$((failed + 1))
	else
		echo "noticed: $1 ($(sed -n '2s/.*otherwise.*, \([0-9]*\) of them.*/\1/p' "$copy/out") without a cause)"
		passed=$((passed + 1))
	fi
	cp "src/policy/$2" "$copy/src/policy/$2"
}

tests/peer/run.sh "$build" --count 10 >/dev/null || exit 1
[ -d "$build/peer/node_modules" ] || { echo "peer-can-fail: skipped: npm could not install the peer"; exit 0; }
. tests/peer/rules.sh
echo "$passed noticed, $failed not"
[ "$failed" -eq 0 ]
