#!/usr/bin/env python3
"""Generator, export, checker, over many seeds.

    uke_proof.py DRIVER FOLDER FIRST COUNT

For each seed: the export is checked by uke_check.py; a second run gives the same bytes; an export in
which nobody was recorded gives the bytes of the file that was read, unless a receipt is older than the rules;
what was written, read and written again, stays as it is.  28 seeds in a row hold every kind in every edition.
"""
import filecmp
import json
import shutil
import subprocess
import sys
from pathlib import Path

from uke_kinds import KINDS

HERE = Path(__file__).resolve().parent
ROUND = 4 * len(KINDS)  # seeds that hold every kind in every edition
ALL = {(kind.name, edition) for kind in KINDS for edition in ("era", "western")} - {("nursing", "era")}


def words(folder, name, plan, run):
    """The five words of one file of a run."""
    return [plan, folder / f"{name}.uke"] + [folder / f"{name}-{run}{end}" for end in (".uke", ".csv", "932.csv")]


def export(driver, folder, names, run, plans):
    line = [driver]
    for name, plan in zip(names, plans):
        line += words(folder, name, plan, run)
    with open(folder / f"{run}.txt", "w", encoding="utf-8") as out:
        return subprocess.run(line, stdout=out, check=False).returncode


def check_nothing(driver, folder, names):
    nothing = folder / "nothing.tsv"
    nothing.write_text("set\tunnamed_pass\tyes\n", encoding="utf-8")
    if export(driver, folder, names, "none", [nothing] * len(names)) != 0:
        return "the run of nothing failed"
    for name in names:
        before_the_rules = b",202108," in (folder / f"{name}.uke").read_bytes()
        same = filecmp.cmp(folder / f"{name}.uke", folder / f"{name}-none.uke", shallow=False)
        if same == before_the_rules:
            return "an overlay of nothing changed the file"
    return ""


def check_again(driver, folder, names):
    """What came out goes through once more, with nobody recorded."""
    again = folder / "again"
    again.mkdir()
    for name in names:
        shutil.copyfile(folder / f"{name}-first.uke", again / f"{name}.uke")
    if export(driver, again, names, "none", [folder / "nothing.tsv"] * len(names)) != 0:
        return "what was written is not read again"
    for name in names:
        if not filecmp.cmp(again / f"{name}.uke", again / f"{name}-none.uke", shallow=False):
            return "what was written, read and written again, is something else"
    return ""


def one(driver, folder, seed):
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, HERE / "uke_generate.py", str(seed), folder], check=True)
    names = [name for name in ("in", "other") if (folder / f"{name}.uke").exists()]
    plans = [folder / f"{name}-plan.tsv" for name in names]
    for run in ("first", "second"):
        if export(driver, folder, names, run, plans) != 0:
            return f"the {run} run failed: {(folder / f'{run}.txt').read_text(encoding='utf-8')[-400:]}"
    for file in ["{}.txt"] + [f"{name}-{{}}{end}" for name in names for end in (".uke", ".csv", "932.csv")]:
        if not filecmp.cmp(folder / file.format("first"), folder / file.format("second"), shallow=False):
            return f"the second run gave another {file}"
    problem = check_nothing(driver, folder, names) or check_again(driver, folder, names)
    if problem:
        return problem
    for name in names:
        for old, new in (("first.uke", "out.uke"), ("first.csv", "patch.csv"), ("first932.csv", "patch932.csv")):
            (folder / f"{name}-{old}").replace(folder / f"{name}-{new}")
    (folder / "first.txt").replace(folder / "result.txt")
    if list(folder.glob("*.part")):
        return "a temporary file was left"
    checked = subprocess.run([sys.executable, HERE / "uke_check.py", folder], capture_output=True, text=True,
                             check=False)
    return checked.stdout + checked.stderr if checked.returncode != 0 else ""


def main():
    driver, folder, first, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    seen = set()
    for seed in range(first, first + count):
        problem = one(driver, folder / str(seed), seed)
        if problem:
            print(f"seed {seed}: {problem}")
            return 1
        document = json.loads((folder / str(seed) / "expect.json").read_text(encoding="utf-8"))
        seen.add((document["kind"], document["edition"]))
    if count >= ROUND and seen != ALL:
        print(f"never seen: {sorted(ALL - seen)}; not known: {sorted(seen - ALL)}")
        return 1
    print(f"{count} files, from seed {first}, {len(seen)} of {len(ALL)} kinds and editions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
