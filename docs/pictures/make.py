#!/usr/bin/env python3
"""Pictures of the explorer from real runs, and a tour: docs/pictures/make.py PROGRAM. Needs tmux.

Each row of pictures.txt is a run of the built-in example in a terminal of its own: keys are pressed once
what they wait for is on the screen, and the screen is written as SVG beside this file. A tour is a run of
which every frame is written as asciicast (version 2): `asciinema play docs/pictures/tour.cast`.
"""
import html
import json
import os
import pty
import select
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 20.0  # seconds until what is waited for has to be there
CELL_W, CELL_H, MARGIN = 8.43, 16.5, 14
PALETTE = ["#1d1f21", "#cc6666", "#8fbf6b", "#e2b557", "#6ea3d8", "#b294bb", "#6fc0ba", "#c5c8c6",
           "#767b80", "#e88388", "#a8cc8c", "#f0c674", "#8abeff", "#d2a8e8", "#8ad8d2", "#ffffff"]
FRONT, BACK = "#c5c8c6", "#1d1f21"


def color_256(n):
    if n < 16:
        return PALETTE[n]
    if n >= 232:
        level = 8 + (n - 232) * 10
        return "#%02x%02x%02x" % (level, level, level)
    n -= 16
    steps = [0, 95, 135, 175, 215, 255]
    return "#%02x%02x%02x" % (steps[n // 36], steps[n // 6 % 6], steps[n % 6])


class Style:
    def __init__(self):
        self.front = self.back = None
        self.bold = self.dim = self.underline = self.reverse = False

    def take(self, codes):
        """ECMA-48 select graphic rendition."""
        it = iter(codes or [0])
        for code in it:
            if code == 0:
                self.__init__()
            elif code in (1, 2, 4, 7):
                setattr(self, {1: "bold", 2: "dim", 4: "underline", 7: "reverse"}[code], True)
            elif code == 22:
                self.bold = self.dim = False
            elif code in (24, 27):
                setattr(self, {24: "underline", 27: "reverse"}[code], False)
            elif code in (38, 48):
                kind = next(it)
                color = color_256(next(it)) if kind == 5 else "#%02x%02x%02x" % (next(it), next(it), next(it))
                setattr(self, "front" if code == 38 else "back", color)
            elif code in (39, 49):
                setattr(self, "front" if code == 39 else "back", None)
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self.front = PALETTE[code - 30 if code < 90 else code - 82]
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self.back = PALETTE[code - 40 if code < 100 else code - 92]

    def colors(self):
        front, back = self.front or FRONT, self.back
        return (back or BACK, front) if self.reverse else (front, back)


def spans(line, style):
    """(column, text, style as a tuple) of one captured line."""
    out, column, i = [], 0, 0
    while i < len(line):
        if line[i] == "\x1b":
            end = line.index("m", i)
            style.take([int(c or 0) for c in line[i + 2:end].split(";")])
            i = end + 1
            continue
        end = line.find("\x1b", i)
        text = line[i:] if end < 0 else line[i:end]
        out.append((column, text, (*style.colors(), style.bold, style.dim, style.underline)))
        column += len(text)
        i += len(text)
    return out


def svg(lines, columns, title):
    width, height = columns * CELL_W + 2 * MARGIN, len(lines) * CELL_H + 2 * MARGIN
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
           f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
           f"<title>{html.escape(title)}</title>",
           f'<rect width="100%" height="100%" rx="8" fill="{BACK}"/>',
           '<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">']
    style = Style()
    for row, line in enumerate(lines):
        for column, text, (front, back, bold, dim, underline) in spans(line, style):
            x, y = MARGIN + column * CELL_W, MARGIN + row * CELL_H
            if back:
                out.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{len(text) * CELL_W:.1f}" height="{CELL_H}" fill="{back}"/>')
            if not text.strip():
                continue
            more = (' font-weight="bold"' if bold else "") + (' opacity="0.65"' if dim else "")
            more += ' text-decoration="underline"' if underline else ""
            out.append(f'<text x="{x:.1f}" y="{y + 13:.1f}" fill="{front}"{more} '
                       f'textLength="{len(text) * CELL_W:.1f}">{html.escape(text)}</text>')
    return "\n".join(out + ["</g>", "</svg>", ""])


class Terminal:
    def __init__(self, program, columns, rows, home):
        self.socket = f"rolehop-picture-{os.getpid()}"
        self.columns = columns
        environment = {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home,
                       "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "ROLEHOP_NOW": "2026-11-25T12:00:00Z"}
        self.environment = environment
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), program, "demo")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-L", self.socket, *words], env=self.environment, check=True,
                              capture_output=True, text=True).stdout

    def wait(self, text):
        end = time.monotonic() + LIMIT
        while text not in self.tmux("capture-pane", "-p"):
            if time.monotonic() > end:
                sys.exit(f"pictures: \"{text}\" does not appear; the screen is\n" + self.tmux("capture-pane", "-p"))
            time.sleep(0.05)

    def keys(self, keys):
        self.tmux("send-keys", *keys)

    def lines(self):
        return self.tmux("capture-pane", "-p", "-e").rstrip("\n").split("\n")

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], env=self.environment, capture_output=True)


def take(program, name, columns, rows, title, steps):
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal(program, columns, rows, home)
        try:
            for kind, what in steps:
                terminal.wait(what) if kind == "wait" else terminal.keys(what.split())
            picture = svg(terminal.lines(), columns, title)
        finally:
            terminal.close()
    with open(os.path.join(HERE, name + ".svg"), "w", encoding="utf-8") as file:
        file.write(picture)
    print(f"docs/pictures/{name}.svg: {title}")


class Recorder:
    """A terminal without tmux around: what the program sends is the tour."""

    def __init__(self, program, columns, rows, home):
        environment = {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home,
                       "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "TERM": "xterm-256color",
                       "ROLEHOP_NOW": "2026-11-25T12:00:00Z", "COLUMNS": str(columns), "LINES": str(rows)}
        self.events, self.at, self.seen = [], 0.0, ""
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.execvpe("sh", ["sh", "-c", f"stty cols {columns} rows {rows}; exec \"$0\" demo", program], environment)

    def read(self, patience):
        if not select.select([self.terminal], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.terminal, 1 << 16).decode(errors="replace")
        except OSError:
            return False
        self.seen += data
        self.events.append([round(self.at, 3), "o", data])
        self.at += 0.01
        return True

    def wait(self, text):
        end = time.monotonic() + LIMIT
        while text not in self.seen:
            self.read(0.2)
            if time.monotonic() > end:
                sys.exit(f"pictures: \"{text}\" does not appear in the tour")
        while self.read(0.3):
            pass

    def keys(self, keys):
        """In the recording a person needs a while for each, whatever the run took."""
        for key in keys:
            self.at += 0.35
            os.write(self.terminal, {"Enter": "\r", "Escape": "\x1b", "Space": " "}.get(key, key).encode())
            while self.read(0.15):
                pass

    def pause(self, seconds):
        self.at += float(seconds)

    def close(self):
        os.write(self.terminal, b"Q")
        while self.read(0.3):
            pass
        os.waitpid(self.child, 0)


def record(program, name, columns, rows, title, steps):
    with tempfile.TemporaryDirectory() as home:
        recorder = Recorder(program, columns, rows, home)
        for kind, what in steps:
            getattr(recorder, kind)(what.split() if kind == "keys" else what)
        recorder.close()
    head = {"version": 2, "width": columns, "height": rows, "title": title, "env": {"TERM": "xterm-256color"}}
    with open(os.path.join(HERE, name + ".cast"), "w", encoding="utf-8") as file:
        for line in [head, *recorder.events]:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(f"docs/pictures/{name}.cast: {title}, {recorder.at:.0f} seconds")


def main():
    program = os.path.abspath(sys.argv[1])
    picture, made = None, take
    with open(os.path.join(HERE, "pictures.txt"), encoding="utf-8") as file:
        rows = [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]
    for row in rows + ["picture end 1x1"]:
        word, rest = row.split(None, 1)
        if word in ("picture", "tour"):
            if picture:
                made(program, *picture)
            made = take if word == "picture" else record
            name, size, *title = rest.split()
            columns, height = (int(n) for n in size.split("x"))
            picture = (name, columns, height, " ".join(title), [])
        else:
            picture[4].append((word, rest))


if __name__ == "__main__":
    main()
