"""A case file as a list of steps.  Nothing is guessed: an unknown word is a CaseError with its line.

The format is described in tests/cases/README.md.
"""
import shlex

from case_text import CaseError, Form

# What may stand below a run, and whether the lines of its block are needed.
RUN_PARTS = ("input", "passphrase", "typed", "out", "out has", "err", "err has", "never", "json")

# What is shorter lies in a megabyte of sealed, random bytes by chance (four bytes: once in 4,000 looks).
LEAST_TRACE = 5


class Step:
    """One line of a case with its block; kind names the method of World that does it."""

    def __init__(self, line, kind, **values):
        self.line, self.kind, self.block = line, kind, None
        self.__dict__.update(values)


class Run(Step):
    """A command, what it is given and what it must say."""

    def __init__(self, line, code, words):
        super().__init__(line, "run", code=code, words=words)
        self.parts = {}

    def checks(self):
        return any(name not in ("input", "passphrase", "typed") for name in self.parts)


def _number(text, what):
    if not text.isdigit():
        raise CaseError(f"{what} is a number, not {text}")
    return int(text)


def _count(words, count, usage):
    if len(words) != count:
        raise CaseError(f"expected: {usage}")
    return words


def _site(words):
    kinds = {"with terminal": True, "without terminal": False, "none": None}
    text = " ".join(words)
    if text not in kinds:
        raise CaseError("expected: site with terminal | without terminal | none")
    return {"terminal": kinds[text]}


def _file(words):
    if not words:
        raise CaseError("expected: file NAME [encoding, line ends]")
    return {"name": words[0], "form": Form(words[1:])}


def _fixture(words):
    _count(words, 3, "fixture PATH as NAME")
    if words[1] != "as":
        raise CaseError("expected: fixture PATH as NAME")
    return {"path": words[0], "name": words[2]}


def _terminal(words):
    text = " ".join(words)
    if text not in ("answers", "stops"):
        raise CaseError("expected: terminal answers | stops")
    return {"up": text == "answers"}


def _gateway(words):
    if words == ["stops"]:
        return {"kind": "gateway_stops"}
    if not words or words[0] != "answers":
        raise CaseError("expected: gateway answers [server NAME] [client NAME] [tls12] | stops")
    values = {"server": "server", "client": "client", "tls": "13"}
    rest = words[1:]
    while rest:
        if rest[0] in ("server", "client") and len(rest) > 1:
            values[rest[0]], rest = rest[1], rest[2:]
        elif rest[0] == "tls12":
            values["tls"], rest = "12", rest[1:]
        else:
            raise CaseError("expected: gateway answers [server NAME] [client NAME] [tls12]")
    return values


def _disk(words):
    if words[:2] != ["full", "after"] or len(words) != 4 or words[3] != "bytes":
        raise CaseError("expected: disk full after NUMBER bytes")
    return {"limit": _number(words[2], "the size")}


def _wrote(words):
    if len(words) > 1 and words[1] == "as":
        _count(words, 3, "wrote NAME as NAME")
        return {"kind": "wrote_as", "name": words[0], "other": words[2]}
    if len(words) > 1 and words[1] in ("has", "lacks"):
        return {"kind": "wrote_" + words[1], "name": words[0], "form": Form(words[2:])}
    if not words:
        raise CaseError("expected: wrote NAME [as NAME | has | lacks] [encoding, line ends]")
    return {"name": words[0], "form": Form(words[1:])}


def _name(words):
    return {"name": _count(words, 1, "one name")[0]}


def _traces(texts):
    for text in texts:
        if min(len(text.encode(encoding)) for encoding in ("utf-8", "cp932")) < LEAST_TRACE:
            raise CaseError(f"no trace of {text}: sealed bytes may hold so short a text by chance")
    return texts


def _no(words):
    if len(words) == 2 and words[0] == "file":
        return {"kind": "no_file", "name": words[1]}
    if len(words) > 4 and words[:2] == ["trace", "of"] and words[-2] == "in":
        return {"kind": "no_trace", "texts": _traces(words[2:-2]), "name": words[-1]}
    raise CaseError("expected: no file NAME | no trace of TEXT ... in FOLDER")


def _wait(words):
    if len(words) != 2 or words[0] != "for":
        raise CaseError("expected: wait for NAME")
    return {"name": words[1]}


def _setting(words):
    return {"name": _count(words, 2, "setting NAME VALUE")[0], "value": words[1]}


def _store(words):
    if len(words) != 2 or words[0] != "version":
        raise CaseError("expected: store version NUMBER")
    return {"version": _number(words[1], "the version")}


def _now(words):
    return {"at": _count(words, 1, "now 2026-03-31T18:00")[0]}


# word: (what reads the rest, kind, whether a block must follow, whether it checks something)
STEPS = {
    "site": (_site, "site", False, False),
    "now": (_now, "now", False, False),
    "setting": (_setting, "setting", False, False),
    "file": (_file, "file", True, False),
    "fixture": (_fixture, "fixture", False, False),
    "folder": (_name, "folder", False, False),
    "gateway": (_gateway, "gateway", None, False),
    "terminal": (_terminal, "terminal", None, False),
    "read-only": (_name, "read_only", False, False),
    "wait": (_wait, "wait_for", False, False),
    "writable": (_name, "writable", False, False),
    "store": (_store, "store_version", False, False),
    "disk": (_disk, "disk_full", False, False),
    "wrote": (_wrote, "wrote", None, True),
    "no": (_no, "no_file", False, True),
    "files": (_name, "files", True, True),
}
NO_BLOCK = ("wrote_as",)


class Reader:
    """Reads line by line; steps, and the heading that says why."""

    def __init__(self, text):
        self.steps, self.heading, self.checks = [], [], 0
        self.block, self.wants = None, None
        for number, line in enumerate(text.split("\n"), 1):
            try:
                self.take(number, line)
            except CaseError as fault:
                raise CaseError(f"{number}: {fault}") from fault
        self.close_block()
        self.finish()

    def take(self, number, line):
        if line.startswith("|"):
            if self.block is None:
                raise CaseError("a line of a block, but nothing that has one stands above it")
            self.block.append(line[2:] if line.startswith("| ") else line[1:])
        elif line.startswith("#"):
            if not self.steps:
                self.heading.append(line[1:].strip())
        elif line.strip():
            self.close_block()
            self.word(number, line.rstrip())

    def close_block(self):
        if self.wants and not self.block:
            raise CaseError(f"the lines of \"{self.wants}\" are missing")
        self.block, self.wants = None, None

    def word(self, number, line):
        if line in RUN_PARTS:
            self.part(line)
            return
        words = shlex.split(line)
        if words[0] == "run":
            if len(words) < 3:
                raise CaseError("expected: run EXIT-CODE COMMAND ...")
            self.steps.append(Run(number, _number(words[1], "the exit code"), words[2:]))
        elif words[0] in STEPS:
            self.step(number, words)
        else:
            raise CaseError(f"unknown word {words[0]}; see tests/cases/README.md")

    def step(self, number, words):
        read, kind, block, checks = STEPS[words[0]]
        values = {"kind": kind, **read(words[1:])}
        step = Step(number, **values)
        self.steps.append(step)
        self.checks += 1 if checks else 0
        needs = block or (kind == "terminal" and step.up) or step.kind == "gateway" or (kind == "wrote" and step.kind not in NO_BLOCK)
        if needs:
            step.block = self.block = []
            self.wants = words[0]

    def part(self, name):
        run = self.steps[-1] if self.steps else None
        if not isinstance(run, Run):
            raise CaseError(f"\"{name}\" stands below a run")
        if name in run.parts:
            raise CaseError(f"\"{name}\" stands twice below one run")
        run.parts[name] = self.block = []
        # An exact output may be empty: "out" alone says that nothing was said.
        self.wants = None if name in ("out", "err") else name
        self.checks += 1 if name in RUN_PARTS[3:] else 0

    def finish(self):
        if not any(line.startswith("Why: ") for line in self.heading):
            raise CaseError("1: the heading has no line \"# Why: \" with the rule or decision")
        if not self.steps or self.steps[0].kind != "site":
            raise CaseError("1: the first step is \"site\"")
        if not any(isinstance(step, Run) for step in self.steps):
            raise CaseError("1: nothing is run")
        if self.checks == 0:
            raise CaseError("1: the case checks nothing but exit codes")


def read_case(path):
    try:
        return Reader(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as fault:
        raise CaseError(f"1: the case file is not UTF-8 ({fault.reason})") from fault
