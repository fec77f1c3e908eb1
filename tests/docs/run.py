#!/usr/bin/env python3
"""Runs what the documents show: tests/docs/run.py PROGRAM [--write] [FILE...].

Prints "N passed, N failed". With --write a document takes over what the program prints, but for
commands whose output has a line `...`: read the difference before you commit it.

A fenced block of kind `console` is run, in one folder for each document, from top to bottom:

    $ command        run by bash, `\\` at the end of a line goes on in the next
    output           standard output and standard error together, as a person sees them

A line `...` of the output stands for any number of lines. A command without output in the block
must print nothing. A block ```console status=1``` says what its last command exits with (0, where
nothing is said). A block `file=NAME` after its language is written to that file first, so that
what a document shows is what its commands read. Blocks of other kinds are only looked at.
"""
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def blocks(text):
    """Fenced blocks: (line, words behind the fence, lines)."""
    fence = None
    for number, line in enumerate(text.split("\n"), 1):
        if fence is None:
            found = re.match(r"^```(\S.*)$", line)
            if found or line == "```":
                fence, start, lines = (found.group(1).split() if found else []), number, []
        elif line == "```":
            yield start, fence, lines
            fence = None
        else:
            lines.append(line)


def commands(lines, start):
    """The commands of a console block: (line, command, expected lines)."""
    out = []
    goes_on = False
    for number, line in enumerate(lines, start + 1):
        if goes_on:
            out[-1][1] += "\n" + line
        elif line.startswith("$ "):
            out.append([number, line[2:], []])
        elif out:
            out[-1][2].append(line)
        goes_on = (goes_on or line.startswith("$ ")) and line.endswith("\\")
    return out


def agrees(expected, got):
    """Whether the lines are these, where `...` stands for any."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line.rstrip()) + r"\n"
                      for line in expected)
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in got)) is not None


class Document:
    def __init__(self, path, program, write):
        self.path = path
        self.name = os.path.relpath(path, ROOT)
        with open(path, encoding="utf-8") as f:
            self.text = f.read()
        self.write = write
        self.changes = []  # (first line of the output, how many lines, what it becomes)
        self.folder = tempfile.mkdtemp()
        self.passed = self.failed = 0
        os.makedirs(self.folder + "/home")
        os.makedirs(self.folder + "/rolehop/build")
        here = self.folder + "/rolehop"
        os.symlink(program, here + "/build/rolehop")
        for name in ("src", "docs", "tests"):
            os.symlink(os.path.join(ROOT, name), here + "/" + name)
        keep = {k: v for k, v in os.environ.items()
                if not k.startswith(("ROLEHOP_", "XDG_", "AWS_")) and k != "NO_COLOR"}
        self.env = dict(keep, HOME=self.folder + "/home", LC_ALL="C.UTF-8", TERM="xterm", TZ="UTC",
                        PATH=here + "/build:" + os.environ["PATH"],
                        ROLEHOP_THEMES=ROOT + "/themes", ROLEHOP_NOW="2026-11-25T03:12:00Z")

    def as_told(self, text):
        """Folders of this run as the document calls them."""
        return text.replace(self.folder + "/home", "/home/you").replace(self.folder, "/home/you")

    def complain(self, line, text):
        self.failed += 1
        print("FAILED: %s:%d: %s" % (self.name, line, text))

    def run(self, line, command, expected, status):
        done = subprocess.run(["bash", "-c", command], cwd=self.folder + "/rolehop", env=self.env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120)
        got = self.as_told(done.stdout.decode("utf-8", "replace")).split("\n")
        while got and got[-1] == "":
            got.pop()
        while expected and expected[-1] == "":
            expected = expected[:-1]
        if self.write and "..." not in expected:
            self.changes.append((line + command.count("\n"), len(expected), got))
            expected = got
        if status is not None and done.returncode != status:
            self.complain(line, "exit status %d instead of %d: %s\n%s"
                          % (done.returncode, status, command, "\n".join(got)))
        elif not agrees(expected, got):
            self.complain(line, "%s prints something else:" % command)
            print("\n".join(difflib.unified_diff(expected, got, "document", "program", lineterm="")))
        else:
            self.passed += 1

    def links(self):
        """Every relative link leads to a file."""
        prose = re.sub(r"(?ms)^```.*?^```$", "", self.text)
        for target in re.findall(r"\]\(([^)#\s]+)", prose):
            if "://" in target:
                continue
            if os.path.exists(os.path.join(os.path.dirname(self.path), target)):
                self.passed += 1
            else:
                self.complain(1, "no such file: %s" % target)

    def all(self):
        self.links()
        for start, kind, lines in blocks(self.text):
            words = dict(w.split("=", 1) for w in kind[1:] if "=" in w)
            if "file" in words:
                path = os.path.join(self.folder, "rolehop", words["file"])
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as f:
                    f.write("\n".join(lines) + "\n")
            if not kind or kind[0] != "console":
                continue
            found = commands(lines, start)
            for i, (line, command, expected) in enumerate(found):
                last = i == len(found) - 1
                self.run(line, command, expected, int(words.get("status", 0)) if last else 0)
        shutil.rmtree(self.folder)
        if self.changes:
            text = self.text.split("\n")
            for line, n, new in reversed(self.changes):
                text[line:line + n] = new
            with open(self.path, "w", encoding="utf-8") as f:
                f.write("\n".join(text))


def main():
    program = os.path.realpath(sys.argv[1])
    write = "--write" in sys.argv
    paths = [os.path.realpath(p) for p in sys.argv[2:] if p != "--write"]
    if not paths:
        paths = [ROOT + "/README.md"]
        paths += sorted(ROOT + "/docs/" + n for n in os.listdir(ROOT + "/docs") if n.endswith(".md"))
    passed = failed = 0
    for path in paths:
        document = Document(path, program, write)
        document.all()
        passed += document.passed
        failed += document.failed
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed > 0)


main()
