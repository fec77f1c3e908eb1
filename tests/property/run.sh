#!/bin/sh
# Random estates changed in one way, and the verdict compared: tests/property/run.sh BUILD [CHECKS [SEED]].
set -eu
cd "$(dirname "$0")/../.."
build=$1
# shellcheck disable=SC2046 # words on purpose
${CC:-cc} -std=c11 -O2 -g -D_XOPEN_SOURCE=700 -Wall -Wextra -Iinclude -Isrc -Itests/unit ${PROPERTY_FLAGS:-} -o "$build/worlds" tests/property/worlds.c \
	"$build/librolehop.a" -lcmocka $(pkg-config --libs libcjson sqlite3) -ldl -lm
exec "$build/worlds" "${2:-20000}" "${3:-1}"
