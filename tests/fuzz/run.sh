#!/bin/bash
# Fuzzes one room under ASan and UBSan with libFuzzer: tests/fuzz/run.sh BUILD policy|asl. RUNS=10000000 is how many executions, SEED=1
# the seed. What fails is kept in BUILD/fuzz/KIND/found. The run also fails where its last fifth still found a new edge, which only means
# that it should be longer: the inputs that found something are kept in BUILD/fuzz/KIND/corpus, where the next run begins. It fails as
# well where the inputs had 300 bytes or fewer on average.
set -u
cd "$(dirname "$0")/../.." || exit 5
build=$1
kind=$2
runs=${RUNS:-10000000}
seed=${SEED:-1}
work=$build/fuzz/$kind
log=$work/log
if ! command -v clang >/dev/null 2>&1; then
	echo "fuzz-$kind: skipped: clang is not installed (Debian: clang, libclang-rt-14-dev)"
	exit 0
fi
if ! echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
	clang -fsanitize=fuzzer,address,undefined,float-cast-overflow -x c - -o /dev/null 2>/dev/null; then
	echo "fuzz-$kind: skipped: clang has no libFuzzer here (Debian: libclang-rt-14-dev)"
	exit 0
fi
flags="-O2 -g -fno-omit-frame-pointer -fno-sanitize-recover=all"
mkdir -p "$work/corpus" "$work/found"
make --no-print-directory -j2 CC=clang BUILD="$build/fuzzing" OPT="$flags" CFLAGS="-fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow -fno-sanitize-coverage=trace-cmp -w" \
	"$build/fuzzing/librolehop.a" >"$work/build.log" 2>&1 || { tail -5 "$work/build.log"; exit 1; }
plain="-std=c11 -g -D_XOPEN_SOURCE=700 -Iinclude -Isrc -Itests/unit -Itests/fuzz"
# shellcheck disable=SC2086
{
	clang $plain -O2 -Wall -Wextra -c -o "$work/mutate.o" tests/fuzz/mutate.c &&
		clang $plain $flags -w -fsanitize=fuzzer,address,undefined,float-cast-overflow -fno-sanitize-coverage=trace-cmp -o "$work/fuzz" "tests/fuzz/fuzz_$kind.c" "$work/mutate.o" \
			"$build/fuzzing/librolehop.a" -lcmocka $(pkg-config --libs libcjson sqlite3) -ldl -lm
} || exit 1
tests/fuzz/grammar.sh "$kind" >"$work/grammar" || exit 1
FUZZ_GRAMMAR=$work/grammar "$work/fuzz" -runs="$runs" -seed="$seed" -max_len=1500 -entropic=0 -len_control=0 -reduce_inputs=0 -timeout=20 \
	-rss_limit_mb=4096 -dict="tests/fuzz/$kind.dict" -artifact_prefix="$work/found/" -print_final_stats=1 \
	"$work/corpus" "tests/fuzz/seeds-$kind" >"$log" 2>&1
status=$?
# Edges, and the execution at which the last of them was found.
set -- $(awk '{ for (i = 2; i < NF; i++) if ($i == "cov:" && $(i + 1) > most) { most = $(i + 1); at = substr($1, 2) } } END { print most + 0, at + 0 }' "$log")
mean=$(sed -n 's/^mean input: \([0-9]*\) bytes.*/\1/p' "$log" | tail -1)
speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
echo "fuzz-$kind: ${executed:-?} executions, ${speed:-?} a second, mean input ${mean:-?} bytes, $1 edges, the last new one at execution $2"
if [ "$status" -ne 0 ]; then
	grep -E 'does not hold|forgetting|ERROR|runtime error|SUMMARY|Test unit written|grammar' "$log" | head -8
	exit 1
fi
bad=0
[ "${mean:-0}" -gt 300 ] || { echo "fuzz-$kind: inputs of 300 bytes or fewer say little"; bad=1; }
[ "$2" -le $((runs * 4 / 5)) ] || { echo "fuzz-$kind: the last fifth of the run found a new edge: run it again, it goes on from here"; bad=1; }
exit $bad
