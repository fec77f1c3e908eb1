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
