#!/bin/bash
# Fuzzes what is read from outside under ASan, LeakSanitizer and UBSan with libFuzzer: tests/fuzz/reads.sh BUILD [TARGET...], all of
# targets.tsv where none is named. For each, TIME=60: seconds of the processor, over as many runs as that takes, or RUNS=: executions,
# whichever is first. What was done adds up in BUILD/fuzz/TARGET/sum (executions, seconds) and counts when it is asked for more: RESET=1
# begins anew. Inputs that found something are kept in BUILD/fuzz/TARGET/corpus, what fails in BUILD/fuzz/TARGET/found.
set -u
cd "$(dirname "$0")/../.." || exit 5
build=$1
shift
time=${TIME:-60}
runs=${RUNS:-1000000000}
slice=${SLICE:-120}
table=tests/fuzz/targets.tsv
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(awk -F '\t' '!/^#/ { print $1 }' $table)
flags="-O2 -g -fno-omit-frame-pointer -fno-sanitize-recover=all"
checks="address,undefined,float-cast-overflow -fno-sanitize-coverage=trace-cmp"
if ! echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
	clang -fsanitize=fuzzer,address,undefined -x c - -o /dev/null 2>/dev/null; then
	echo "fuzz: skipped: there is no clang with libFuzzer (Debian: clang, libclang-rt-14-dev)"
	exit 0
fi
work=$build/fuzz
mkdir -p "$work"
make --no-print-directory -j2 CC=clang BUILD="$build/fuzzing" OPT="$flags" CFLAGS="-fsanitize=fuzzer-no-link,$checks -w" \
	"$build/fuzzing/librolehop.a" >"$work/build.log" 2>&1 || { tail -5 "$work/build.log"; exit 1; }
plain="-std=c11 -D_XOPEN_SOURCE=700 -Iinclude -Isrc -Itests/fuzz"
# shellcheck disable=SC2086
clang $plain -g -O2 -Wall -Wextra -c -o "$work/mutate.o" tests/fuzz/mutate.c || exit 1

# A program for each target, which is linked with what it reaches alone: libFuzzer looks at every counter after every execution.
# shellcheck disable=SC2046,SC2086
build_target() {
	local more=
	[ "$2" = - ] || more=$work/mutate.o
	! grep -q '"importing.h"' "tests/fuzz/reads/$1.c" || more="$more tests/fuzz/reads/importing.c"
	clang $plain $flags -w -fsanitize=fuzzer,$checks -Wl,--gc-sections -o "$work/$1/fuzz" "tests/fuzz/reads/$1.c" tests/fuzz/reads/main.c $more \
		"$build/fuzzing/librolehop.a" $(pkg-config --libs libcjson sqlite3) -ldl -lm
}

# one_run TARGET GRAMMAR MAX_LEN: adds executions and seconds of the processor to the sum.
one_run() {
	local dir=$work/$1 log=$work/$1/log before spent status TIMEFORMAT='%U %S'
	read -r before spent _ <"$dir/sum"
	export FUZZ_GRAMMAR=$dir/grammar ASAN_OPTIONS=quarantine_size_mb=8:malloc_context_size=8
	{ time "$dir/fuzz" -runs=$((runs - before)) -max_total_time="$slice" -max_len="$3" -len_control=0 -reduce_inputs=0 -entropic=0 -timeout=20 \
		-detect_leaks=0 -rss_limit_mb=2048 -dict=tests/fuzz/reads.dict -artifact_prefix="$dir/found/" -print_final_stats=1 \
		"$dir/corpus" "$dir/seeds" >"$log" 2>&1; } 2>"$dir/spent"
	status=$?
	awk -v done="$before" -v spent="$spent" '
	FILENAME ~ /spent$/ { if (NF == 2) spent += $1 + $2; next }
	/^stat::number_of_executed_units/ { done += $2 }
	{ for (i = 2; i < NF; i++) if ($i == "cov:") edges = $(i + 1) }
	END { printf "%d %.1f %d\n", done, spent, edges }' "$dir/spent" "$log" >"$dir/sum.new" && mv "$dir/sum.new" "$dir/sum"
	return $status
}

rm -f "$work/good.db"*
"$build/rolehop" import --quiet --db "$work/good.db" src/app/example/{organization,account-*,machine-NightlyReportWfw,machine-SecretCacheConsumerWfw}.json >/dev/null &&
	"$build/rolehop" export --quiet --db "$work/good.db" --snapshot "$work/sealed.db.new" >/dev/null &&
	mv "$work/sealed.db.new" "$work/sealed.db" || exit 1
export FUZZ_INVENTORY=$work/sealed.db

bad=0
for target; do
	dir=$work/$target
	IFS=$'\t' read -r _ grammar max_len _ < <(awk -F '\t' -v t="$target" '$1 == t' $table)
	[ -n "${max_len:-}" ] || { echo "fuzz: there is no target $target; there are: $(awk -F '\t' '!/^#/ { printf "%s ", $1 }' $table)"; exit 3; }
	mkdir -p "$dir/corpus" "$dir/found"
	build_target "$target" "$grammar" && tests/fuzz/seeds.sh "$target" "$dir/seeds" || exit 1
	[ "$grammar" = - ] || tests/fuzz/grammar.sh "$grammar" >"$dir/grammar" || exit 1
	[ -s "$dir/sum" ] && [ -z "${RESET:-}" ] || echo "0 0 0" >"$dir/sum"
	status=0
	while read -r executions spent edges <"$dir/sum"; [ "$executions" -lt "$runs" ] && [ "${spent%.*}" -lt "$time" ]; do
		one_run "$target" "$grammar" "$max_len" || { status=$?; break; }
	done
	read -r executions spent edges <"$dir/sum"
	echo "fuzz $target: $executions executions in $spent seconds of the processor, $edges edges"
	if [ "$status" -ne 0 ]; then
		bad=1
		grep -E 'does not hold|ERROR|runtime error|SUMMARY|Test unit written' "$dir/log" | head -8
	fi
done
rm -f /dev/shm/rolehop-fuzz-*
exit $bad
