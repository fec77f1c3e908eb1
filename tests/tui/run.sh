#!/bin/sh
# The explorer in a real terminal (tmux): tests/tui/run.sh PROGRAM. Closes with "N passed, N failed".
# It waits for what should appear, and fails where that does not come within the limit.
set -u
program=$(realpath "${1:?usage: tests/tui/run.sh PROGRAM}")
cd "$(dirname "$0")/../.." || exit 5
if ! command -v tmux >/dev/null 2>&1; then
	echo "tmux is not installed: the tests of the explorer in a terminal are skipped"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi

passed=0
failed=0
dir=$(mktemp -d)
# Every start has a server of its own: one that is ending cannot get in the way of the next.
starts=0
socket="rolehop-test-$$-0"
trap 't kill-server; rm -rf "$dir"' EXIT
limit=1200 # polls of a twentieth of a second, so many for a machine that has other work
export HOME="$dir" XDG_DATA_HOME="$dir/data" XDG_CONFIG_HOME="$dir/config" XDG_STATE_HOME="$dir/state"
export ROLEHOP_THEMES="$PWD/themes"
unset NO_COLOR COLORTERM ROLEHOP_DB ROLEHOP_NOW
utf8=$(locale -a 2>/dev/null | grep -iE '^(C|en_US)\.utf-?8$' | head -1)
export LC_ALL="${utf8:-C.UTF-8}" ENV='' PS1='$ '

# shellcheck source-path=SCRIPTDIR
. tests/tui/lib.sh
. tests/tui/terminals.sh
# shellcheck source-path=SCRIPTDIR
. tests/tui/suppose.sh
# shellcheck source-path=SCRIPTDIR
. tests/tui/inside.sh

tour() {
	size="$1x$2"
	start "$1" "$2"
	run demo
	shows "$size: the list opens" "[3 Workflows"
	shows "$size: verdicts come in" "[FAIL]   SecretCacheConsumerWfv"
	keys 3 /
	keys -l wfv
	keys Enter
	shows "$size: the filter holds" "filter: wfv"
	keys Enter
	shows "$size: Enter opens the machine" "Workflows > SecretCacheConsumerWfv"
	keys Enter
	shows "$size: Enter opens the Task" "> GetSecretCrossAccount [FAIL]"
	shows "$size: the failing gate" "[FAIL] target-trust"
	shows "$size: what the policy wants" "SecretCacheConsumerWfw"
	shows "$size: what the request has" "has      arn:aws:states:us-east-1:111111111111:stateMachine:"
	keys Enter
	shows "$size: Enter jumps to the statement" '>XX   10'
	keys '['
	shows "$size: back" "[FAIL] target-trust"
	keys '?'
	shows "$size: help" "Help: Trace"
	keys Escape
	hides "$size: Esc closes help" "Help: Trace"
	t resize-window -x 1 -y 1
	check "$size: down to 1x1" state_is '#{window_width}x#{window_height}' 1x1
	t resize-window -x 19 -y 6
	shows "$size: too small" "window too small"
	t resize-window -x "$1" -y "$2"
	shows "$size: and back" "[FAIL] target-trust"
	keys C-z
	shows "$size: Ctrl-Z suspends" "Stopped"
	check "$size: the terminal is given back meanwhile" restored
	keys 'clear; fg; echo again=$?' Enter
	shows "$size: fg comes back" "[FAIL] target-trust"
	keys C-l
	shows "$size: Ctrl-L paints anew" "[FAIL] target-trust"
	keys Q
	shows "$size: Q leaves with 0" "again=0"
	check "$size: the terminal is as it was" restored
	keys 'stty -a | tr " " "\n" | grep -cxE "icanon|echo|isig|icrnl|opost"' Enter
	shows "$size: the line modes are as they were" "5"
}

# ends SIGNAL STATUS: how the program ends, and that the terminal survives it.
ends() {
	start 80 24
	run demo
	shows "SIG$1: open" "[3 Workflows"
	kill "-$1" "$(cat "$dir/pid")"
	shows "SIG$1: ends with $2" "left=$2"
	check "SIG$1: the terminal is given back" restored
	keys 'clear; stty -a | tr " " "\n" | grep -cxE "icanon|echo|isig|icrnl|opost"' Enter
	shows "SIG$1: the line modes are sane" "5"
}

raw_is_clean() {
	# right-to-left override, zero width space, C1 in UTF-8, OSC 52
	! LC_ALL=C grep -qE "$(printf '\342\200\256|\342\200\213|\302\233|\033\\]52')" "$1"
}

hostile() {
	mkdir -p "$dir/evil"
	cat >"$dir/evil/roles.json" <<'END'
{"UserDetailList": [], "GroupDetailList": [], "Policies": [], "RoleDetailList": [{
 "RoleName": "evil\u001b]52;c;ZXZpbA==\u0007\u202e\u200b\u009b1mx", "Path": "/", "RoleId": "AROAEVIL",
 "Arn": "arn:aws:iam::111111111111:role/evil\u001b]52;c;ZXZpbA==\u0007\u202e\u200b\u009b1mx",
 "AssumeRolePolicyDocument": {"Statement": [{"Sid": "\u202e\u001b[2J", "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111111111111:role/\u202ex\u001b[31m"}, "Action": "sts:AssumeRole"}]},
 "RolePolicyList": [], "AttachedManagedPolicies": [], "InstanceProfileList": []}]}
END
	"$program" --db "$dir/evil.db" import "$dir/evil/roles.json" >"$dir/out" 2>&1 || {
		cat "$dir/out"
		bad "hostile: import"
		return
	}
	start 80 24
	t pipe-pane -o "cat >$dir/raw"
	run "--db $dir/evil.db"
	shows "hostile: open" "[3 Workflows"
	keys 2
	shows "hostile: the name is shown as what it is" "evil<0x1B>"
	shows "hostile: and its overrides" "<U+202E>"
	keys Enter
	shows "hostile: the role" "POLICIES"
	keys Enter
	shows "hostile: the document" "trust policy"
	keys 4
	shows "hostile: the trusts" "EXTERNAL ID"
	keys Q
	shows "hostile: done" "left=0"
	t pipe-pane
	check "hostile: no raw byte reaches the terminal" raw_is_clean "$dir/raw"
	check "hostile: frames are bracketed" grep -qF "$(printf '\033[?2026h')" "$dir/raw"
	check "hostile: pasting is bracketed" grep -qF "$(printf '\033[?2004h')" "$dir/raw"
}

# Needs the inventory of hostile.
kept() {
	rm -rf "$XDG_STATE_HOME"
	start 80 24
	run "--db $dir/evil.db"
	shows "kept: open" "[3 Workflows"
	keys T
	shows "kept: the themes" "parchment"
	keys G Enter
	shows "kept: one is chosen" "theme parchment"
	keys 4
	shows "kept: another tab" "[4 Trust"
	keys :
	keys -l 'zoom'
	keys Enter Q
	shows "kept: left" "left=0"
	keys clear Enter
	run "--db $dir/evil.db"
	shows "kept: it begins at the tab" "[4 Trust"
	keys T
	shows "kept: with the theme" "> parchment *"
	keys Escape : Up
	shows "kept: and with what was typed" ":zoom"
	keys Escape Q
	shows "kept: left again" "left=0"
	check "kept: the log" grep -qE "^20[0-9-]+T[0-9:]+Z inventory .*evil.db" "$XDG_STATE_HOME/rolehop/log"
	check "kept: for its owner alone" test "$(stat -c %a "$XDG_STATE_HOME/rolehop/state")" = 600
	rm -rf "$XDG_STATE_HOME"
	start 80 24
	run demo
	shows "kept: the example" "[3 Workflows"
	keys 2 Q
	shows "kept: is left" "left=0"
	check "kept: the example writes nothing" test ! -e "$XDG_STATE_HOME"
}

no_colour_sequence() {
	! screen -e | grep -qE "$(printf '\033')\[([0-9;]*;)?(3[0-7]|4[0-7]|9[0-7]|38|48)(;[0-9;]*)?m"
}

has_colour_sequence() {
	! no_colour_sequence
}

only_ascii() {
	! screen | LC_ALL=C grep -q '[^ -~]'
}

all_judged() {
	! screen | grep -qE '\[ \.\. \]|verdicts'
}

environments() {
	start 80 24
	run demo
	shows "colour: open" "[FAIL]"
	check "colour: verdicts are coloured" has_colour_sequence
	check "colour: all is judged" all_judged
	keys C-c
	shows "Ctrl-C does not end it" "nothing is running"
	keys Q
	start 80 24 NO_COLOR=1
	run demo
	shows "NO_COLOR: open" "[FAIL]"
	check "NO_COLOR: no colour is sent" no_colour_sequence
	keys Q
	start 80 24 LC_ALL=C
	run demo
	shows "LC_ALL=C: open" "[FAIL]"
	check "LC_ALL=C: nothing beyond ASCII" only_ascii
	keys Enter
	shows "LC_ALL=C: a machine" "VERDICT  TASK"
	check "LC_ALL=C: nothing beyond ASCII there" only_ascii
	keys Q
	start 80 24 TERM=no-such-terminal
	run demo
	shows "unknown TERM: opens all the same" "[FAIL]"
	keys '!'
	shows "unknown TERM: says so in the log" "no-such-terminal"
	keys Q Q
	start 80 24 TERM=vt100
	run demo
	shows "vt100: open" "[FAIL]"
	keys Q
	shows "vt100: left" "left=0"
	start 80 24 TERM=dumb
	run demo
	shows "dumb: refused with a reason" "cannot place its cursor"
	shows "dumb: status" "left=5"
	mkdir -p "$dir/none"
	: >"$dir/none/libncursesw.so.6"
	start 80 24 LD_LIBRARY_PATH="$dir/none"
	run demo
	shows "without ncurses: says what it lacks" "ncurses, which draws the explorer, is not there"
	shows "without ncurses: status" "left=5"
}

# A workflow drawn, where the terminal has lines and where it has not.
graph() {
	start 80 24
	run demo
	shows "graph: open" "[FAIL]"
	keys Enter
	shows "graph: the list" "VERDICT  TASK"
	keys D
	shows "graph: what denies has double lines" "║ dynamodb:DeleteItem [FAIL] ║"
	keys c
	shows "graph: c collapses" "+ 2 states inside"
	keys t
	shows "graph: not every box has a trace" "off: this row is about no Task"
	keys c f t
	shows "graph: the trace of a Task" "[FAIL] Denied at scp"
	keys Escape
	shows "graph: and back" "stops at scp"
	keys L
	shows "graph: L lists" "VERDICT  TASK"
	keys Q
	start 80 24 LC_ALL=C
	run demo
	shows "graph, LC_ALL=C: open" "[FAIL]"
	keys Enter D
	shows "graph, LC_ALL=C: boxes of ASCII" "# dynamodb:DeleteItem [FAIL] #"
	check "graph, LC_ALL=C: nothing beyond ASCII" only_ascii
	keys Q
}

scripted() {
	printf '# the failing Task\n3 /\ntype wfv\nEnter t dump %s\nsize 140x40 dump %s\nQ\n' \
		"$dir/small" "$dir/large" >"$dir/keys"
	"$program" --play "$dir/keys" demo >"$dir/out" 2>&1 </dev/null
	check "play: ends with 0" test "$?" -eq 0
	check "play: the small screen" grep -qF "[FAIL] target-trust" "$dir/small"
	check "play: has its size" test "$(wc -l <"$dir/small")" -eq 24
	check "play: the large screen" grep -qF "TrustingAccountRl trust policy" "$dir/large"
	echo "Entre" >"$dir/keys"
	"$program" --play "$dir/keys" demo >"$dir/out" 2>&1 </dev/null
	check "play: a word that is no key is bad input" test "$?" -eq 4
}

# keys.conf: the example of the manual holds, a wrong one is named.
own_keys() {
	mkdir -p "$XDG_CONFIG_HOME/rolehop"
	sed -n '/^## Your own keys/,/^## Your own commands/p' docs/keys.md |
		sed -n '/^```$/,/^```$/p' | grep -v '```' \
		>"$XDG_CONFIG_HOME/rolehop/keys.conf"
	sed -n '/^## Your own commands/,$p' docs/keys.md | sed -n '/^```$/,/^```$/p' | grep -v '```' \
		>"$XDG_CONFIG_HOME/rolehop/commands.conf"
	printf '3 Ctrl-N Ctrl-N dump %s\nQ\n' "$dir/screen" >"$dir/keys"
	"$program" --play "$dir/keys" demo >"$dir/out" 2>&1 </dev/null
	check "keys.conf: ends with 0" test "$?" -eq 0
	check "keys.conf: its keys hold" grep -q '^> .*NightlyReportWfw' "$dir/screen"
	echo 'down = Entre' >"$XDG_CONFIG_HOME/rolehop/keys.conf"
	"$program" --play "$dir/keys" demo >"$dir/out" 2>&1 </dev/null
	check "keys.conf: what is no key is bad input" test "$?" -eq 4
	check "keys.conf: and is named" grep -q 'keys.conf, line 1, column 8: "Entre" is no key' "$dir/out"
	rm "$XDG_CONFIG_HOME/rolehop/keys.conf" "$XDG_CONFIG_HOME/rolehop/commands.conf"
}

# commands.conf: the terminal is lent, the command is told what the cursor is on, and not by text.
own_commands() {
	mkdir -p "$XDG_CONFIG_HOME/rolehop"
	printf 'mine = F5 echo "arn:$ROLEHOP_ARN" account:$ROLEHOP_ACCOUNT | tee %s; exit 7\n' \
		"$dir/mine" >"$XDG_CONFIG_HOME/rolehop/commands.conf"
	start 130 24
	run demo
	shows "own commands: open" "[FAIL]"
	keys F5
	shows "own commands: runs" "arn:arn:aws:states:us-east-1:111111111111:stateMachine:ArchiveWfw account:111111111111"
	shows "own commands: its status" "[7] Enter goes back"
	check "own commands: the terminal is lent" restored
	keys Enter
	shows "own commands: goes back" "mine ended with 7"
	check "own commands: on its own screen" state_is '#{alternate_on}' 1
	echo 'mine = F5 sleep 100' >"$XDG_CONFIG_HOME/rolehop/commands.conf"
	keys Q
	shows "own commands: left" "left=0"
	keys clear Enter
	run demo
	shows "own commands: again" "[FAIL]"
	keys F5
	check "own commands: Ctrl-C ends the command" interrupted
	keys Enter
	shows "own commands: not rolehop" "mine ended with 130"
	keys Q
	rm "$XDG_CONFIG_HOME/rolehop/commands.conf"
}

interrupted() {
	keys C-c
	on_screen "[130] Enter goes back"
}

tour 80 24
tour 140 40
ends SEGV 139
ends ABRT 134
ends TERM 130
ends HUP 130
hostile
kept
environments
graph
terminals
sizes
strange_keys
strange_bytes
other_charsets
pastes
bytes_per_key
one_sequence
truecolor
copies
mouse
scripted
own_keys
own_commands
supposed
inside
synced

# Screens beside how they are kept: those need no terminal.
tests/tui/screens.sh "$program" >"$dir/screens"
sed '$d' "$dir/screens"
read -r p _ f _ <<END
$(tail -1 "$dir/screens")
END
passed=$((passed + p))
failed=$((failed + f))

if command -v python3 >/dev/null 2>&1; then
	tests/tui/unknown.py "$program" >"$dir/unknown"
	sed '$d' "$dir/unknown"
	read -r p _ f _ <<END
$(tail -1 "$dir/unknown")
END
	passed=$((passed + p))
	failed=$((failed + f))
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
