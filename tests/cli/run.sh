#!/bin/bash
# Runs the cases beside it: tests/cli/run.sh PROGRAM [FILE...]. Prints "N passed, N failed, N skipped".
#
# A case file holds commands and what must come of them, in one folder of its own:
#
#   # claim, in words
#   $ command        run by bash; may use $EXAMPLE (the built-in example's files), $ROOT, and
#                    fields NAME..., which prints those members of JSON lines
#   > text           a whole line of standard output; if there is any, all of them must be there
#   ~ text           standard output holds this
#   ^ text           standard output does not hold this
#   ! text           standard error holds this
#   !> text          like >, of standard error
#   ?                standard error is empty
#   = N              exit status; 0 where it is not given
#
# A line "needs PROGRAM" skips the rest of the file where that program is not installed.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath "$1") || exit 5
shift
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
passed=0
failed=0
skipped=0

mkdir "$work/bin" && ln -s "$program" "$work/bin/rolehop"
cat >"$work/bin/fields" <<'END'
#!/bin/sh
exec awk -v names="$*" '{
	n = split(names, name, " ")
	for (i = 1; i <= n; i++) {
		value = "?"
		if (match($0, "\"" name[i] "\":(\"[^\"]*\"|[^],}]*)"))
			value = substr($0, RSTART + length(name[i]) + 3, RLENGTH - length(name[i]) - 3)
		gsub(/^"|"$/, "", value)
		printf "%s%s", value, i < n ? " " : "\n"
	}
}'
END
chmod +x "$work/bin/fields"
export PATH="$work/bin:$PATH" ROOT="$root" EXAMPLE="$root/src/app/example"
export LC_ALL=C.UTF-8 TERM=xterm TZ=UTC ROLEHOP_THEMES="$root/themes" ROLEHOP_NOW=2026-11-25T03:12:00Z
unset ROLEHOP_DB NO_COLOR XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME

# complain TEXT: the case fails for this.
complain() {
	problems+="    $1"$'\n'
}

# finish: the case that was read is run and judged.
finish() {
	[ -n "$command" ] || return 0
	local problems="" text status
	timeout --foreground 120 env --default-signal=HUP,INT,QUIT,PIPE bash -c "$command" \
		>"$here/.out" 2>"$here/.err" </dev/null
	status=$?
	[ "$status" -eq "$want_status" ] || complain "exit status $status instead of $want_status"
	if [ -n "$want_out" ] && ! cmp -s <(printf %s "$want_out") "$here/.out"; then
		complain "standard output differs:"
		problems+=$(diff <(printf %s "$want_out") "$here/.out" | sed 's/^/      /')$'\n'
	fi
	if [ -n "$want_err" ] && ! cmp -s <(printf %s "$want_err") "$here/.err"; then
		complain "standard error differs:"
		problems+=$(diff <(printf %s "$want_err") "$here/.err" | sed 's/^/      /')$'\n'
	fi
	for text in "${out_holds[@]}"; do
		grep -qF -- "$text" "$here/.out" || complain "standard output lacks: $text"
	done
	for text in "${out_lacks[@]}"; do
		! grep -qF -- "$text" "$here/.out" || complain "standard output holds: $text"
	done
	for text in "${err_holds[@]}"; do
		grep -qF -- "$text" "$here/.err" || complain "standard error lacks: $text"
	done
	[ "$err_empty" = no ] || [ ! -s "$here/.err" ] || complain "standard error is not empty"
	if [ -z "$problems" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED: %s:%s: %s\n  $ %s\n%s' "$name" "$number" "$claim" "$command" "$problems"
		echo "    standard output:" && head -c 1500 "$here/.out" | sed 's/^/      /'
		echo "    standard error:" && head -c 1500 "$here/.err" | sed 's/^/      /'
	fi
	clear_case
}

clear_case() {
	command="" want_out="" want_err="" want_status=0 err_empty=no
	out_holds=() out_lacks=() err_holds=()
}

# run_file FILE
run_file() {
	local line claim="" number=0 at=0
	name=$(basename "$1" .case)
	here="$work/$name"
	mkdir -p "$here/home" && cd "$here" && export HOME="$here/home" || return
	clear_case
	while IFS= read -r line || [ -n "$line" ]; do
		at=$((at + 1))
		case $line in
		'$ '*) finish && command=${line#'$ '} number=$at ;;
		'# '*) finish && claim=${line#'# '} ;;
		'needs '*)
			finish
			command -v "${line#needs }" >/dev/null || { skipped=$((skipped + 1)) && return; } ;;
		'> '* | '>') text=${line#>} want_out+=${text# }$'\n' ;;
		'~ '*) out_holds+=("${line#'~ '}") ;;
		'^ '*) out_lacks+=("${line#'^ '}") ;;
		'!> '* | '!>') text=${line#'!>'} want_err+=${text# }$'\n' ;;
		'! '*) err_holds+=("${line#'! '}") ;;
		'?') err_empty=yes ;;
		'= '*) want_status=${line#'= '} ;;
		'') ;;
		*) echo "FAILED: $name:$at: not understood: $line" && failed=$((failed + 1)) ;;
		esac
	done <"$1"
	finish
	cd "$root" || return
}

[ $# -gt 0 ] || set -- "$root"/tests/cli/*.case
for file; do
	run_file "$(realpath "$file")"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
