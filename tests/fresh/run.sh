#!/bin/sh
# Proves the README on a machine that has nothing: a new Debian in a folder, the README's own lines,
# first as a user without sudo (who must get the package names and a clean stop), then as root, then
# as that user with everything there. Needs root and debootstrap; DEBIAN_MIRROR and KEEP=1 are knobs.
set -eu
cd "$(dirname "$0")/../.."
suite=${SUITE:-bookworm}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

[ "$(id -u)" -eq 0 ] || { echo "make fresh: needs root, for debootstrap and chroot" >&2; exit 3; }
if ! command -v debootstrap >/dev/null 2>&1; then
	echo "make fresh: installing debootstrap" >&2
	apt-get install -y -q debootstrap >&2 || { apt-get update -q >&2 && apt-get install -y -q debootstrap >&2; }
fi

root=$(mktemp -d "${TMPDIR:-/tmp}/rolehop-fresh.XXXXXX")
chmod 755 "$root" # others live in it too
passed=0
failed=0
clean() {
	umount "$root/proc" 2>/dev/null || :
	umount "$root/dev/pts" 2>/dev/null || :
	[ -n "${KEEP:-}" ] || rm -rf "$root"
}
trap clean EXIT INT TERM

echo "== a new $suite in $root"
debootstrap --variant=minbase --include=ca-certificates,git,make "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
	{ tail -20 "$root.log" >&2; exit 5; }
rm -f "$root.log"
# How this machine reaches its package source is its own affair, and the new one needs it too.
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || :
for f in /etc/apt/apt.conf.d/*proxy* /etc/apt/auth.conf.d/* /usr/local/share/ca-certificates/*; do
	[ -f "$f" ] && mkdir -p "$root$(dirname "$f")" && cp "$f" "$root$f"
done
mount -t proc proc "$root/proc" 2>/dev/null || :
mkdir -p "$root/dev/pts"
mount -t devpts devpts "$root/dev/pts" -o newinstance,ptmxmode=0666 2>/dev/null || :
[ -e "$root/dev/ptmx" ] || ln -s pts/ptmx "$root/dev/ptmx"

# Empty package lists, as on a machine that nobody has updated yet.
rm -rf "$root/var/lib/apt/lists"
mkdir -p "$root/var/lib/apt/lists/partial"

chroot "$root" useradd -m visitor
for home in root home/visitor; do
	mkdir -p "$root/$home/rolehop"
	git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$root/$home/rolehop"
done
chroot "$root" chown -R visitor:visitor /home/visitor/rolehop

# The lines of the README's block that begins with "$ make run", without their prompts.
lines=$(sed -n '/^## Two commands/,/^## /p' README.md | sed -n 's/^\$ \(make .*\)$/\1/p')
[ -n "$lines" ] || { echo "README.md shows no commands under \"Two commands\"" >&2; exit 1; }

as_root() { chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=xterm sh -c "cd ~/rolehop && $1"; }
as_user() { chroot "$root" su visitor -s /bin/sh -c "cd ~/rolehop && LANG=C.UTF-8 TERM=xterm $1"; }

# check NAME CONDITION...: one claim.
check() {
	name=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		echo "ok: $name"
	else
		failed=$((failed + 1))
		echo "FAILED: $name"
	fi
}
out=$root/tmp/out

echo "== a user without sudo, nothing installed"
status=0
as_user "make run" >"$out" 2>&1 </dev/null || status=$?
cat "$out"
check "make run stops with an error" [ "$status" -ne 0 ]
for p in $(awk '$1 == "run" { print $2 }' docs/packaging/packages.txt); do
	chroot "$root" dpkg -s "$p" >/dev/null 2>&1 || check "make run names $p" grep -q "$p" "$out"
done
check "nothing was built" [ ! -e "$root/home/visitor/rolehop/build" ]

echo "== root: the README's lines as they stand"
echo "$lines" >"$root/tmp/lines"
while read -r line; do
	echo "-- $line"
	status=0
	as_root "$line" >"$out" 2>&1 </dev/null || status=$?
	case $line in
	"make run"*) tail -40 "$out" ;;
	*)
		grep -A12 -E '^FAILED|^\[  FAILED' "$out" | head -120
		tail -15 "$out"
		;;
	esac
	check "$line exits with 0" [ "$status" -eq 0 ]
	case $line in
	"make run"*) check "$line prints the example's trace" grep -q "TrustingAccountRl" "$out" ;;
	"make test"*) check "$line ran tests, none failed" grep -qE '^[1-9][0-9]* passed, 0 failed' "$out" ;;
	esac
done <"$root/tmp/lines"

echo "== the user, everything installed"
status=0
as_user "make run" >"$out" 2>&1 </dev/null || status=$?
tail -5 "$out"
check "make run exits with 0 without sudo" [ "$status" -eq 0 ]
check "make run prints the example's trace" grep -q "TrustingAccountRl" "$out"

echo "== the Debian package"
status=0
as_root "rm -rf build && git init -q . && git add -A && git -c user.name=a -c user.email=a@example.org commit -qm a && make deb" >"$out" 2>&1 </dev/null || status=$?
tail -5 "$out"
check "make deb exits with 0, lintian has nothing to say" [ "$status" -eq 0 ]
check "it installs" as_root "apt-get install -y -q ./build/deb/rolehop_*.deb >/dev/null 2>&1"
check "it runs" as_root "cd / && rolehop demo | grep -q TrustingAccountRl"
check "every command has its page" as_root "for c in \$(rolehop manual names); do [ -e /usr/share/man/man1/rolehop-\$c.1.gz ] || exit 1; done"
check "it goes" as_root "dpkg --purge rolehop >/dev/null 2>&1"
check "nothing of it stays" as_root "! find /usr /etc -name '*rolehop*' | grep -q ."

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
