"""Every row of every table, impossible ones included, and every value of the law is what some case expects.

exercised.py RULES

That the cases hold is shown by `totsugo rules test`; here only what no case asks for is listed.
"""
import pathlib
import re
import sys

ROW = re.compile(r"^  - id: (\S+)$", re.MULTILINE)
EXPECTED = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?: \d{4}-\d{2})?: ([A-Z][A-Za-z0-9-]*)")
VALUE = re.compile(r'^  - name: (\S+)\n(?:    key: "?([^"\n]*)"?\n)?', re.MULTILINE)
ASKED = re.compile(r'^    name: (\S+)\n(?:    key: "?([^"\n]*)"?\n)?', re.MULTILINE)


def main():
    folder = pathlib.Path(sys.argv[1])
    rows, values, expected, asked = [], [], set(), set()
    for file in sorted(folder.glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        if re.search(r"^table: ", text, re.MULTILINE):
            rows += [(file.name, row) for row in ROW.findall(text)]
        elif re.search(r"^parameters:", text, re.MULTILINE):
            values += [(file.name, value) for value in VALUE.findall(text)]
    for file in sorted(folder.glob("cases/*.yaml")):
        text = file.read_text(encoding="utf-8")
        expected.update(EXPECTED.findall(text))
        asked.update(ASKED.findall(text))
    assert len(rows) > 500 and len(values) > 100, "the rulebook was not read"
    missing = [f"{name}: {row}" for name, row in rows if row not in expected]
    missing += [f"{name}: {' '.join(value)}" for name, value in values if value not in asked]
    print(f"{len(rows)} rows and {len(values)} values, without a case: {len(missing)}")
    if missing:
        sys.exit("\n".join(missing))


main()
