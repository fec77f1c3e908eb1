# Every kind of terminal: what it opens as, in both locales, at any size, and how it is left. Sourced
# by run.sh.
# shellcheck shell=sh disable=SC2154

only_utf8_lines() {
	screen | grep -q '─'
}

raw_has() {
	LC_ALL=C grep -qaE -- "$(printf "$1")" "$dir/raw"
}

raw_lacks() {
	! raw_has "$1"
}

# in_terminal TERM LOCALE FRAMES: the list, a Task's row, another size, Ctrl-Z and back, the end.
in_terminal() {
	what="TERM=$1 $2"
	start 80 24 TERM="$1" LC_ALL="$2"
	t pipe-pane -o "cat >$dir/raw"
	run demo
	shows "$what: opens" "[3 Workflows"
	shows "$what: verdicts come in" "[FAIL]   SecretCacheConsumerWfv"
	check "$what: $3" "$3"
	keys Down Down
	shows "$what: arrows move" "> [FAIL]   NightlyReportWfw"
	keys Enter
	shows "$what: Enter opens" "VERDICT  TASK"
	keys Escape
	shows "$what: Esc goes back" "[3 Workflows"
	t resize-window -x 64 -y 20
	shows "$what: smaller" "[3 Work"
	check "$what: fits" state_is '#{window_width}x#{window_height}' 64x20
	t resize-window -x 90 -y 30
	shows "$what: larger" "[3 Workflows 8]"
	check "$what: the whole of it scrolls" raw_has '\033\[1;30r'
	keys C-z
	shows "$what: Ctrl-Z suspends" "Stopped"
	check "$what: given back meanwhile" restored
	keys 'clear; fg; echo again=$?' Enter
	shows "$what: fg comes back" "[3 Workflows 8]"
	keys Q
	shows "$what: leaves with 0" "again=0"
	check "$what: given back" restored
}

# One by one: descriptions that are there (with and without colours, alternate screen, UTF-8 line
# drawing), and names that this system may not have.
terminals() {
	for term in xterm xterm-256color xterm-mono screen tmux-256color vt100 linux foot xterm-kitty; do
		in_terminal "$term" "$LC_ALL" only_utf8_lines
		in_terminal "$term" C only_ascii
	done
}

# opens_at COLS ROWS: the program starts in a window of that size and grows with it.
opens_at() {
	t kill-server
	starts=$((starts + 1))
	socket="rolehop-test-$$-$starts"
	rm -f "$dir/pid"
	t new-session -d -x "$1" -y "$2" sh -c "echo \$\$ >$dir/pid; exec $program demo"
	until_true test -s "$dir/pid"
	check "$1x$2: it runs" kill -0 "$(cat "$dir/pid")"
	t resize-window -x 80 -y 24
	shows "$1x$2: grows to 80x24" "[3 Workflows"
	kill "$(cat "$dir/pid")"
}

sizes() {
	opens_at 1 1
	opens_at 2 60
	opens_at 200 1
	start 80 24
	run demo
	shows "sizes: opens" "[3 Workflows"
	for size in 20x5 20x4 19x5 300x2 2x100 59x15 60x16 99x29 100x30 250x80; do
		t resize-window -x "${size%x*}" -y "${size#*x}"
		check "sizes: $size" state_is '#{window_width}x#{window_height}' "$size"
	done
	shows "sizes: the last one is drawn" "[3 Workflows 8]"
	keys Q
	shows "sizes: left" "left=0"
}

# Keys that ncurses knows and we do not, and those that nobody knows.
strange_keys() {
	start 80 24 TERM=xterm-256color
	run demo
	shows "strange keys: open" "[FAIL]"
	for key in S-Up S-Down S-Left S-Right C-Up M-Left F12 S-Home C-PageDown C-Space S-F5; do
		keys "$key"
	done
	t send-keys -l "$(printf '\033[99;99~\033[?1;2c')"
	keys 2
	shows "strange keys: it goes on" "[2 Roles 7]"
	keys Q
	shows "strange keys: left" "left=0"
}

# Bytes that are no characters, and a character whose bytes come one after the other (slow lines).
strange_bytes() {
	start 80 24 TERM=xterm-256color LC_ALL=C.UTF-8
	run demo
	shows "strange bytes: open" "[FAIL]"
	for byte in ff 80 c3; do
		t send-keys -H "$byte"
		keys 3
		shows "strange bytes: $byte is passed over" "[3 Workflows 8]"
		keys 2
		shows "strange bytes: it goes on after $byte" "[2 Roles 7]"
	done
	keys /
	shows "strange bytes: the filter" "Enter keep"
	keys x
	shows "strange bytes: a letter" "/x"
	t send-keys -H c3
	t send-keys -H a9
	shows "strange bytes: a character in two pieces" "/xé"
	# A click that breaks off takes nothing of what follows: a paste ends.
	t send-keys -l "$(printf '\033[200~abc\033[<\033[201~')"
	shows "strange bytes: what was pasted" "/xéabc"
	keys Escape Q
	shows "strange bytes: left" "left=0"
}

# in_charset CHARSET SHOWN BYTE...: a letter in a locale that is not UTF-8 shows as "?" in each of its columns.
in_charset() {
	locale="xx_XX.$1"
	shown=$2
	# It complains of every category that POSIX lacks, and makes it all the same.
	mkdir -p "$dir/locale"
	localedef -i POSIX -f "$1" "$dir/locale/$locale" >"$dir/log" 2>&1
	if [ ! -e "$dir/locale/$locale/LC_CTYPE" ]; then
		echo "$1: this system cannot make such a locale: not tried"
		return
	fi
	shift 2
	start 80 24 TERM=xterm-256color LOCPATH="$dir/locale" LC_ALL="$locale"
	run demo
	shows "$locale: open" "[FAIL]"
	keys /
	shows "$locale: the filter" "Enter keep"
	for byte; do
		t send-keys -H "$byte"
	done
	keys x
	shows "$locale: one letter, and one of ASCII" "/${shown}x"
	keys Escape Q
	shows "$locale: left" "left=0"
}

other_charsets() {
	in_charset ISO-8859-1 '?' e9
	in_charset EUC-JP '??' b4 c1
	# The first half of one takes no other key with it.
	in_charset EUC-JP '' b4
}

pasted() {
	t set-buffer -b text "$1"
	t paste-buffer -p -b text
}

pastes() {
	start 80 24
	run demo
	shows "paste: open" "[FAIL]"
	pasted "Q"
	shows "paste: text runs no action" "pasted text"
	pasted "$(printf 'The role arn:aws:iam::111111111111:role/TrustedAccountRl is not authorized\nto assume the task state\047s role, arn:aws:iam::222222222222:role/TrustingAccountRl.')"
	shows "paste: a denial opens what it is about" "[FAIL] SecretCacheConsumerWfv"
	keys Escape
	shows "paste: and Esc goes back" "[3 Workflows 8]"
	keys /
	pasted "$(printf 'month\nend')"
	shows "paste: goes into the filter, on one line" "month end"
	keys Escape
	hides "paste: given up" "filter:"
	t send-keys -l "$(printf '\033[200~lost')"
	shows "paste: one whose end got lost is over after a while" "pasted text is no denial"
	keys 2
	shows "paste: and keys are keys again" "[2 Roles 7]"
	keys Q
	shows "paste: left" "left=0"
}

raw_size_over() {
	[ "$(wc -c <"$dir/raw")" -gt "$1" ]
}

# What a key costs on a slow line.
bytes_per_key() {
	start 80 24
	t pipe-pane -o "cat >$dir/raw"
	run demo
	shows "bytes: open" "Findings 12"
	keys j
	shows "bytes: settled" "> [FAIL]   MonthEndWfw"
	before=$(wc -c <"$dir/raw")
	keys j
	shows "bytes: moved" "> [FAIL]   NightlyReportWfw"
	check "bytes: something was sent" raw_size_over "$before"
	after=$(wc -c <"$dir/raw")
	check "bytes: a key sends less than 4 KB" test $((after - before)) -lt 4096
	keys Q
	shows "bytes: left" "left=0"
}

# A change of looks is one sequence: no second one follows it, and none comes for what it cannot show.
one_sequence() {
	for term in xterm-256color tmux-256color screen linux; do
		start 80 24 TERM=$term LC_ALL=C.UTF-8
		t pipe-pane -o "cat >$dir/raw"
		run demo
		shows "one sequence, $term: open" "Findings 12"
		keys j
		shows "one sequence, $term: moved" "> [FAIL]   MonthEndWfw"
		check "one sequence, $term: of a verdict" raw_has '\033\[;1;7;31m\[FAIL\]\033\[(;7)?m'
		check "one sequence, $term: no other after it" raw_lacks '\033\[[0-9;]*m\033\[[0-9;]*m'
		keys Q
		shows "one sequence, $term: left" "left=0"
	done
	check "one sequence, linux: no line under colours" raw_lacks '4;3[0-9]m'
}

truecolor() {
	for term in xterm-256color tmux-256color foot; do
		start 80 24 TERM=$term COLORTERM=truecolor
		t pipe-pane -o "cat >$dir/raw"
		run --theme ember demo
		shows "24 bits, $term: open" "[FAIL]"
		check "24 bits, $term: the background of the theme" raw_has '48;2;31;23;20m'
		check "24 bits, $term: no other" raw_lacks '[34]8;5;'
		keys T
		shows "24 bits, $term: the list of themes" "ember *"
		keys j
		check "24 bits, $term: a theme shows before it is chosen" raw_has '48;2;16;26;38m'
		keys Escape Q
		shows "24 bits, $term: left" "left=0"
	done
	start 80 24 TERM=screen-256color COLORTERM=truecolor STY=1.here
	t pipe-pane -o "cat >$dir/raw"
	run --theme ember demo
	shows "GNU screen: open" "[FAIL]"
	check "GNU screen: no 24 bits" raw_lacks '[34]8;2;'
	keys Q
	start 80 24 TERM=xterm-256color
	t pipe-pane -o "cat >$dir/raw"
	run --theme ember demo
	shows "256 colours: open" "[FAIL]"
	check "256 colours: the nearest" raw_has '48;5;234m'
	check "256 colours: no others" raw_lacks '[34]8;2;'
	keys Q
	shows "256 colours: left" "left=0"
}

buffer_is() {
	[ "$(t show-buffer)" = "$1" ]
}

copies() {
	arn=arn:aws:states:us-east-1:111111111111:stateMachine:ArchiveWfw
	start 80 24
	run demo
	shows "copy: open" "[FAIL]"
	keys y y
	shows "copy: in tmux" "61 bytes sent to tmux"
	check "copy: tmux has it" buffer_is "$arn"
	keys Q
	start 80 24 TMUX=
	t pipe-pane -o "cat >$dir/raw"
	run demo
	shows "copy: open without tmux" "[FAIL]"
	keys y y
	shows "copy: elsewhere" "61 bytes sent to the terminal's clipboard"
	encoded=$(printf %s "$arn" | base64 -w0)
	check "copy: OSC 52" raw_has "52;c;$encoded"
	keys Q
	shows "copy: left" "left=0"
}

# at COLUMN ROW: a click of the left button there, as terminals send it.
at() {
	t send-keys -l "$(printf '\033[<0;%s;%sM\033[<0;%s;%sm' "$1" "$2" "$1" "$2")"
}

mouse() {
	start 260 40
	t pipe-pane -o "cat >$dir/raw"
	run demo
	shows "mouse: open" "[FAIL]"
	check "mouse: off to begin with" raw_lacks '\[\?1000h'
	keys M
	shows "mouse: on" "Shift selects text"
	check "mouse: the terminal is told" raw_has '\[\?1000h.\[\?1006h'
	at 12 6
	shows "mouse: a click brings the cursor" "> [FAIL]   MonthEndWfw"
	at 12 6
	shows "mouse: a second one opens" "Workflows > MonthEndWfw"
	at 256 40
	shows "mouse: beyond column 223, the help" "Help: "
	keys Escape C-z
	shows "mouse: suspended" "Stopped"
	check "mouse: given back meanwhile" raw_has '\[\?1000l'
	keys 'fg' Enter
	shows "mouse: goes on" "Workflows > MonthEndWfw"
	keys Q
	shows "mouse: left" "left="
	check "mouse: given back" state_is '#{mouse_any_flag}' 0
	start 80 24
	run --mouse demo
	shows "--mouse: open" "[FAIL]"
	check "--mouse: on" state_is '#{mouse_standard_flag}#{mouse_sgr_flag}' 11
	keys Q
}
