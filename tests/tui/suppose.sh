# What is supposed, in a terminal: the user's own editor has it meanwhile. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

# An editor that changes what EDIT says, and shows itself on the terminal that it was lent: each time
# with its number, as the text of the last time is still there.
make_editor() {
	cat >"$dir/editor" <<'END'
#!/bin/sh
ls -l "$1" >"$EDITED"
echo once >>"$EDITED.times"
printf 'editing, %d: %s\n' "$(wc -l <"$EDITED.times")" "$(basename "$1")"
read -r line
case $line in
fail) exit 3 ;;
leave) exit 0 ;;
*) sed -i "$line" "$1" ;;
esac
END
	chmod 700 "$dir/editor"
}

supposed() {
	make_editor
	start 100 30 EDITOR="$dir/editor" VISUAL= TMPDIR="$dir" EDITED="$dir/edited"
	run demo
	shows "what-if: open" "[3 Workflows"
	keys /
	keys -l wfv
	keys Enter t
	shows "what-if: a Task that fails" "[FAIL] Denied at target-trust"
	keys e
	shows "what-if: the editor has the terminal" "editing, 1: TrustingAccountRl-trust-policy.json"
	check "what-if: it is lent" restored
	keys 's/Wfw/Wfv/' Enter
	shows "what-if: the answer turns" "[ ok ] Allowed"
	shows "what-if: and says so" "WHAT-IF 1 edit"
	check "what-if: on its own screen" state_is '#{alternate_on}' 1
	check "what-if: the copy was the user's alone" grep -q '^-rw-------' "$dir/edited"
	keys e
	shows "what-if: the editor again" "editing, 2: "
	keys 's/"Statement"/"Statement/' Enter
	shows "what-if: damage is named" "not in force, but kept: e goes on with it"
	keys e
	shows "what-if: and given back" "editing, 3: "
	keys 's/"Statement:/"Statement":/' Enter
	shows "what-if: mended" "[ ok ] Allowed"
	keys e
	shows "what-if: once more" "editing, 4: "
	keys fail Enter
	shows "what-if: an editor that fails" "ended with 3"
	keys e
	shows "what-if: and again" "editing, 5: "
	keys leave Enter
	shows "what-if: one that changes nothing" "nothing was changed"
	keys W
	shows "what-if: what it turns" "1 repaired"
	keys Q
	shows "what-if: left" "left=0"
	check "what-if: nothing is left behind" no_copies
	start 80 24 EDITOR="$dir/no-such-editor" VISUAL=
	run demo
	shows "no editor: open" "[3 Workflows"
	keys e
	shows "no editor: said" "no-such-editor ended with 127"
	keys Q
	rm "$dir/editor"
}

no_copies() {
	[ -z "$(find "$dir" -maxdepth 1 -name 'rolehop-*')" ]
}
