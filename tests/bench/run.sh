#!/bin/sh
# Builds the benchmark, makes its estates and runs every row: tests/bench/run.sh BUILD [PART OF A ROW'S NAME].
# QUICK=1: smaller estates and fewer laps. SEED=1: of the estates.
set -eu
cd "$(dirname "$0")/../.."
build=$1
work=$build/bench
quick=${QUICK:+-quick}
estates=$work/estates$quick
seed=${SEED:-1}
mkdir -p "$work" "$estates"

flags="-std=c11 -O2 -Wall -Wextra -D_XOPEN_SOURCE=700 -Iinclude -Isrc"
# shellcheck disable=SC2086
{
	${CC:-cc} $flags -o "$work/estate" tests/bench/estate.c
	${CC:-cc} $flags -o "$work/floor" tests/bench/bare.c tests/bench/floor.c $(pkg-config --libs libcjson sqlite3)
	${CC:-cc} $flags -Itests/bench -o "$work/bench" tests/bench/bench.c tests/bench/row_*.c tests/bench/bare.c "$build/librolehop.a" \
		$(pkg-config --libs libcjson sqlite3) -ldl -lm
}

# estate NAME ACCOUNTS ROLES MACHINES TASKS [open]: the files and the inventory, once for each seed.
estate() {
	if [ ! -e "$estates/$1.made-$seed" ]; then
		rm -rf "$estates/$1" "$estates/$1.db"* "$estates/$1.made-"*
		"$work/estate" "$estates/$1" "$2" "$3" "$4" "$5" "$seed" ${6:+"$6"}
		"$build/rolehop" import --quiet --db "$estates/$1.db" "$estates/$1"
		touch "$estates/$1.made-$seed"
	fi
}
estate small 25 400 20 10
estate open 25 400 0 0 open
if [ "$quick" ]; then
	estate import 20 400 20 10
	estate large 100 300 20 10
	echo "quick: the large estate is a tenth of what it should be: 30,000 roles, 20,000 Tasks"
else
	estate import 60 400 20 10
	estate large 1000 300 20 10
fi

# The peer is asked where npm can install it, as in tests/peer.
if command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; then
	mkdir -p "$build/peer"
	cp tests/peer/*.mjs tests/peer/*.json tests/bench/judge.mjs "$build/peer/"
	[ -d "$build/peer/node_modules/@cloud-copilot/iam-simulate" ] ||
		(cd "$build/peer" && npm install --silent --no-audit --no-fund --ignore-scripts >npm.log 2>&1) ||
		rm -f "$build/peer/judge.mjs"
fi
"$work/bench" "$build" "$estates" ${2:+"$2"}

# The explorer on a terminal, beside others; EXTREME=0 leaves the list of 15 million out.
exec python3 tests/bench/terminal.py "$build" "$estates" "${2:-}"
