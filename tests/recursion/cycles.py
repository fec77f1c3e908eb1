#!/usr/bin/env python3
"""Every recursion of the program has a bound: tests/recursion/cycles.py BOUNDS FILE.ll...

Reads the program as LLVM's text, makes its call graph and looks for cycles. A call through a pointer may reach every
function of that type whose address is taken; a library may call what is given to it. BOUNDS lists the functions that
bound recursion, each with why and with the test that shows it. What is left without these must have no cycle, and each
of them must be on one. Prints "N passed, N failed".
"""
import fnmatch
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NAME = r'@("[^"]+"|[\w.$]+)'
DEFINE = re.compile(r"^define .*?" + NAME + r"\(")
SOURCE = re.compile(r'^source_filename = "(.*)"')
CALL = re.compile(r"(?:^|\s)(?:tail |musttail |notail )?call (.*)$")
# Words of a parameter or a result that say nothing about its type.
ATTRIBUTE = re.compile(
    r"\b(noundef|zeroext|signext|nonnull|noalias|nocapture|readonly|readnone|writeonly|returned|immarg|inreg|"
    r"dereferenceable(_or_null)?\(\d+\)|align \d+|(byval|sret)\([^)]*\))(?=[\s,()*]|$)")
# Of the operands of a constant expression, what is cast to another type of function could be called as that.
CAST = re.compile(r"bitcast \([^@]*\(.*?\)\* " + NAME + r" to [^)]*\(.*?\)\*\)")


def split(text):
    """The parts between commas that are in no bracket."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        if c in "([{<":
            depth += 1
        elif c in ")]}>":
            depth -= 1
        elif c == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [p.strip() for p in parts + [text[start:]] if p.strip()]


def closing(text, at):
    """Where the bracket that opens at `at` is closed."""
    depth = 0
    for i in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if depth == 0:
            return i
    raise ValueError(text)


def plain(kind):
    """A type without attributes, numbers of anonymous structs and blanks at its ends."""
    kind = re.sub(r"\.\d+\b", "", ATTRIBUTE.sub("", kind))
    return re.sub(r"\s+", " ", kind).replace("( ", "(").replace(" ,", ",").replace(" *", "*").strip()


def kind_of(parameter):
    """The type of a parameter or an operand: what comes before its value."""
    parameter = ATTRIBUTE.sub("", parameter).strip()
    if parameter == "...":
        return parameter
    depth = 0
    for i, c in enumerate(parameter):
        if c in "([{<":
            depth += 1
        elif c in ")]}>":
            depth -= 1
        elif c == " " and depth == 0 and parameter[i + 1] in '@%-0123456789"ntufzgbic' and not parameter[i + 1:].startswith("("):
            return plain(parameter[:i])
    return plain(parameter)


class Graph:
    def __init__(self):
        self.defined = {}      # (module, name) of a function -> its source
        self.world = {}        # name -> (module, name), where it is not static
        self.kind = {}         # (module, name) -> signature
        self.calls = {}        # (module, name) -> names that it calls directly
        self.through = {}      # (module, name) -> signatures that it calls through a pointer
        self.given = {}        # (module, name) -> (library function, names, signatures)
        self.taken = set()     # (module, name): the address is somewhere in a value
        self.casts = []

    def read(self, path):
        with open(path) as f:
            lines = f.read().splitlines()
        source = path
        at = None
        for line in lines:
            if line.startswith("source_filename"):
                source = SOURCE.match(line).group(1)
            elif line.startswith("define "):
                at = self.define(path, source, line)
            elif line == "}":
                at = None
            elif line.startswith(("declare ", "!", ";", "attributes", "target")):
                continue
            else:
                self.line(path, at, line)

    def define(self, path, source, line):
        m = DEFINE.match(line)
        name = m.group(1)
        at = (path, name)
        self.defined[at] = source
        if not re.match(r"define (internal|private)", line):
            self.world[name] = at
        end = closing(line, m.end() - 1)
        head = line[len("define"):m.start(1) - 1]
        head = re.sub(r"\b(internal|dso_local|weak|linkonce_odr|local_unnamed_addr|hidden)\b", "", head)
        self.kind[at] = plain(head) + "(" + ",".join(kind_of(p) for p in split(line[m.end():end])) + ")"
        return at

    def line(self, path, at, line):
        self.casts += [(path, m.group(1)) for m in CAST.finditer(line)]
        m = CALL.search(line) if at else None
        if not m:
            self.taken.update((path, n) for n in re.findall(NAME, line))
            return
        text = m.group(1)
        if " asm " in " " + text:
            return
        callee = re.search(r"(" + NAME + r"|%[\w.]+)\((?=[^()]*)", text)
        # The callee is the last name before the brackets with the operands; a type of a function may come before.
        depth = 0
        for i, c in enumerate(text):
            if c == "(":
                before = re.search(r"(" + NAME + r"|%[\w.]+)$", text[:i]) if depth == 0 else None
                if before and not re.match(r"%(struct|union)\.", before.group(1)):
                    callee = before
                    break
                depth += 1
            elif c == ")":
                depth -= 1
        else:
            raise ValueError("no callee: " + line)
        end = closing(text, i)
        operands = split(text[i + 1:end])
        names = [n for o in operands for n in re.findall(NAME, o)]
        self.taken.update((path, n) for n in names)
        kinds = [kind_of(o) for o in operands]
        result = text[:callee.start()].strip()
        called = callee.group(1)
        if called.startswith("@"):
            if called.startswith("@llvm."):
                return
            self.calls.setdefault(at, set()).add(called[1:])
            pointed = [k for k in kinds if k.endswith(")*")]
            if pointed or names:
                self.given.setdefault(at, []).append((called[1:], names, pointed))
        else:
            variadic = re.search(r"\((.*)\)$", result)
            if variadic:
                result, kinds = result[:variadic.start()], [kind_of(p) for p in split(variadic.group(1))]
            self.through.setdefault(at, set()).add(plain(result) + "(" + ",".join(kinds) + ")")

    def find(self, module, name):
        """The function that a name means in a module, or None where it is a library's or no function."""
        return (module, name) if (module, name) in self.defined else self.world.get(name)

    def edges(self):
        """The call graph."""
        taken = {f for f in (self.find(*t) for t in self.taken) if f}
        by_kind = {}
        for f in taken:
            by_kind.setdefault(self.kind[f], set()).add(f)
        pointer = {}  # the type of a pointer to a function -> functions
        for kind, functions in by_kind.items():
            head, rest = kind.split("(", 1)
            pointer["%s (%s*" % (head.strip(), rest.replace(",", ", "))] = functions
        library = {}  # how the names of a library begin -> what it was given
        out = {f: set() for f in self.defined}
        for at, gifts in self.given.items():
            for called, names, pointed in gifts:
                if self.find(at[0], called):
                    continue
                given = {f for f in (self.find(at[0], n) for n in names) if f}
                for kind in pointed:
                    given |= pointer.get(kind, set())
                out[at] |= given
                if "_" in called.strip("_"):
                    library.setdefault(called.split("_")[0], set()).update(given)
        for at, names in self.calls.items():
            for name in names:
                f = self.find(at[0], name)
                out[at] |= {f} if f else library.get(name.split("_")[0], set()) if "_" in name.strip("_") else set()
        for at, kinds in self.through.items():
            for kind in kinds:
                out[at] |= by_kind.get(kind, set())
        return out


def cycles(nodes, edges):
    """The sets of functions that reach each other (Tarjan), those of one only where it calls itself."""
    index, low, stack, on, found = {}, {}, [], set(), []
    for root in nodes:
        if root in index:
            continue
        work = [(root, iter(sorted(edges[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on.add(root)
        while work:
            at, rest = work[-1]
            for to in rest:
                if to not in nodes:
                    continue
                if to not in index:
                    index[to] = low[to] = len(index)
                    stack.append(to)
                    on.add(to)
                    work.append((to, iter(sorted(edges[to]))))
                    break
                if to in on:
                    low[at] = min(low[at], index[to])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[at])
                if low[at] == index[at]:
                    part = []
                    while not part or part[-1] != at:
                        part.append(stack.pop())
                        on.discard(part[-1])
                    if len(part) > 1 or at in edges[at]:
                        found.append(sorted(part))
    return found


def bounds(path):
    """source and function -> (why, where the test is, its name)."""
    out = {}
    with open(path) as f:
        for line in f:
            if line.startswith("#") or not line.strip():
                continue
            part = [p.strip() for p in line.split("|")]
            if len(part) != 3 or len(part[0].split()) != 2 or len(part[2].split()) != 2:
                sys.exit("%s: not `FILE FUNCTION | why | FILE TEST`: %s" % (path, line))
            out[tuple(part[0].split())] = (part[1], *part[2].split())
    return out


def main():
    listed = bounds(sys.argv[1])
    graph = Graph()
    for path in sys.argv[2:]:
        graph.read(path)
    edges = graph.edges()
    def where(f):
        """The line of the list for a function: its own, or one with a star."""
        own = (graph.defined[f], f[1])
        if own not in listed:
            for source, pattern in listed:
                if source == own[0] and "*" in pattern and fnmatch.fnmatchcase(own[1], pattern):
                    return source, pattern
        return own

    problems = []
    for path, name in graph.casts:
        if graph.find(path, name):
            problems.append("%s: %s is cast to another type of function" % (graph.defined[graph.find(path, name)], name))
    everything = cycles(set(edges), edges)
    on_cycle = {where(f) for part in everything for f in part}
    for f, (_, test, name) in listed.items():
        if f not in on_cycle:
            problems.append("%s: %s is on no cycle: take it off the list" % f)
        try:
            with open(os.path.join(ROOT, test)) as text:
                if not re.search(r"\b%s\b" % re.escape(name), text.read()):
                    problems.append("%s: there is no test %s" % (test, name))
        except OSError:
            problems.append("%s: there is no such file" % test)
    unbound = cycles({f for f in edges if where(f) not in listed}, edges)
    for part in unbound:
        problems.append("a cycle that nothing bounds: " + ", ".join("%s %s" % where(f) for f in part))
        if os.environ.get("EDGES"):
            for f in part:
                problems.append("   %s -> %s" % (f[1], " ".join(sorted(t[1] for t in edges[f] if t in part))))
    for p in problems:
        print("recursion: FAILED: " + p)
    if len(edges) < 1000 or len(everything) < 10:
        sys.exit("recursion: only %d functions and %d cycles found" % (len(edges), len(everything)))
    print("recursion: %d functions, %d calls, %d cycles; bounded by %d functions" % (
        len(edges), sum(len(e) for e in edges.values()), len(everything), len(listed)))
    print("%d passed, %d failed" % (len(listed), len(problems)))
    sys.exit(bool(problems))


main()
