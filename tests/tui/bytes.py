#!/usr/bin/env python3
"""Random bytes from a terminal of any kind: tests/tui/bytes.py PROGRAM [RUNS] [SEED].

Keys, pieces of sequences, bytes that are no characters, clicks and other sizes, as several kinds of terminals
send them: the explorer neither ends nor hangs nor complains, and Q leaves it with status 0. Best with a
program that was built with SANITIZE=1. Closes with "N passed, N failed".
"""
import fcntl
import os
import pty
import random
import select
import struct
import sys
import tempfile
import termios
import time

if len(sys.argv) < 2:
    sys.exit(__doc__)
PROGRAM = os.path.abspath(sys.argv[1])
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 20261126
KINDS = ["xterm-256color", "tmux-256color", "screen", "linux", "rxvt-unicode-256color", "xterm", "vt220", "vt100",
         "xterm-mono", "sun"]
KEYS = [key.encode() for key in "j k l h D t i e b 1 2 3 4 5 / : M z + - = ? T m ' W H C f G gg s d u U w a o n N c y v".split()]
KEYS += [b"\r", b"\x1b", b"\t", b" ", b"\x03", b"\x0c", b"\x15", b"\x7f", b"\x1b[A", b"\x1b[B", b"\x1b[5~", b"\x1b[6~", b"\x1bOP",
         b"\x1b[1;5C", b"\x1b[200~", b"\x1b[201~", b"\xc3\xa9", b"\xe6\xbc\xa2", b"\xe6", b"\xff", b"\x80", b"\x1b[", b"\x1b[<",
         b"\x1b[<999999;1;1M", b"\x00"]
FRAME_END, PATIENCE = b"\x1b[?2026l", 60


class Terminal:
    def __init__(self, kind, folder):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execvpe(PROGRAM, [PROGRAM, "demo"], {"PATH": os.environ["PATH"], "HOME": folder, "TERM": kind, "LC_ALL": "C.UTF-8",
                                                    "EDITOR": "true", "COLORTERM": random.choice(["", "truecolor"])})
        self.seen = b""

    def read(self, patience):
        """What comes; False: nothing came for so long, or never will."""
        if not select.select([self.fd], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return False
        self.seen = (self.seen + data)[-4096:]
        return data != b""

    def send(self, data):
        try:
            os.write(self.fd, data)
        except OSError:
            pass
        while self.read(0.002):
            pass

    def left(self):
        """The status with which it ended, or None."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.send(b"\x1b")
            self.read(0.1)
            self.send(b"Q")
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        return None


def one_run(kind):
    """What went wrong, or an empty text."""
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(kind, folder)
        while FRAME_END not in terminal.seen:  # the keys are its own from there on
            if not terminal.read(PATIENCE):
                return f"{kind}: it does not begin, but ends with {terminal.left()}"
        sent = b""
        for _ in range(random.randint(50, 300)):
            key = random.choice(KEYS)
            if random.random() < 0.1:
                key = b"\x1b[<%d;%d;%dM" % (random.choice([0, 2, 64, 65]), random.randint(0, 160), random.randint(0, 60))
            if random.random() < 0.02:
                fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", random.randint(1, 60), random.randint(1, 180), 0, 0))
            terminal.send(key)
            sent += key
        terminal.send(b"\x1b[201~")
        status = terminal.left()
        os.close(terminal.fd)
        return "" if status == 0 else f"{kind}: ends with {status} after {sent!r}; {terminal.seen[-300:]!r}"


def main():
    random.seed(SEED)
    failed = 0
    for i in range(RUNS):
        wrong = one_run(KINDS[i % len(KINDS)])
        if wrong:
            failed += 1
            print(f"FAILED: run {i} of seed {SEED}: {wrong}")
    print(f"{RUNS - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
