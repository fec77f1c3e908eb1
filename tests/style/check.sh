#!/bin/sh
# The house's rules that a script can hold: floors, homes of libraries, headers that compile alone,
# size of functions and files, words that do not belong. Prints what is wrong and "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 5
CC=${CC:-cc}
passed=0
failed=0
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

# result NAME FILE: the rule holds if FILE is empty.
result() {
	if [ -s "$2" ]; then
		failed=$((failed + 1))
		echo "style: FAILED: $1"
		sed 's/^/  /' "$2"
	else
		passed=$((passed + 1))
	fi
}

code=$(find src include -name '*.[ch]' | sort)
sources=$(find src -name '*.[ch]' | sort)

# shellcheck disable=SC2086 # lists of files are words on purpose
{
awk '
FNR == NR { if ($0 !~ /^#/ && NF == 2) floor[$2] = $1; next }
FNR == 1 {
	n = split(FILENAME, part, "/")
	room = part[1] == "include" ? part[3] : part[2]
	if (n == 2) room = "main"
	if (!(room in floor)) print FILENAME ": room " room " is on no floor"
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	path = $0; sub(/^[^"]*"/, "", path); sub(/".*/, "", path); sub(/^rolehop\//, "", path)
	split(path, to, "/")
	if (to[1] == room || path !~ /\//) next
	if (!(to[1] in floor)) print FILENAME ":" FNR ": includes unknown room " to[1]
	else if (floor[to[1]] >= floor[room]) print FILENAME ":" FNR ": room " room " looks up or sideways at " to[1]
}' tests/style/floors.txt $code
} >"$tmp/out"
result "rooms look down only" "$tmp/out"

# shellcheck disable=SC2086
{
awk '
FNR == NR { if ($0 !~ /^#/ && NF == 2) home[$1] = $2; next }
/^[ \t]*#[ \t]*include[ \t]*</ {
	for (h in home) if ($0 ~ ("[</]" h) && index(FILENAME, home[h]) != 1)
		print FILENAME ":" FNR ": " $0 " belongs in " home[h]
}' tests/style/homes.txt $code
} >"$tmp/out"
result "each outside library has one home" "$tmp/out"

for h in $(find include -name '*.h' | sort); do
	inner=${h#include/}
	printf '#include "%s"\n#include "%s"\nint translation_unit_is_not_empty;\n' "$inner" "$inner" |
		$CC -std=c11 -D_XOPEN_SOURCE=700 -Iinclude -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c - 2>&1 |
		head -5
done >"$tmp/out"
result "every public header compiles alone" "$tmp/out"

# shellcheck disable=SC2086
for f in $code; do
	name=${f#include/rolehop/}
	name=${name#src/}
	head -1 "$f" | grep -q "^/\* $name - .*" || echo "$f: first line is not /* $name - one sentence. */"
done >"$tmp/out"
result "every file says in its first line what it is" "$tmp/out"

# shellcheck disable=SC2086
awk '
FNR == 1 { start = 0 }
/^[a-zA-Z_].*[({,]$|^[a-zA-Z_].*\)$/ { head = $0 }
/^\{/ { start = FNR }
/^\}/ { if (start && FNR - start - 1 > 64) print FILENAME ":" start ": " FNR - start - 1 " lines: " head; start = 0 }
' $sources >"$tmp/out"
result "no function is over 64 lines" "$tmp/out"

# A program that links with one of two would not say which. pack and embed are programs of their own.
# shellcheck disable=SC2046
awk '
FNR == 1 { head = "" }
/^[a-zA-Z_]/ { head = $0 }
/^\{/ && head !~ /^(static|struct [a-z_]+ \{|enum|union)/ && head ~ /\(/ {
	name = head; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name)
	if (name in home) print FILENAME ": " name " is also in " home[name]
	home[name] = FILENAME
	n++
}
END { if (n < 500) print "only " n " functions found" }
' $(find src -name '*.c' | grep -vE '/(pack|embed)\.c$' | sort) >"$tmp/out"
result "no two sources define a function of one name" "$tmp/out"

# shellcheck disable=SC2086
wc -l $code | awk '$2 != "total" && $1 > 700 { print $2 ": " $1 " lines" }' >"$tmp/out"
result "no file is over 700 lines" "$tmp/out"

# shellcheck disable=SC2086
grep -nwE 'TODO|FIXME|XXX|HACK' $code /dev/null >"$tmp/out"
result "nothing is left to do in comments" "$tmp/out"

# shellcheck disable=SC2086
grep -nE '[[:space:]]+$' $code Makefile README.md /dev/null >"$tmp/out"
result "no white space at the end of a line" "$tmp/out"

# shellcheck disable=SC2086
grep -nE '(^|[^a-z_])(printf|puts|putchar|perror)\(|fprintf\(std|fputs\([^,]*, *std' \
	$(echo "$sources" | grep -vE '^src/(cli|tui|manual)/|^src/main\.c|/(pack|embed)\.c$|^src/base/mem\.c$') \
	/dev/null >"$tmp/out"
result "only the two faces print" "$tmp/out"

# What reaches a terminal passes these files, which make it safe. The rest of them write our own words alone.
grep -nE '(^|[^a-z_])(v?f?printf|puts|putchar|fputs|fputc|fwrite|perror)\(|[^a-z_]write\(STD' src/cli/*.c src/tui/*.c src/main.c |
	grep -vE '^src/cli/(out|masked)\.c:|^src/tui/(term|term_[a-z]*|script|shell)\.c:|^src/main\.c:.*STR_ARG\(buf_str\(&text\)\)' >"$tmp/out"
result "text reaches a terminal through one place of each face" "$tmp/out"

# shellcheck disable=SC2086
grep -nE '(^|[^a-zA-Z_])(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|strncpy|system|popen)\(' \
	$code /dev/null >"$tmp/out"
result "no function that invites mistakes" "$tmp/out"

# What the locale says of a byte is nobody's business; base/ascii.h is for all.
# shellcheck disable=SC2086
grep -nE '(^|[^a-zA-Z_])(is(alnum|alpha|ascii|cntrl|digit|graph|lower|print|punct|space|upper|xdigit)|to(lower|upper)|strn?casecmp)\(' $code /dev/null >"$tmp/out"
# shellcheck disable=SC2086
grep -nE "'[aA0]' && .*'[zZ9]'" $(echo "$code" | grep -vE '^include/rolehop/base/ascii.h$|/pack\.c$') >>"$tmp/out"
result "letters and digits are those of ASCII, found in one place" "$tmp/out"

for room in model policy asl record graph; do
	[ -d "src/$room" ] || continue
	grep -nE '(^|[^a-zA-Z_])(fopen|open|read|write|time|clock_gettime|gettimeofday|getenv|clock_now)\(' \
		"src/$room"/*.[ch] /dev/null
done >"$tmp/out"
result "pure rooms touch no file and no clock" "$tmp/out"

if command -v clang-format >/dev/null 2>&1 && clang-format --version | grep -q 'version 14'; then
	# shellcheck disable=SC2046
	clang-format --dry-run -Werror $(git ls-files 'src/*.[ch]' 'include/*.h' 'tests/*.[ch]' 2>/dev/null || echo $code) \
		2>&1 | grep -E 'error:' | head -20 >"$tmp/out"
	result "the sources are formatted (make format)" "$tmp/out"
fi

# shellcheck disable=SC2013 # words have no blanks
for name in $(sed -n '/^| feature/,$p' tests/tui/README.md | grep -o '`[^`]*`' | tr -d '`'); do
	grep -rqwF --exclude=README.md -- "$name" tests/unit tests/tui || [ -e "$name" ] || [ -e "tests/tui/$name" ] ||
		echo "tests/tui/README.md: there is no test $name"
done >"$tmp/out"
result "tests that are said to show a feature are there" "$tmp/out"

echo "style: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
