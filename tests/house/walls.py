#!/usr/bin/env python3
"""Holds the tree to docs/STYLE.md where no compiler does.

    walls.py TREE        what is wrong in a tree, one line each; exit code 1 when there is any
    walls.py --proof     shows on a made tree that each check finds what it is for

Who may include whom, which file may name which library, lengths, law in C, headers left out of the
build, words that do not belong into a finished tree.
"""
import re
import sys
import tempfile
from pathlib import Path

PRODUCT = ("engine", "importers", "exporters", "cli")
LINES = ("engine/foundation", "engine/vocabulary", "engine/law", "engine/storage")
FILE_LINES, FUNCTION_LINES = 500, 70

# Library headers and the files that may name them.
LIBRARIES = {
    r"sqlite3\.h": r"engine/storage/",
    r"openssl/": r"engine/storage/|engine/foundation/bytes\.c|importers/(online|card)/",
    r"zlib\.h": r"engine/storage/packer\.c|importers/",
    r"csv\.h": r"importers/",
    r"yaml\.h": r"engine/law/",
    r"expat\.h": r"importers/",
    r"zip\.h": r"importers/",
    r"curl/": r"importers/online/gateway",
    r"(winscard|wintypes|pcsclite|PCSC/.*)\.h": r"importers/card/reader",
    r"xlsxwriter\.h": r"exporters/",
    r"jansson\.h": r"cli/",
}
LAW = [
    (re.compile(r"\b(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b"), "a date"),
    (re.compile(r"7{6,9}"), "a number of sevens"),
    (re.compile(r"\b8[123]0{3,4}\d{3,4}\b"), "a comment code"),
    (re.compile(r"保医発|保保発|保連発|厚生労働省令"), "a notice"),
]
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.M)


def area(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "engine" else parts[0]


def may_include(own, other):
    if own == "cli" or own == other or own == "tests":
        return True
    if own in LINES:
        return other in LINES and LINES.index(other) <= LINES.index(own)
    return own in ("importers", "exporters") and other in LINES


def own_product(path):
    return path.split("/")[0] in PRODUCT


def without_comments(text):
    blank = lambda match: re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r"/\*.*?\*/|//[^\n]*", blank, text, flags=re.S)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def includes(path, text):
    for match in INCLUDE.finditer(text):
        own, system, line = match.group(1), match.group(2), line_of(text, match.start())
        if own and own.split("/")[0] in PRODUCT and not may_include(area(path), area(own)):
            yield line, f"{area(path)} may not include {own}"
        for library, allowed in LIBRARIES.items():
            if system and re.match(library, system) and own_product(path) and not re.match(allowed, path):
                yield line, f"{system} may be named in {allowed} only"


def lengths(path, text):
    lines = text.split("\n")
    if len(lines) - 1 > FILE_LINES:
        yield len(lines) - 1, f"more than {FILE_LINES} lines"
    begun = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            begun = number
        elif line == "}" and begun:
            if number - begun - 1 > FUNCTION_LINES:
                yield begun, f"a function of {number - begun - 1} lines, {FUNCTION_LINES} at most"
            begun = None


def law_in_code(path, text):
    if path.endswith((".def", ".txt")):
        return
    for pattern, name in LAW:
        for match in pattern.finditer(without_comments(text)):
            yield line_of(text, match.start()), f"{name} ({match.group(0)}): law is data, rules/ is its place"


def unfinished(path, text):
    for match in UNFINISHED.finditer(text):
        yield line_of(text, match.start()), f"{match.group(0)} in a finished tree"


def check_file(tree, path):
    text = (tree / path).read_text(encoding="utf-8")
    checks = [] if path in ("tests/house/walls.py", "docs/STYLE.md") else [unfinished]
    if path.endswith((".c", ".h")):
        checks += [includes, lengths]
        if own_product(path):
            checks.append(law_in_code)
    if path.endswith(".py"):
        checks.append(lengths)
    for check in checks:
        for line, what in check(path, text):
            yield f"{path}:{line}: {what}"


def left_out(tree, files):
    """Sources and headers that no CMakeLists.txt of their folder names."""
    for path in files:
        if own_product(path) and path.endswith((".c", ".h")):
            folder = (tree / path).parent
            while not (folder / "CMakeLists.txt").exists():
                folder = folder.parent
            name = str((tree / path).relative_to(folder))
            if not re.search(rf"(?<![\w/]){re.escape(name)}(?!\w)", (folder / "CMakeLists.txt").read_text()):
                yield f"{path}:1: not in {(folder / 'CMakeLists.txt').relative_to(tree)}"
        if path.split("/")[0] in ("rules", "fixtures") and path.endswith((".c", ".h")):
            yield f"{path}:1: {path.split('/')[0]}/ holds data only"


def files_of(tree):
    wanted = PRODUCT + ("tests", "rules", "fixtures", "docs")
    return sorted(str(path.relative_to(tree)) for top in wanted if (tree / top).exists()
                  for path in (tree / top).rglob("*")
                  if path.suffix in (".c", ".h", ".py", ".yaml", ".md", ".sh", ".cmake"))


def check(tree):
    files = files_of(tree)
    found = [what for path in files for what in check_file(tree, path)]
    return found + list(left_out(tree, files))


BAD = {
    "engine/law/CMakeLists.txt": "low.c",
    "engine/law/low.c": '#include "engine/storage/store.h"\n#include <sqlite3.h>\n',
    "engine/law/forgotten.h": "",
    "importers/CMakeLists.txt": "in.c long.c",
    "importers/in.c": '#include "exporters/out.h"\nint day = 20260401;\nint sevens = 77777777;\nint code = 820000245;\n',
    "importers/long.c": "int f(void)\n{\n" + "    f();\n" * 71 + "}\n" + "\n" * 500,
    "rules/code.h": "",
    "docs/later.md": "TO" + "DO\n",
}
EXPECTED = ["may not include engine/storage/store.h", "sqlite3.h may be named", "forgotten.h:1: not in",
            "may not include exporters/out.h", "a date (20260401)", "a number of sevens", "a comment code",
            "a function of 71 lines", "more than 500 lines", "holds data only", "in a finished tree"]
GOOD = {
    "engine/law/CMakeLists.txt": "fine.c",
    "engine/law/fine.c": '#include "engine/foundation/bytes.h"\n/* 20260401 in a comment */\nint n = 7777;\n',
}


def write_tree(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def proof():
    with tempfile.TemporaryDirectory() as bad, tempfile.TemporaryDirectory() as good:
        write_tree(Path(bad), BAD)
        write_tree(Path(good), GOOD)
        found = check(Path(bad))
        missed = [wanted for wanted in EXPECTED if not any(wanted in line for line in found)]
        return [f"not found: {wanted}" for wanted in missed] + check(Path(good))


def main():
    wrong = proof() if sys.argv[1:] == ["--proof"] else check(Path(sys.argv[1]))
    print("\n".join(wrong) or "nothing found")
    return 1 if wrong else 0


sys.exit(main())
