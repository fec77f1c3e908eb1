#!/bin/sh
# Runs the cases beside it: tests/sync/run.sh PROGRAM [CASE...]. Prints "N passed, N failed, N skipped".
# SLOW=1 runs the slow ones, too; TIMES=1 tells how long each took. With "emulator" for a case, the estate
# that emulator.py makes in moto is collected, where moto is installed; with "bench" the speed is measured.
if ! command -v python3 >/dev/null 2>&1; then
	echo "skipped: python3 is not installed"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi
if [ "${2:-}" = emulator ]; then
	exec python3 "$(dirname "$0")/emulator.py" "$1"
fi
if [ "${2:-}" = bench ]; then
	exec python3 "$(dirname "$0")/bench.py" "$1"
fi
exec python3 "$(dirname "$0")/run.py" "$@"
