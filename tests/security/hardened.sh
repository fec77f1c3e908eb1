#!/bin/sh
# Holds the program to how it is to be built: tests/security/hardened.sh PROGRAM. Prints "N passed, N failed".
set -u
program=$1
passed=0
failed=0

# expect CLAIM COMMAND...
expect() {
	claim=$1
	shift
	if "$@" >/dev/null 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $claim"
	fi
}

header=$(readelf -hW "$program")
segments=$(readelf -lW "$program")
dynamic=$(readelf -dW "$program")
symbols=$(readelf -sW --dyn-syms "$program")

# has TEXT PATTERN: the text has a line of this kind.
has() {
	printf '%s\n' "$1" | grep -Eq "$2"
}

expect "its place in memory is chosen anew in every run (PIE)" has "$header" 'Type: +DYN'
expect "the table of foreign functions is read-only once it is filled (RELRO)" has "$segments" GNU_RELRO
expect "that table is filled before anything runs (BIND_NOW)" has "$dynamic" 'BIND_NOW|Flags:.*NOW'
expect "the stack holds no code" has "$segments" 'GNU_STACK +.* RW +0x'
expect "no segment may be both written and run" sh -c '! printf "%s\n" "$1" | grep -E "LOAD .* RWE "' - "$segments"
expect "functions with arrays guard their stack frame" has "$symbols" __stack_chk_fail
expect "copies know the size of what they fill (FORTIFY)" has "$symbols" '__(mem|str|sn?print|vsnprint|print|fprint|vfprint)[a-z]*_chk'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
