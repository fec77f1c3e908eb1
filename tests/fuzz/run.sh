#!/bin/bash
# Fuzzes one room under ASan and UBSan with libFuzzer: tests/fuzz/run.sh BUILD policy|asl. RUNS=10000000 is how many executions, SEED=1
# the seed. What fails is kept in BUILD/fuzz/KIND. The run also fails where the last fifth of it still found new edges, which only means
# that it should be longer, or where the inputs were short.
set -u
cd "$(dirname "$0")/../.." || exit 5
build=$1
kind=$2
runs=${RUNS:-10000000}
seed=${SEED:-1}
work=$build/fuzz/$kind
if ! command -v clang >/dev/null 2>&1; then
	echo "fuzz-$kind: skipped: clang is not installed (Debian: clang, libclang-rt-dev)"
	exit 0
fi
flags="-O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=undefined"
make --no-print-directory -j2 CC=clang BUILD="$build/fuzzing" OPT="$flags" CFLAGS="-fsanitize=fuzzer-no-link,address,undefined -w" \
	"$build/fuzzing/librolehop.a" >"$build/fuzz-$kind.log" 2>&1 || { tail -5 "$build/fuzz-$kind.log"; exit 1; }
mkdir -p "$work/corpus" "$work/found"
# shellcheck disable=SC2086
clang -std=c11 $flags -fsanitize=fuzzer,address,undefined -D_XOPEN_SOURCE=700 -Iinclude -Isrc -Itests/unit -Itests/fuzz -w \
	-o "$work/fuzz" "tests/fuzz/fuzz_$kind.c" "$build/fuzzing/librolehop.a" -lcmocka \
	$(pkg-config --libs libcjson libcrypto sqlite3 ncursesw) $(pkg-config --silence-errors --libs yaml-0.1 zlib) -lm || exit 1
"$work/fuzz" -runs="$runs" -seed="$seed" -max_len=4096 -dict="tests/fuzz/$kind.dict" -artifact_prefix="$work/found/" -print_final_stats=1 \
	-timeout=20 -rss_limit_mb=4096 "$work/corpus" "tests/fuzz/seeds-$kind" >"$work/log" 2>&1
status=$?
last=$(awk '/ cov: / { n = $1; sub("#", "", n); c = 0; for (i = 1; i < NF; i++) if ($i == "cov:") c = $(i + 1); if (c > most) { most = c; at = n } } END { print at + 0, most + 0 }' "$work/log")
mean=$(sed -n 's/^mean input: \([0-9]*\) bytes.*/\1/p' "$work/log" | tail -1)
speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$work/log")
done_runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
echo "fuzz-$kind: ${done_runs:-?} executions, ${speed:-?} a second, mean input ${mean:-?} bytes, ${last#* } edges, the last new one at execution ${last% *}"
if [ "$status" -ne 0 ]; then
	grep -E 'does not hold|ERROR|runtime error|SUMMARY|Test unit written' "$work/log" | head -8
	exit 1
fi
[ "${last% *}" -le $((runs * 4 / 5)) ] || { echo "fuzz-$kind: the last fifth of the run found new edges: run it longer"; exit 1; }
