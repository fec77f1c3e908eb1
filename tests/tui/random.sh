#!/bin/sh
# Random keys on every screen: tests/tui/random.sh PROGRAM [KEYS] [SEED]. Nothing crashes or hangs, and
# every screen can be drawn. Best with a program that was built with SANITIZE=1.
set -u
program=$(realpath "${1:?usage: tests/tui/random.sh PROGRAM [KEYS] [SEED]}")
count=${2:-10000}
seed=${3:-20261125}
cd "$(dirname "$0")/../.." || exit 5
export ROLEHOP_THEMES="$PWD/themes"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
export HOME="$dir" XDG_CONFIG_HOME="$dir/config" XDG_STATE_HOME="$dir/state"
passed=0
failed=0

# script FIRST NUMBER: keys that lead to a screen, then random ones, now and then another size.
script() {
	awk -v n="$count" -v seed="$((seed + $2))" -v first="$1" 'BEGIN {
		keys = "j k h l g D G W H E C P b f F n N t v o w A a i . r s S z + - = u U m y x c d e b p T M L i * ? ! [ ] / : 1 2 3 4 5 " \
			"Enter Enter Enter Esc Esc Tab Shift-Tab Space Backspace Delete Up Down Left Right Home End PgUp " \
			"PgDn Ctrl-D Ctrl-U Ctrl-F Ctrl-B Ctrl-P Ctrl-N Ctrl-L Ctrl-W Ctrl-K Ctrl-A Ctrl-E '"'"' | $ ^ F1 F5"
		m = split(keys, key, " ")
		srand(seed)
		print first
		for (i = 0; i < n; i++) {
			print key[1 + int(rand() * m)]
			if (rand() < 0.01)
				print "size " 1 + int(rand() * 200) "x" 1 + int(rand() * 60)
			else if (i % 50 == 49)
				print "Esc Esc Esc " first
		}
	}'
}

number=0
for first in 1 '1 Enter' 2 '2 Enter' 3 '3 gg Enter' '3 gg Enter D' '3 gg Enter t' 4 '4 Enter' 5 '5 Enter Enter' \
	'2 Enter D' '2 Space j d' '?' '!' T "2 m '" '3 c' '/' ':' \
	W '3 gg t i e W' H C P '3 G k k t b' '2 Enter w' '5 o' '2 G Enter j j' '2 Enter A' '5 G Enter' '1 Enter j j'; do
	number=$((number + 1))
	script "$first" "$number" >"$dir/keys"
	mkdir -p "$dir/work"
	if (cd "$dir/work" && timeout 1200 "$program" --play "$dir/keys" demo) >"$dir/out" 2>&1 </dev/null; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: \"$first\" with seed $seed ends with $?"
		head -40 "$dir/out"
	fi
	rm -rf "$dir/work"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
