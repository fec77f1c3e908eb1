#!/bin/bash
# Runs the program and its unit tests under valgrind's memcheck: tests/valgrind/run.sh BUILD. Nothing may use memory that is not set or
# not its own, and nothing may be lost. It sees what ASan does not: values that were never set, and the libraries as they are installed.
# Prints "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/../.." || exit 5
build=$1
if ! command -v valgrind >/dev/null 2>&1; then
	echo "valgrind: skipped: it is not installed (Debian: valgrind)"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi
# Tests that would take more than a minute each here, and how long something takes: all run under ASan in make test.
slow=" test_feed_again test_app_kept test_trace_recorder test_store_faults test_tui_explorer test_app_diff test_policy_unknown test_tui_graph test_policy_match "
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
export ROLEHOP_TESTS="$PWD/tests" HOME="$work" LC_ALL=C.UTF-8 TZ=UTC
check="valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,possible --show-leak-kinds=definite,possible
	--child-silent-after-fork=yes --suppressions=tests/valgrind/known.supp"
passed=0
failed=0

# holds STATUS NAME COMMAND...: it ends with that status, and valgrind says nothing. It gets five minutes of the processor, however busy
# that is.
holds() {
	local want=$1 name=$2 status
	shift 2
	# shellcheck disable=SC2086 # words on purpose
	(ulimit -t 300 && exec timeout 1800 $check "$@") >"$work/out" 2>"$work/err" </dev/null
	status=$?
	if [ "$status" -eq "$want" ] && ! grep -q '^==[0-9]*==' "$work/err"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $name: status $status"
		grep '^==[0-9]*==' "$work/err" | head -30
	fi
}

for source in tests/unit/test_*.c; do
	test=$(basename "$source" .c)
	case $slow in *" $test "*) continue ;; esac
	holds 0 "$test" "$build/test/$test"
done

export ROLEHOP_NOW=2026-11-25T03:12:00Z

# run STATUS ARGUMENT...: a command over the inventory.
run() {
	local want=$1
	shift
	holds "$want" "rolehop $*" "$build/rolehop" --db "$work/db" "$@"
}
example=$PWD/src/app/example
machine=arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfv
run 0 import "$example"
run 0 import --account 111111111111 --region us-east-1 tests/feed/template/source.yaml
run 0 import --account 111111111111 --region us-east-1 tests/feed/template/plan.json
run 4 import README.md
gzip -c "$example/account-222222222222.json" >"$work/packed.json.gz"
run 0 import "$work/packed.json.gz"
for kind in accounts roles machines tasks trusts policies users; do
	run 0 list "$kind" --format json
done
run 0 show "$machine"
run 1 trace --machine "$machine"
run 1 trace --machine "$machine" --format json --strict
run 0 who-can --assume arn:aws:iam::222222222222:role/TrustingAccountRl
run 1 scan --format sarif
run 0 diff
run 0 export
run 0 export --snapshot "$work/snapshot"
run 0 export --graph "$machine" --format svg
run 0 doctor
run 0 --mask list roles
holds 0 "rolehop demo" "$build/rolehop" demo
head -c 400 tests/cli/explain.case >"$work/denial"
run 1 explain "$work/denial"

# A sync from an AWS on the loopback, as the tests of sync do it.
if command -v python3 >/dev/null 2>&1; then
	printf '#!/bin/sh\nexec %s "%s/rolehop" "$@"\n' "$(echo $check | sed "s|--suppressions=|&$PWD/|") --log-file=$work/sync.%p" \
		"$(realpath "$build")" >"$work/rolehop"
	chmod +x "$work/rolehop"
	SLOWER=20 tests/sync/run.sh "$work/rolehop" everything_is_collected_page_by_page the_accounts_of_an_organization_are_collected_by_role \
		an_account_whose_role_is_refused_is_a_gap a_session_that_ends_is_renewed >"$work/out" 2>&1
	status=$?
	if [ "$status" -eq 0 ] && ls "$work"/sync.* >/dev/null 2>&1 && ! cat "$work"/sync.* | grep -q '^==[0-9]*=='; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: sync: status $status"
		tail -5 "$work/out"
		cat "$work"/sync.* 2>/dev/null | head -40
	fi
fi
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
