"""A measure is extended by one edited date and one source: everything that hangs on it follows.

extension.py TOTSUGO RULES
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

NOTICE = """
  - id: EXTENSION
    title: 暫定的取扱いの延長（架空の通知）
    issuer: 試験
    date: 2026-03-20
    in_force: 2026-04-01
    seen: whole
"""


def run(program, folder, *words):
    result = subprocess.run(
        [program, "--json", "--rules", str(folder), "rules", *words],
        capture_output=True, text=True, check=False)
    return result.returncode, result.stdout


def rule_on(program, folder, day):
    code, text = run(program, folder, "ask", "paper", "brought=notice", "document_scheme=national", "--date", day)
    assert code == 0, (code, text)
    return json.loads(text)["rules"][0]


def main():
    program, rules = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "rules"
        shutil.copytree(rules, folder)
        assert rule_on(program, folder, "2026-04-01")["id"] == "PP-56"

        measures = folder / "94-measures.yaml"
        text = measures.read_text(encoding="utf-8")
        head, tail = text.split("last: 2026-03-31\n    source: [", 1)
        measures.write_text(head + "last: 2026-09-30\n    source: [EXTENSION, " + tail, encoding="utf-8")
        sources = folder / "sources.yaml"
        sources.write_text(sources.read_text(encoding="utf-8").rstrip("\n") + NOTICE, encoding="utf-8")

        code, text = run(program, folder, "check")
        assert code == 0, text
        assert rule_on(program, folder, "2026-09-30")["id"] == "PP-51"
        assert "EXTENSION" in rule_on(program, folder, "2026-09-30")["sources"]
        assert rule_on(program, folder, "2026-10-01")["id"] == "PP-56"
        code, text = run(program, folder, "test")
        assert code != 0, "cases on the old last day must notice the extension"


main()
