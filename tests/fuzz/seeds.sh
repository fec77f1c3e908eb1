#!/bin/bash
# Writes good inputs of a target into a folder: tests/fuzz/seeds.sh TARGET FOLDER. They are small: what is long is slow, and says
# no more.
set -eu
# shellcheck disable=SC2016 # what stands in ${} is a template's
cd "$(dirname "$0")/../.."
target=$1
to=$2
rm -rf "$to"
mkdir -p "$to"
n=0
# seed HEAD FORMAT [WORD...]: what printf makes of it, behind a byte that chooses or, where HEAD is "head", the zeros of targets with a
# grammar.
seed() {
	local head=$1
	shift
	n=$((n + 1))
	{
		case $head in
		'') ;;
		head) head -c 24 /dev/zero ;;
		*) printf '%b' "\\0$(printf %o "$head")" ;;
		esac
		# shellcheck disable=SC2059,SC2016
		printf "$@"
	} >"$to/$target-$n"
}
case $target in
gzip)
	printf 'one {"a":[1,2]}\n' | gzip -9n >"$to/one"
	{ printf 'a' | gzip -9n; printf 'b' | gzip -1n; head -c 9 /dev/zero; } >"$to/several"
	head -c 300 src/app/example/organization.json | gzip -n >"$to/long"
	printf 'named' | gzip -c --name >"$to/named"
	;;
zstd)
	# a small window: for a usual one, the decoder asks for megabytes each time
	printf 'one {"a":[1,2]}\n' | zstd -q --zstd=wlog=10 >"$to/one"
	{ printf 'a' | zstd -q --zstd=wlog=10 --no-check; printf 'b' | zstd -q -19 --zstd=wlog=10; } >"$to/several"
	head -c 300 src/app/example/organization.json | zstd -q -19 --zstd=wlog=10 >"$to/long"
	;;
wire)
	# protocols 0 to 3, and statuses by the next bits
	for p in 0 1 2 3; do
		seed $p '<R xmlns="x"><GetResult><L><member><IsTruncated>true</IsTruncated></member></L></GetResult><ResponseMetadata/></R>'
		seed $p '<R><M><entry><key>k</key><value>v</value></entry></M><V><![CDATA[a&b]]>&lt;&#65;</V></R>'
		seed $p '{"L":[{"a":1,"b":"\\u00e9"}],"NextToken":null}'
		for s in 12 16 24 40 44; do
			seed $((p + s)) '{"__type":"a#ThrottlingException:http://x","message":"m"}'
			seed $((p + s)) '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>m</Message></Error><RequestId>1</RequestId></ErrorResponse>'
		done
	done
	;;
settings)
	seed 0 'color = always\ntheme = light\ndb = ~/x\nstrict = yes\n# so\n'
	seed 1 'name = a\nabout = b\ntext = default default\nallow = #00ff00 bold\ndeny = 1 16 underline\ncursor = reverse\n'
	seed 1 "$(grep -v '^#' themes/light.theme | head -c 380 | sed '$d')"'\n'
	seed 2 'down = j Down Ctrl-N\nhelp = ? F1\ntop = gg Home\nquit =\n'
	seed 3 'console = X xdg-open {arn}\nlook = gl less {file}\n'
	seed 4 'tab = roles\ntheme = light\nzoom = yes\nsplit = 40\nsort.roles = name\nreverse.roles = yes\nhidden.roles = path,account\n'
	seed 4 'bookmark = role arn:aws:iam::111111111111:role/A\nrecall.search = a\nrecall.command = go b\nmouse = no\n'
	seed 5 'wildcard-trust arn:aws:iam::*:role/A  # so it is\n* arn:aws:states:* State # known\n'
	;;
profiles)
	seed '' '[default]\nregion = us-east-1\n[profile a]\nrole_arn = arn:aws:iam::111111111111:role/A\nsource_profile = default\n[sso-session s]\nsso_region = x\n[services w]\ns3 =\n  endpoint_url = http://a\n\036[default]\naws_access_key_id = A\n'
	seed '' '[profile a]\nsource_profile=b\n[profile b]\nsource_profile=a\n[profile "c d"]\ncredential_process = x y\nmfa_serial = m\n'
	;;
simulate)
	seed head '{"request":{"action":"sqs:SendMessage","resource":"arn:aws:sqs:us-east-1:111111111111:q","principal":"arn:aws:iam::111111111111:user/u"},"identityPolicies":[{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}]}'
	seed head '{"request":{"action":"sts:AssumeRole","resource":"arn:aws:iam::222222222222:role/T","principal":"arn:aws:sts::111111111111:assumed-role/E/s","context":{"sts:ExternalId":"x"}},"resourcePolicy":{"Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}},"scps":[[]],"expected":"Allowed"}'
	;;
import)
	seed head '{"RoleDetailList":[{"RoleName":"A","Arn":"arn:aws:iam::111111111111:role/A","AssumeRolePolicyDocument":{"Statement":[]}}],"IsTruncated":false}'
	seed head '[{"stateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:M","name":"M","roleArn":"arn:aws:iam::111111111111:role/E","definition":"{\\"StartAt\\":\\"A\\",\\"States\\":{}}"}]'
	;;
templates)
	seed head '{"Resources":{"R":{"Type":"AWS::IAM::Role","Properties":{"AssumeRolePolicyDocument":{"Statement":[]}}}}}'
	seed head 'Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: !Sub "${AWS::Region}-r"\n      AssumeRolePolicyDocument: {Statement: []}\n'
	;;
incidents | history)
	seed head 'User: arn:aws:iam::111111111111:user/u is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/T'
	seed head '{"events":[{"id":1,"previousEventId":0,"type":"TaskStateEntered","stateEnteredEventDetails":{"name":"A","input":"{}"}},{"id":2,"previousEventId":1,"type":"TaskFailed","taskFailedEventDetails":{"resourceType":"lambda","resource":"invoke","error":"e","cause":"c"}}]}'
	;;
expressions)
	seed head 'States.Format('"'a{}'"', $.a.b[0])\036{"a":{"b":["k"]}}'
	;;
forms)
	seed 0 'a: &x [1, "b", !Sub "${c}"]\n"d": *x\ne: |\n  f\n  g\n<<: {h: ~}\n'
	seed 0 '%%YAML 1.1\n---\n? a\n: - b\n  - {c: 0x1F, d: 2026-11-25, yes: no}\n'
	seed 3 'a:\n  - b: >-\n      c\n      d\n  - !GetAtt e.f\n'
	seed 1 '{"a":[1,-2.5e3,true,null,"\\u00e9\\n"],"":{}}'
	seed 2 'a\033[1m\342\200\256b\377'
	;;
script)
	seed '' 'j Enter Ctrl-D gg\n# a comment\nsize 100x30 dump -\ntype a b\nF5 paint -\n'
	seed '' 'size 19x4 Space\nsize 300x2 dump\n'
	;;
inventory)
	seed 0 '\001aaaa'
	seed 2 '\001\003\020\040\001'
	;;
*)
	echo "seeds.sh: there is no target $target" >&2
	exit 3
	;;
esac
