"""The manual in docs/ is the one that the rules print: nobody edited it, nobody forgot to make it again.

manual.py TOTSUGO RULES DOCS/RULES.ja.md
"""
import difflib
import pathlib
import subprocess
import sys


def main():
    program, rules, committed = sys.argv[1:4]
    made = subprocess.run(
        [program, "--rules", rules, "rules", "manual"], capture_output=True, text=True, check=True).stdout
    kept = pathlib.Path(committed).read_text(encoding="utf-8")
    assert made.count("\n") > 500, "a manual of the whole rulebook is long"
    if made != kept:
        sys.stdout.writelines(difflib.unified_diff(
            kept.splitlines(True), made.splitlines(True), committed, "totsugo rules manual", n=1))
        sys.exit("run: totsugo rules manual > docs/RULES.ja.md")


main()
