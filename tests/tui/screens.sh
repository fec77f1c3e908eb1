#!/bin/sh
# Every screen beside how it is kept: tests/tui/screens.sh PROGRAM [--write]. Each row of screens.txt is
# drawn at 80x24 and at 140x40, and one screen with the looks of every theme; --write keeps what they
# are now (read them before that is committed).
set -u
program=$(realpath "${1:?usage: tests/tui/screens.sh PROGRAM [--write]}")
write=${2:-}
cd "$(dirname "$0")/../.." || exit 5
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
kept=$PWD/tests/tui/screens
export HOME="$dir" XDG_DATA_HOME="$dir" XDG_CONFIG_HOME="$dir" XDG_STATE_HOME="$dir" ROLEHOP_NOW=2026-11-25T12:00:00Z
export ROLEHOP_THEMES="$PWD/themes" LC_ALL=C.UTF-8
unset NO_COLOR COLORTERM ROLEHOP_DB
passed=0
failed=0
mkdir -p "$kept" "$dir/now"

# compare NAME: the screen that was drawn beside the one that is kept.
compare() {
	if [ "$write" ]; then
		cp "$dir/now/$1" "$kept/$1"
	elif diff -u "$kept/$1" "$dir/now/$1" >"$dir/diff" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: screen $1"
		head -60 "$dir/diff"
		echo "(where that is meant: tests/tui/screens.sh PROGRAM --write, and read what git diff says)"
	fi
}

# The example in a file, and a day later with another ExternalId in a trust policy.
two_snapshots() {
	mkdir "$dir/example" && cp src/app/example/*.json "$dir/example"
	ROLEHOP_NOW=2026-11-24T12:00:00Z "$program" --db "$dir/two.db" import "$dir/example" &&
		sed -i 's/SecretCacheConsumerWfw/SecretCacheConsumerWfv/' "$dir/example/account-222222222222.json" &&
		"$program" --db "$dir/two.db" import "$dir/example"
}
two_snapshots >"$dir/out" 2>&1 || cat "$dir/out"

# play NAME OPTIONS: the program presses what is in $dir/keys; with the option @two on those snapshots.
play() {
	case $2 in
	*@two*) set -- "$1" "${2%@two} --db $dir/two.db" ;;
	*) set -- "$1" "$2" demo ;;
	esac
	# shellcheck disable=SC2086 # options are words
	(cd "$dir" && timeout 60 "$program" --play "$dir/keys" $2 ${3:-}) >"$dir/out" 2>&1 </dev/null && return
	failed=$((failed + 1))
	echo "FAILED: $1 cannot be played"
	cat "$dir/out"
}

# type=WORDS of a row stands for what is typed up to the end of a line; _ for a blank in it.
while read -r name options steps; do
	case $name in '#'* | '') continue ;; esac
	[ "$options" = - ] && options=
	echo "$steps" | tr ' ' '\n' | sed 's/^type=\(.*\)/\1/; t typed; b; :typed; s/_/ /g; s/^/type /' >"$dir/keys"
	{
		echo "dump now/$name-80x24.txt"
		echo "size 140x40"
		echo "dump now/$name-140x40.txt"
	} >>"$dir/keys"
	play "$name" "$options"
	compare "$name-80x24.txt"
	compare "$name-140x40.txt"
done <tests/tui/screens.txt

for theme in themes/*.theme; do
	name=$(basename "$theme" .theme)
	printf 'size 110x30\n3 /\ntype wfv\nEnter t\npaint now/theme-%s.ansi\n' "$name" >"$dir/keys"
	play "theme $name" "--color always --theme $name"
	compare "theme-$name.ansi"
done

# Nothing is kept that nobody looks at any more.
for file in "$kept"/*; do
	[ -e "$dir/now/$(basename "$file")" ] && continue
	failed=$((failed + 1))
	echo "FAILED: $file is kept for no screen"
done
[ "$write" ] && exit 0
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
