#!/bin/bash
# gcc -fanalyzer, clang-tidy and cppcheck over the sources: tests/lint/run.sh BUILD. ONLY=src/policy: that part alone. What a tool finds
# is mended, or stands in reasons.txt with the reason why it stays; a reason that nothing needs any more fails too. What was looked at is
# looked at again when it, a header or this script changes. Prints "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/../.." || exit 5
build=$1
only=${ONLY:-src}
out=$build/lint
passed=0
failed=0
skipped=0
flags="-std=c11 -D_XOPEN_SOURCE=700 -Iinclude -Isrc $(pkg-config --cflags ncursesw libcjson 2>/dev/null | sed 's/-D_[A-Z_]*=[^ ]*//g; s/-D_DEFAULT_SOURCE//')"
mapfile -t sources < <(find $only -name '*.c' | sort)
mapfile -t headers < <(find include src -name '*.h')
newest=$(ls -t "${headers[@]}" tests/lint/run.sh .clang-tidy | head -1)
[ -d "$build/gen" ] || mkdir -p "$build/gen"

# Each prints "file:line: message [check]" for a source.
run_gcc() {
	# shellcheck disable=SC2086 # words on purpose
	gcc $flags -O2 -fanalyzer -fdiagnostics-plain-output -c -o /dev/null "$1" 2>&1 |
		sed -nE 's/^([^:]*:[0-9]+):[0-9]+: (warning|error): (.*) \[-W(.*)\]$/\1: \3 [\4]/p; s/^([^:]*:[0-9]+):[0-9]+: error: (.*)$/\1: \2 [error]/p'
}
run_tidy() {
	# shellcheck disable=SC2086 # words on purpose
	clang-tidy --quiet "$1" -- $flags 2>/dev/null |
		sed -nE "s|^$PWD/||; s/^([^:]*:[0-9]+):[0-9]+: (warning|error): (.*) \[(.*)\]$/\1: \3 [\4]/p"
}
run_cppcheck() {
	# shellcheck disable=SC2086 # words on purpose
	cppcheck --quiet --enable=warning,performance,portability --std=c11 -D_XOPEN_SOURCE=700 -Iinclude -Isrc \
		--template='{file}:{line}: {message} [{id}]' "$1" 2>&1 | grep -E '^[^:]*:[0-9]+: .*\]$'
}

# judge TOOL: what it found in the sources beside reasons.txt.
judge() {
	awk -v tool="$1" -v whole="$([ "$only" = src ] && echo 1)" '
	FNR == NR {
		if ($0 ~ /^#/ || NF == 0) next
		split($0, part, " *\\| *")
		if (split(part[1], key, " ") != 3 || part[2] == "") { print "reasons.txt: not `TOOL FILE CHECK | reason`: " $0; next }
		if (key[1] == tool) reason[key[2] " " key[3]] = 1
		next
	}
	match($0, /^[^:]*/) {
		file = substr($0, 1, RLENGTH)
		check = $0; sub(/.* \[/, "", check); sub(/\]$/, "", check); sub(/,.*/, "", check)
		if ((file " " check) in reason) used[file " " check] = 1
		else if (("* " check) in reason) used["* " check] = 1
		else if (!seen[$0]++) print $0
	}
	END { if (whole) for (r in reason) if (!(r in used)) print "reasons.txt: nothing needs: " tool " " r }
	' tests/lint/reasons.txt - | sed "s/^/lint: $1: /"
}

for tool in gcc tidy cppcheck; do
	program=$tool
	[ "$tool" = tidy ] && program=clang-tidy
	if ! command -v "$program" >/dev/null 2>&1; then
		echo "lint: skipped: $program is not installed (Debian: $program)"
		skipped=$((skipped + 1))
		continue
	fi
	for source in "${sources[@]}"; do
		text=$out/$tool/$source.txt
		[ -f "$text" ] && [ ! "$source" -nt "$text" ] && [ ! "$newest" -nt "$text" ] && continue
		mkdir -p "${text%/*}"
		"run_$tool" "$source" >"$text.new"
		mv "$text.new" "$text"
	done
	found=$(for source in "${sources[@]}"; do cat "$out/$tool/$source.txt"; done | judge "$tool")
	if [ -n "$found" ]; then
		echo "$found"
		failed=$((failed + $(echo "$found" | wc -l)))
	fi
	passed=$((passed + ${#sources[@]}))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
