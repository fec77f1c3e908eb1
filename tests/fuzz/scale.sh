#!/bin/sh
# Measures how time grows with documents, patterns and definitions: tests/fuzz/scale.sh BUILD [WORD]. Twice as much may take less than
# three times as long. Of cases named by WORD alone, where it is given.
set -eu
cd "$(dirname "$0")/../.."
build=$1
shift
mkdir -p "$build/fuzz"
# shellcheck disable=SC2046
${CC:-cc} -std=c11 -O2 -g -D_XOPEN_SOURCE=700 -Iinclude -Isrc -o "$build/fuzz/scale" tests/fuzz/scale.c "$build/librolehop.a" \
	$(pkg-config --libs libcjson sqlite3) -ldl -lm
ulimit -v 8000000
exec "$build/fuzz/scale" "$@"
