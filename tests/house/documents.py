#!/usr/bin/env python3
"""What can be checked of the documents without understanding them.

    documents.py TREE

Links lead somewhere; files that are named are there; commands, what follows them and their options are
those of the program's own help; each
rule without a public source cites an item of docs/RULES-DECISIONS.ja.md that names it, and the other way
round; each next step of a held visit, and each line of the reception screen, is explained in docs/OPERATIONS.ja.md; each kind of journal entry and
each column of a table stands in its format; each element and code of the service has its grade, and each
fault of the doubles a case.
"""
import re
import sys
from pathlib import Path

TREE = Path(sys.argv[1])
DOCUMENTS = [TREE / "README.md", TREE / "fixtures/README.md", *sorted((TREE / "docs").rglob("*.md"))]
NAMED_FILE = re.compile(r"`((?:[a-z_]+/)+[A-Za-z0-9_.-]+\.(?:c|h|def|md|yaml|py|sh|txt|csv|UKE|cmake))`")
problems = []


def read(name):
    return (TREE / name).read_text(encoding="utf-8")


def check_links(path, text):
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if target.startswith("http"):
            continue
        if not (path.parent / target).exists():
            problems.append(f"{path.relative_to(TREE)}: no {target}")


def check_files(path, text):
    for name in NAMED_FILE.findall(text):
        made_up = re.search(r"NAME|NN", name)  # in a recipe
        if not made_up and not any((TREE / base / name).exists() for base in ("", "importers", "tests", path.parent)):
            problems.append(f"{path.relative_to(TREE)}: no file {name}")


def check_commands(path, text, commands):
    code = re.findall(r"^```\n(.*?)^```", text, re.M | re.S) + re.findall(r"`(totsugo [^`\n]*)`", text)
    for word in re.findall(r"^(?:\$ )?totsugo (?:--[a-z-]+ \S+ )*([a-z]+)", "\n".join(code), re.M):
        if word not in commands:
            problems.append(f"{path.relative_to(TREE)}: no command {word}")


def help_words():
    """The words of each command's line of the help, Japanese and English: what it may be followed by."""
    table = re.search(r"^static const struct command commands\[\] = \{\n(.*?)^\};", read("cli/main.c"), re.M | re.S)[1]
    return {row[1]: set(re.findall(r"(?<![\w-])[a-z][a-z-]*", "".join(re.findall(r'"([^"]*)"', row[0])), re.A))
            for row in re.finditer(r'\{"([a-z]+)", cmd_.*?\},?\n', table, re.S)}


def options_read():
    """Every option that the program reads, those of fields among them."""
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted((TREE / "cli").glob("*.c")))
    fields = re.findall(r'^FIELD\(\d+, \w+, "(\w+)"', read("engine/vocabulary/fields.def"), re.M)
    return set(re.findall(r'"(--[a-z0-9-]+)"', sources)) | {"--" + name.replace("_", "-") for name in fields}


def command_lines(text, commands):
    """Lines of commands in blocks and in code quotes, with or without the program's name."""
    blocks = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.M | re.S))
    lines = re.findall(r"^(?:\$ )?totsugo ([^\n]*)", blocks, re.M)
    lines += re.findall(r"`(?:totsugo )?([^`\n]+)`", re.sub(r"^```\n.*?^```", "", text, flags=re.M | re.S))
    for line in lines:
        words = re.sub(r"\s{2,}.*", "", line).split()
        while len(words) > 1 and words[0].startswith("--"):
            words = words[1 if words[0] == "--json" else 2:]
        if words and words[0] in commands:
            yield words


def check_help(path, text, commands, options):
    """What documents follow a command with is in its line of the help; its options are read by somebody."""
    for command, *words in command_lines(text, commands):
        if words and re.fullmatch(r"[a-z][a-z-]*", words[0]) and words[0] not in commands[command]:
            problems.append(f"{path.relative_to(TREE)}: the help of {command} does not name {words[0]}")
        for word in words:
            if word.startswith("--") and len(word) > 2 and word not in options:
                problems.append(f"{path.relative_to(TREE)}: {command} has no option {word}")


def rules_of_house():
    """Rule or parameter to the item that it cites."""
    cited = {}
    for path in sorted((TREE / "rules").glob("*.yaml")):
        for block in re.split(r"\n  - (?=id:|name:)", path.read_text(encoding="utf-8"))[1:]:
            item = re.search(r"HOUSE 第(\d+)項", block)
            name = re.match(r"(?:id|name): (\S+)", block)[1]
            if re.search(r"source:.*HOUSE", block) and not item:
                problems.append(f"{path.name}: {name} cites HOUSE without an item")
            if item:
                cited[name] = item[1]
    return cited


def check_decisions():
    text = read("docs/RULES-DECISIONS.ja.md")
    named = {}
    for number, body in re.findall(r"\*\*第(\d+)項(.*?)(?=\n\*\*第|\n## |\Z)", text, re.S):
        for line in re.findall(r"(?:規則|値): ([^\n]*)", body):
            for name in re.findall(r"[\w.-]*[A-Z][\w-]*-[\w-]+|[a-z]+(?:\.[a-z]+)+", line):
                named[name] = number
    cited = rules_of_house()
    for name in sorted(set(named) | set(cited)):
        if named.get(name) != cited.get(name):
            problems.append(f"{name}: cites item {cited.get(name)}, is named by item {named.get(name)}")


def check_next_steps():
    rows = re.findall(r"^\| ([^|…]+)", read("docs/OPERATIONS.ja.md"), re.M)
    steps = re.findall(r'^VALUE\(NEXT, (\w+), "[^"]*", "([^"]*)"', read("engine/vocabulary/domains.def"), re.M)
    for name, wording in steps:
        if name != "NONE" and not any(len(row.strip()) >= 4 and wording.startswith(row.strip()) for row in rows):
            problems.append(f"docs/OPERATIONS.ja.md: the next step {name} is not explained")


def check_screen():
    """Each line of the reception screen, by its first sentence, and each key and choice of it."""
    section = re.search(r"^## 8\. .*?(?=^## )", read("docs/OPERATIONS.ja.md"), re.M | re.S)[0]
    lines = re.findall(r'^MESSAGE\((?:CARD|RECEPTION)_(\w+), "([^"]*)"', read("cli/messages.def"), re.M)
    if len(lines) < 40:
        problems.append("cli/messages.def: the lines of the screen were not found")
    for name, wording in lines:
        first = re.split(r"(?<=。)|（", wording.strip())[0]
        part = max(re.split(r"\{\d\}", first), key=len).strip(" 。・:")
        if part not in section:
            problems.append(f"docs/OPERATIONS.ja.md: the screen line {name} is not explained: {part}")
    keys = read("cli/reception_keys.def")
    for key in re.findall(r"^KEY\('(.)'", keys, re.M):
        if f"`{key}`" not in section:
            problems.append(f"docs/OPERATIONS.ja.md: the key {key} is not explained")
    for label in re.findall(r'^CHOICE\(.*, "([^"]+)", "[^"]+"\)', keys, re.M):
        if label not in section:
            problems.append(f"docs/OPERATIONS.ja.md: the choice {label} is not explained")


def check_entries():
    text = read("docs/formats/journal.md")
    for name in re.findall(r'^ENTRY\(\d+, \w+, "(\w+)"', read("engine/storage/entries.def"), re.M):
        if name not in text:
            problems.append(f"docs/formats/journal.md: no entry {name}")


def check_columns():
    text = read("docs/formats/tables.md")
    for name in re.findall(r'^FIELD\(\d+, \w+, "(\w+)"', read("engine/vocabulary/fields.def"), re.M):
        if f"`{name}`" not in text:
            problems.append(f"docs/formats/tables.md: no field {name}")
    for name in re.findall(r'^COLUMN\(.*, "([^"]+)"\)', read("importers/online/answer_columns.def"), re.M):
        if f"| {name} |" not in text:
            problems.append(f"docs/formats/tables.md: no column {name}")


def check_faults():
    """Each fault that the doubles know is shown by a case that is there, and that uses it."""
    table = re.search(r"^## Faults of the line.*?(?=^## )", read("docs/TESTING.md"), re.M | re.S)[0]
    rows = [line for line in table.split("\n") if line.startswith("| ")]
    for name in re.findall(r"\b((?:line|gateway|path)/[a-z0-9-]+)", table):
        if not (TREE / "tests/cases" / f"{name}.case").exists():
            problems.append(f"docs/TESTING.md: no case {name}")
    for word in re.findall(r'^TERMINAL_FAULT\(\w+, "([a-z-]+)"', read("tests/doubles/terminal_faults.def"), re.M):
        cases = [name for row in rows if f"`{word}`" in row for name in re.findall(r"(?:line|gateway)/[a-z0-9-]+", row)]
        paths = [TREE / "tests/cases" / f"{name}.case" for name in cases]
        if not any(re.search(rf"^\| fault \w+ \w+ {word}( |$)", path.read_text(encoding="utf-8"), re.M)
                   for path in paths if path.exists()):
            problems.append(f"docs/TESTING.md: no case shows the fault {word}")


def grades():
    """Names in code quotes of a row or paragraph of docs/formats/online.md that has a grade."""
    graded = set()
    for line in re.split(r"\n\n|\n(?=\|)", read("docs/formats/online.md")):
        if re.search(r"\[(S|S\?|O)\]", line):
            graded |= set(re.findall(r"`([A-Za-z0-9_]+)`", line))
    return graded


def check_elements():
    """Each element, function of the link software and code that is read has its grade."""
    graded, text = grades(), read("docs/formats/online.md")
    names = re.findall(r'(?:ELEMENT\(\w+, |CONSENT\()(?:name )?"(\w+)"', read("importers/online/elements.def"))
    names += re.findall(r'^ *(?:TEXT|DATE)\(\d+, \w+, "(\w+)"\)', read("engine/vocabulary/answer.h"), re.M)
    for name in sorted(set(names)):
        if name not in graded:
            problems.append(f"docs/formats/online.md: the element {name} has no grade")
    for prefix in re.findall(r'^FOLDER_KIND\(\w+, "(\w+)"', read("importers/online/folder_kinds.def"), re.M):
        if f"`{prefix}req_`" not in text:
            problems.append(f"docs/formats/online.md: no function {prefix}")
    lists = re.split(r"\n\n/\* ", read("importers/online/codes.def"))[1:]
    for block in lists:
        head = re.match(r"(OQSCD\d+|\w+)", block)[1]
        row = re.search(rf"^\| {head}\b.*\n(?:\| \|.*\n)*", text, re.M)
        for code in re.findall(r'^CODE\(\w+, "(\w+)"', block, re.M):
            line = row and next((one for one in row[0].split("\n") if re.search(rf"[| ]{code} ", one)), None)
            if not line or not re.search(r"\[(S|S\?|O)\]", line):
                problems.append(f"docs/formats/online.md: {head} {code} has no grade")


known = set(re.findall(r'^    \{"([a-z]+)", cmd_', read("cli/main.c"), re.M)) | {"help"}
helped, read_options = help_words(), options_read()
if known - {"help"} != set(helped) or not all(helped.values()):
    problems.append("cli/main.c: the table of commands was not read")
for document in DOCUMENTS:
    content = document.read_text(encoding="utf-8")
    check_links(document, content)
    check_files(document, content)
    check_commands(document, content, known)
    check_help(document, content, helped, read_options)
check_decisions()
check_next_steps()
check_screen()
check_entries()
check_columns()
check_faults()
check_elements()
print("\n".join(problems) if problems else f"{len(DOCUMENTS)} documents")
sys.exit(1 if problems else 0)
