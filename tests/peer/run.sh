#!/bin/sh
# Puts the same questions to rolehop and to iam-simulate: tests/peer/run.sh BUILD [OPTIONS OF run.mjs].
# Skips, with status 0, where node or the npm package cannot be had.
set -eu
cd "$(dirname "$0")/../.."
build=$1
shift
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
	echo "peer: skipped: node and npm are not installed"
	exit 0
fi
mkdir -p "$build/peer"
cp tests/peer/*.mjs tests/peer/*.json "$build/peer/"
if [ ! -d "$build/peer/node_modules/@cloud-copilot/iam-simulate" ]; then
	(cd "$build/peer" && npm install --silent --no-audit --no-fund --ignore-scripts >npm.log 2>&1) || {
		echo "peer: skipped: npm could not install @cloud-copilot/iam-simulate (see $build/peer/npm.log)"
		exit 0
	}
fi
exec node "$build/peer/run.mjs" --rolehop "$PWD/$build/rolehop" "$@"
