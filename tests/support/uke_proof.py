#!/usr/bin/env python3
"""Generator, export, checker, over many seeds.

    uke_proof.py DRIVER FOLDER FIRST COUNT

For each seed: the export is checked by uke_check.py; a second run gives the same bytes; an export in
which nobody was recorded gives the bytes of the file that was read, unless a receipt is older than the rules.
"""
import filecmp
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(driver, plan, source, folder, name):
    with open(folder / f"{name}.txt", "w", encoding="utf-8") as out:
        return subprocess.run(
            [driver, plan, source, folder / f"{name}.uke", folder / f"{name}.csv", folder / f"{name}932.csv"],
            stdout=out, check=False).returncode


def one(driver, folder, seed):
    subprocess.run([sys.executable, HERE / "uke_generate.py", str(seed), folder], check=True)
    nothing = folder / "nothing.tsv"
    nothing.write_text("set\tunnamed_pass\tyes\n", encoding="utf-8")
    for name in ("first", "second"):
        if run(driver, folder / "plan.tsv", folder / "in.uke", folder, name) != 0:
            return f"the {name} run failed: {(folder / f'{name}.txt').read_text(encoding='utf-8')[-400:]}"
    for suffix in (".uke", ".csv", "932.csv", ".txt"):
        if not filecmp.cmp(folder / f"first{suffix}", folder / f"second{suffix}", shallow=False):
            return f"the second run gave another {suffix}"
    if run(driver, nothing, folder / "in.uke", folder, "none") != 0:
        return "the run of nothing failed"
    before_the_rules = b",202108," in (folder / "in.uke").read_bytes()
    same = filecmp.cmp(folder / "in.uke", folder / "none.uke", shallow=False)
    if same == before_the_rules:
        return "an overlay of nothing changed the file"
    for old, new in (("first.uke", "out.uke"), ("first.csv", "patch.csv"), ("first932.csv", "patch932.csv"),
                     ("first.txt", "result.txt")):
        (folder / old).replace(folder / new)
    if list(folder.glob("*.part")):
        return "a temporary file was left"
    checked = subprocess.run([sys.executable, HERE / "uke_check.py", folder], capture_output=True, text=True,
                             check=False)
    return checked.stdout + checked.stderr if checked.returncode != 0 else ""


def main():
    driver, folder, first, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    for seed in range(first, first + count):
        problem = one(driver, folder / str(seed), seed)
        if problem:
            print(f"seed {seed}: {problem}")
            return 1
    print(f"{count} files, from seed {first}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
