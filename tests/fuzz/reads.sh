#!/bin/bash
# Fuzzes what is read from outside under ASan and UBSan with libFuzzer: tests/fuzz/reads.sh BUILD [TARGET...]. TIME=60: seconds for each
# target, or RUNS=: executions. Inputs that found something are kept in BUILD/fuzz/TARGET/corpus, what fails in BUILD/fuzz/TARGET/found.
set -u
cd "$(dirname "$0")/../.." || exit 5
build=$1
shift
[ $# -gt 0 ] || set -- import incidents wire simulate profiles settings forms gzip inventory
flags="-O2 -g -fno-omit-frame-pointer -fno-sanitize-recover=all"
if ! echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
	clang -fsanitize=fuzzer,address,undefined -x c - -o /dev/null 2>/dev/null; then
	echo "fuzz: skipped: there is no clang with libFuzzer (Debian: clang, libclang-rt-14-dev)"
	exit 0
fi
work=$build/fuzz
mkdir -p "$work"
make --no-print-directory -j2 CC=clang BUILD="$build/fuzzing" OPT="$flags" CFLAGS="-fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow -fno-sanitize-coverage=trace-cmp -w" \
	"$build/fuzzing/librolehop.a" >"$work/build.log" 2>&1 || { tail -5 "$work/build.log"; exit 1; }
# shellcheck disable=SC2046
clang -std=c11 -D_XOPEN_SOURCE=700 -Iinclude -Isrc -Itests/fuzz $flags -w -fsanitize=fuzzer,address,undefined,float-cast-overflow \
	-o "$work/reads" tests/fuzz/fuzz_reads.c tests/fuzz/fuzz_wire.c "$build/fuzzing/librolehop.a" \
	$(pkg-config --libs libcjson sqlite3 ncursesw yaml-0.1 zlib expat) -ldl -lm || exit 1
rm -f "$work/good.db"*
"$build/rolehop" import --quiet --db "$work/good.db" src/app/example >/dev/null &&
	"$build/rolehop" export --quiet --db "$work/good.db" --snapshot "$work/sealed.db.new" >/dev/null &&
	mv "$work/sealed.db.new" "$work/sealed.db" || exit 1

# seeds TARGET FOLDER: good inputs of our own, from the tests.
seeds() {
	case $1 in
	import | forms) cp src/app/example/*.json "$2/" ;;
	incidents) split -l 1 -a 4 <(grep -h 'not authorized' tests/unit/record_denials.h tests/cli/explain.case) "$2/d" ;;
	simulate) split -l 1 -a 4 <(grep -h '"request"' tests/cli/simulate.case) "$2/s" ;;
	wire) for p in 0 1 2 3; do
		printf '%s<R xmlns="x"><ResponseMetadata/><GetResult><L><member><IsTruncated>true</IsTruncated></member></L></GetResult></R>' $p >"$2/x$p"
		printf '%s{"__type":"a#ThrottlingException","message":"m","L":[{"a":1}]}' $p >"$2/j$p"
	done ;;
	profiles) printf '[default]\nregion = us-east-1\n[profile a]\nrole_arn = arn:aws:iam::111111111111:role/A\nsource_profile = default\n[sso-session s]\nsso_region = x\n[services w]\ns3 =\n  endpoint_url = http://a\n\036[default]\naws_access_key_id = A\n' >"$2/p" ;;
	settings) cp themes/*.theme "$2/" && printf 'down = j Down Ctrl-N\nhelp = ? F1\n' >"$2/k" && printf 'color = always\ntheme = light\ndb = ~/x\n' >"$2/c" ;;
	gzip) gzip -c src/app/example/machine-ArchiveWfw.json >"$2/g" ;;
	inventory) printf 'aaaa' >"$2/i" ;;
	esac
}

bad=0
for target; do
	mkdir -p "$work/$target/corpus" "$work/$target/found" "$work/$target/seeds"
	seeds "$target" "$work/$target/seeds"
	log=$work/$target/log
	FUZZ_READ=$target FUZZ_INVENTORY=$work/sealed.db "$work/reads" ${RUNS:+-runs="$RUNS"} -max_total_time="${TIME:-60}" -max_len=8192 -timeout=20 \
		-rss_limit_mb=2048 -dict=tests/fuzz/reads.dict -artifact_prefix="$work/$target/found/" -print_final_stats=1 \
		"$work/$target/corpus" "$work/$target/seeds" >"$log" 2>&1
	status=$?
	echo "fuzz $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions, $(sed -n 's/^stat::average_exec_per_sec: *//p' "$log") a second, $(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -1) edges"
	if [ "$status" -ne 0 ]; then
		bad=1
		grep -E 'does not hold|ERROR|runtime error|SUMMARY|Test unit written' "$log" | head -8
	fi
done
rm -f /dev/shm/rolehop-fuzz-*.db*
exit $bad
