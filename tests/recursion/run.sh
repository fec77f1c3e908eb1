#!/bin/sh
# Every recursion of the program has a bound (bounds.txt): tests/recursion/run.sh BUILD. Prints "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 5
build=$1
if ! command -v clang >/dev/null 2>&1; then
	echo "recursion: skipped: there is no clang (Debian: clang)"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi
mkdir -p "$build/recursion"
# As text of LLVM, each function as it is written: nothing is put into another.
make --no-print-directory -j2 CC=clang BUILD="$build/recursion" OPT="-O0 -g0" CFLAGS="-S -emit-llvm -w" \
	"$build/recursion/librolehop.a" "$build/recursion/obj/src/main.o" >"$build/recursion/log" 2>&1 || { tail -5 "$build/recursion/log"; exit 1; }
# Of sources that are there: the objects of removed ones may be left.
for f in src/main.c src/*/*.c; do
	object=$build/recursion/obj/${f%.c}.o
	[ -f "$object" ] && echo "$object"
done >"$build/recursion/list"
xargs python3 tests/recursion/cycles.py tests/recursion/bounds.txt <"$build/recursion/list"
