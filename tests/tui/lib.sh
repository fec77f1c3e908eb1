# What the tests of the explorer in a terminal share: a terminal of their own, keys, and waiting for
# what should appear. Sourced by run.sh, which sets program, dir and limit.
# shellcheck shell=sh disable=SC2154

t() {
	tmux -L "$socket" -f /dev/null "$@" 2>/dev/null
}

screen() {
	t capture-pane -p "$@"
}

keys() {
	t send-keys "$@"
}

# until_true COMMAND...: polls until the command succeeds.
until_true() {
	n=0
	until "$@"; do
		n=$((n + 1))
		[ "$n" -lt "$limit" ] || return 1
		sleep 0.05
	done
}

on_screen() {
	screen | grep -qF -- "$1"
}

off_screen() {
	! screen | grep -qF -- "$1"
}

state_is() {
	[ "$(t display-message -p "$1")" = "$2" ]
}

ok() {
	passed=$((passed + 1))
}

bad() {
	failed=$((failed + 1))
	echo "FAILED: $1"
	screen | sed 's/^/  |/'
}

# shows NAME TEXT: TEXT comes onto the screen.
shows() {
	if until_true on_screen "$2"; then ok; else bad "$1: \"$2\" does not come"; fi
}

hides() {
	if until_true off_screen "$2"; then ok; else bad "$1: \"$2\" stays"; fi
}

check() {
	name=$1
	shift
	if until_true "$@"; then ok; else bad "$name"; fi
}

# start COLS ROWS [VARIABLE=VALUE...]: a shell in a terminal of that size.
start() {
	cols=$1
	rows=$2
	shift 2
	t kill-server
	starts=$((starts + 1))
	socket="rolehop-test-$$-$starts"
	t new-session -d -x "$cols" -y "$rows" env "$@" sh
	until_true on_screen '$'
}

# run ARGUMENTS: the program in that shell, its process id in $dir/pid.
run() {
	rm -f "$dir/pid"
	keys "sh -c 'echo \$\$ >$dir/pid; exec $program $*'; echo left=\$?" Enter
	until_true test -s "$dir/pid"
}

restored() {
	state_is '#{alternate_on}' 0 && state_is '#{cursor_flag}' 1
}
