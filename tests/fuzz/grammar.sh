#!/bin/sh
# Writes the grammar of a kind to standard output: grammar.sh KIND. That of definitions has the calls and parameters of the catalogue;
# others go on with the rules of the one that a line "# include = KIND" names, but for how its texts start.
set -eu
cd "$(dirname "$0")/../.."
cat "tests/fuzz/$1.grammar"
sed -n 's/^# include = //p' "tests/fuzz/$1.grammar" | while read -r kind; do
	"tests/fuzz/grammar.sh" "$kind" | grep -vE '^(start|other) = '
done
[ "$1" = asl ] || exit 0
cd src/asl/catalogue
awk -F '\t' 'FNR > 1 && $2 != "-" { n = split($2, p, " "); for (i = 1; i <= n; i++) if (p[i] != "request") print "suffix = ." p[i] }' \
	calls.tsv integrations.tsv | sort -u
# A call with the parameters that its rows speak of. Cells of the first columns that are empty repeat those above. Of the SDK every
# tenth operation, and as many again by name alone.
awk -F '\t' '
function nested(path,   dot, name, list, inner) {
	dot = index(path, ".")
	name = dot ? substr(path, 1, dot - 1) : path
	list = sub(/\[\]$|\{\}$/, "", name)
	inner = dot ? "{" nested(substr(path, dot + 1)) "}" : "<value>"
	return "\"" name "\":" (list ? "[" inner "]" : inner)
}
function flush(   name, k) {
	if (call != "" && (!sdk || ++nth % 10 == 0))
		print "fit = \"Resource\":\"arn:aws:states:::" call "<suffix?>\",\"Parameters\":{" fields "}"
	if (sdk && nth % 10 == 5)
		print "sdk = " call
	fields = ""
	split("", seen)
}
FNR == 1 { flush(); call = ""; sdk = FILENAME == "arns.tsv"; next }
!sdk && $1 != "" { flush(); call = $1 }
sdk && $1 != "" { service = $1 }
sdk && ($1 != "" || $2 != "") { flush(); call = "aws-sdk:" service ":" $2 }
{
	rest = $0
	gsub(/\$\{[A-Z]+\}/, "", rest)
	while (match(rest, /\{[A-Za-z][A-Za-z0-9.\[\]]*/)) {
		path = substr(rest, RSTART + 1, RLENGTH - 1)
		rest = substr(rest, RSTART + RLENGTH)
		top = path
		sub(/[.\[].*/, "", top)
		if (top in seen)
			continue
		seen[top] = 1
		fields = fields (fields == "" ? "" : ",") nested(path)
		if (!sdk)
			print "field = " top
	}
}
END { flush() }' calls.tsv integrations.tsv arns.tsv | sort -u
