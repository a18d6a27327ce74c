"""Each kind of mistake in a rule file is told at its place, with what was expected, and is never adopted.

refused.py TOTSUGO RULES

Every row breaks the shipped rulebook in one place. What then goes on and what stops with a rulebook that
was adopted and cannot be read is shown by tests/cli/fillers_test.c and importers/online/gateway_keys_test.c.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

# what, file, text, what it becomes, where the message points (a text of the new line), what it says
ROWS = [
    ("a key that stands twice", "40-paper.yaml", "    until: 2025-12-01\n", "    until: 2025-12-01\n    until: 2025-12-01\n",
     "\n    until: 2025-12-01\n    |until:", "キー「until」が2回あります"),
    ("a key that nobody knows", "40-paper.yaml", "    reviewed: ", "    checked: ", "    |checked: ", "知らないキー「checked」です。使えるのは"),
    ("a fact that nobody knows", "44-leniency.yaml", "  lenient_before: [", "  lenient_once: [", "  |lenient_once: [",
     "知らない事実「lenient_once」です。基本の事実か"),
    ("a fact that the table does not list", "44-leniency.yaml", "when: {paper: [lenient], lenient_before: [yes]}",
     "when: {paper: [lenient], charged: [full]}", "lenient], |charged: [full]}", "この表の facts にありません"),
    ("a value that the fact does not have", "44-leniency.yaml", "lenient_before: [yes]}", "lenient_before: [often]}",
     "lenient_before: [|often]}", "という値はありません。使えるのは"),
    ("a value that a table does not name any more", "44-leniency.yaml", "lone, phone,", "lone,", "  paper:\n    |[unrecorded", "の値がそろっていません。「phone」も書いてください"),
    ("a rule without a source", "44-leniency.yaml", "    source: [HODANREN-0627]\n", "", "  - |id: LN-00\n", "キー「source」がありません"),
    ("a source that is not in the list", "94-measures.yaml", "HODANREN-1112", "HODANREN-9999", "    source: [|HODANREN-9999", "出典「HODANREN-9999」は sources にありません"),
    ("a provisional rule without an end", "66-checkup.yaml", "    until: checkup.number\n", "    until: open\n", "    until: |open\n",
     "経過措置（provisional）には終わりの日が必要です"),
    ("an end before the beginning", "40-paper.yaml", "    until: 2025-08-03\n", "    until: 2025-07-03\n", "    until: |2025-07-03\n",
     "終わりが始まりより前です。終わりには最後の適用日"),
    ("a rule before its table begins", "42-elderly-document.yaml", "    from: 2024-12-02\n", "    from: 2024-12-01\n", "    from: |2024-12-01\n",
     "規則の始まりが表の floor より前です"),
    ("a day that does not exist", "40-paper.yaml", "    until: 2025-12-01\n", "    until: 2025-11-31\n", "    until: |2025-11-31\n",
     "「2025-11-31」という日はありません"),
    ("a day of review that does not exist", "40-paper.yaml", "    reviewed: 2026-11-21\n", "    reviewed: 2026-02-29\n",
     "    reviewed: |2026-02-29\n", "「2026-02-29」という日はありません。YYYY-MM-DD の実在する日を書いてください"),
    ("a measure that is not in the list", "66-checkup.yaml", "    until: checkup.number\n", "    until: checkup.nummer\n",
     "    until: |checkup.nummer\n", "「checkup.nummer」は日付ではなく、measures にもありません"),
    ("tables that go round in a circle", "52-current.yaml", "facts:\n", "facts:\n  current: [untried, unentered, failed, usable]\n",
     "", "表が輪になっています"),
    ("a reference to an outcome that the table does not have", "44-leniency.yaml", "outcome:\n", "derives: [paper]\noutcome:\n",
     "derives: [|paper]", "「paper」は、この表の outcome にありません"),
    ("an id that stands twice", "44-leniency.yaml", "  - id: LN-01\n", "  - id: LN-00\n", "  - id: |LN-00\n", "にもあります。どちらかを変えてください"),
    ("an anchor", "44-leniency.yaml", "    source: [HODANREN-0627]\n", "    source: [&a HODANREN-0627]\n", "    source: [|&a HODANREN", "アンカー、エイリアス"),
]


def place(text, marker, end):
    """line:column of the bar in the marker, where it stands last before end."""
    before, after = marker.split("|")
    at = text.rindex(before + after, 0, end) + len(before)
    return f"{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"


def check(program, rules, scratch, row):
    what, name, old, new, marker, says = row
    folder = pathlib.Path(scratch) / "rules"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(rules, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text, f"{what}: {name} has no {old!r}"
    end = text.index(old) + len(new) + len(marker)
    text = text.replace(old, new, 1)
    (folder / name).write_text(text, encoding="utf-8")
    run = subprocess.run(
        [program, "--lang", "ja", "rules", "check", str(folder)], capture_output=True, text=True, check=False)
    where = f"{name}:{place(text, marker, end)}: " if marker else f"{name}:"
    print(f"{what}: {run.stderr.strip()}")
    assert run.returncode == 5, f"{what}: exit {run.returncode}"
    assert where in run.stderr, f"{what}: expected {where}"
    assert says in run.stderr, f"{what}: expected {says}"
    assert "すべての日" not in run.stdout, what


def main():
    program, rules = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as scratch:
        for row in ROWS:
            check(program, rules, scratch, row)


main()
