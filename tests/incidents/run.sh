#!/bin/sh
# Denials as people meet them, from the files of the AWS CLI: tests/incidents/run.sh PROGRAM [OPTION]... [FILE]...
# See README.md. Prints "N passed, N failed".
if ! command -v python3 >/dev/null 2>&1; then
	echo "skipped: python3 is not installed"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi
exec python3 -B "$(dirname "$0")/run.py" "$@"
