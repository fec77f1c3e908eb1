# Data taken in and compared from inside, in a terminal: what other processes do comes onto the screen
# though nobody types. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

inside() {
	rm -rf "$dir/in" && mkdir "$dir/in"
	cp src/app/example/account-*.json "$dir/in"
	"$program" --db "$dir/in.db" import "$dir/in" >"$dir/out" 2>&1
	start 100 30
	run "--db $dir/in.db"
	shows "inside: open" "[3 Workflows 0]"
	cp src/app/example/*.json "$dir/in"
	keys I
	shows "inside: what to import is asked" "import file or folder:"
	keys -l "$dir/i"
	keys Tab
	keys -l "n"
	keys Tab
	keys C-u
	keys -l "$dir/in"
	keys Enter
	shows "inside: it is imported" "import done: snapshot 2"
	keys 3
	shows "inside: the lists follow" "[3 Workflows 8]"
	keys H
	shows "inside: the snapshots" "Snapshots (2)"
	keys d
	shows "inside: what changed, once it is known" "flipped"
	keys C
	shows "inside: what was collected" "complete"
	keys R
	keys -l -- "--profile nobody"
	keys Enter
	shows "inside: a sync that cannot be" "there is no profile nobody"
	keys 3
	shows "inside: changes nothing" "[3 Workflows 8]"
	keys Q
	shows "inside: left" "left=0"
}

# A whole organization from a small AWS beside the terminal; one of its accounts lets nobody in.
synced() {
	if ! command -v python3 >/dev/null 2>&1; then
		echo "python3 is not installed: sync from inside is not tested"
		return
	fi
	mkdir -p "$dir/aws"
	python3 tests/tui/aws.py "$dir/aws" >"$dir/out" 2>&1 </dev/null &
	aws=$!
	check "sync: an AWS to ask" test -s "$dir/aws/url"
	"$program" --db "$dir/aws.db" import src/app/example/account-111111111111.json >"$dir/out" 2>&1
	start 100 30 HOME="$dir/aws" AWS_ENDPOINT_URL="$(cat "$dir/aws/url")" AWS_EC2_METADATA_DISABLED=true
	run "--db $dir/aws.db"
	shows "sync: open" "[3 Workflows 0]"
	keys R
	keys -l -- "--org --role Reader"
	keys Enter
	shows "sync: it runs beside the explorer" "Ctrl-C stops it"
	keys 2
	shows "sync: which stays usable" "[2 Roles"
	shows "sync: it is done" "sync done: snapshot 2"
	shows "sync: the lists follow" "[2 Roles 6]"
	keys P
	shows "sync: what was refused" "refused  333333333333  the account"
	keys C
	shows "sync: and so not collected" "5 refused"
	keys R
	keys -l -- "--org --role Reader"
	keys Enter
	shows "sync: once more" "Ctrl-C stops it"
	keys C-c
	shows "sync: stopped, or quicker" "sync "
	keys Q
	shows "sync: left" "left=0"
	kill "$aws"
	wait "$aws" 2>/dev/null
}
