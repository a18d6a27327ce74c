#!/usr/bin/env python3
"""A disk that is full while receipts are written: no cut file under the final name, no exit code 0.

    full_disk_test.py PROGRAM RULES

First by the limit on the size of a file (RLIMIT_FSIZE), above what the store needs and below what the
export does; then, where a file system may be mounted, on a small one of its own.  Each time the name
stands for nothing, for the export before, or for the whole of this one.
"""
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, RULES = (os.path.realpath(word) for word in sys.argv[1:3])
NAMESPACE = "TOTSUGO_TEST_NAMESPACE"
FEW, MANY, SIZES = 20, 9000, 7
NAMES = ("RECEIPTC.UKE", "patch-utf8.csv", "patch-cp932.csv")


def receipts(count):
    rows = ["IR,1,13,1,0000003,,見本内科クリニック,202604,00,0300000000"]
    for i in range(1, count + 1):
        rows += [f"RE,{i},1112,202603,資格　太郎,1,19800101,,,,,,,{i:06}" + "," * 23 + "シカク　タロウ,",
                 "HO,06132013,１００１,１０１,1,110,,,,,,,,,", "SY,8830417,20260301,1,,,01,",
                 *(["SI,11,1,111000110,,110,1" + "," * 37] * 8)]
    return "".join(row + "\r\n" for row in [*rows, f"GO,{count},{110 * count},99"]).encode("cp932")


def run(words, limit=None):
    def prepare():
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run([PROGRAM, *words.split()], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, preexec_fn=prepare, check=False)


def export(source, out, limit=None):
    return run(f"export receipt --from {source}/RECEIPTC.UKE --out {out}", limit)


def found(out):
    """The files by name; no other but temporary ones may be there."""
    files = {path.name: path.read_bytes() for path in Path(out).iterdir()} if Path(out).is_dir() else {}
    strangers = [name for name in files if name not in NAMES and not name.endswith(".part")]
    assert not strangers, strangers
    return {name: files[name] for name in NAMES if name in files}


def look(done, out, before, whole, what):
    """True when the export was done."""
    files = found(out)
    for name, content in files.items():
        assert content in (before.get(name), whole[name]), f"{what}: {name} is cut ({len(content)} bytes)"
    if done.returncode in (0, 3):
        assert files == whole, f"{what}: exit code {done.returncode} without all files"
        return True
    assert done.returncode == 1 and "いっぱい" in done.stdout.decode(), (what, done)
    assert files.get(NAMES[0]) == before.get(NAMES[0]), f"{what}: refused, and yet there"
    return False


def by_limit(whole, few, many):
    """Over an older export and where there is none, at sizes up to that of the file itself."""
    store = Path("store/totsugo.db").stat().st_size + 256 * 1024
    size = len(whole[NAMES[0]])
    assert size > 2 * store, (size, store)
    for old in (False, True):
        for limit in [store + (size - store) * i // SIZES for i in range(SIZES)] + [size - 1, size]:
            out = f"out-{old}-{limit}"
            assert not old or export(few, out).returncode in (0, 3)
            before = found(out)
            done = look(export(many, out, limit), out, before, whole, f"limit {limit}")
            assert done == (limit >= size), limit
        out = f"out-{old}-{store}"
        assert export(many, out).returncode in (0, 3) and found(out) == whole


def by_small_disk(whole, few, many):
    """On a file system that holds the older export, and a part of the new one or all of it."""
    total = sum(len(content) for content in whole.values())
    outcomes = set()
    for room in [64 * 1024 + total * i // SIZES for i in range(SIZES)] + [2 * total]:
        os.mkdir("disk")
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", "disk"], check=True)
        try:
            assert export(few, "disk/out").returncode in (0, 3)
            before = found("disk/out")
            outcomes.add(look(export(many, "disk/out"), "disk/out", before, whole, f"room {room}"))
        finally:
            subprocess.run(["umount", "disk"], check=True)
            os.rmdir("disk")
    assert outcomes == {False, True}, outcomes


def may_mount():
    return subprocess.run(["unshare", "-m", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0


def main():
    if NAMESPACE not in os.environ and may_mount():
        os.environ[NAMESPACE] = "1"
        os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ.update(TOTSUGO_STORE="store", TOTSUGO_RULES=RULES, LC_ALL="C.UTF-8")
        os.environ.pop("TOTSUGO_KEY_FILE", None)
        made = run("init --facility 1310000003 --no-operator --make-key-file key")
        assert made.returncode == 0, made.stdout.decode()
        os.environ["TOTSUGO_KEY_FILE"] = "key"
        for name, count in (("few", FEW), ("many", MANY)):
            os.mkdir(name)
            Path(name, NAMES[0]).write_bytes(receipts(count))
        assert export("many", "whole").returncode in (0, 3)
        whole = found("whole")
        by_limit(whole, "few", "many")
        if NAMESPACE in os.environ:
            by_small_disk(whole, "few", "many")
        else:
            print("no file system may be mounted here: limits alone were tried")
        verified = run("journal verify")
        assert verified.returncode == 0, verified.stdout.decode()
        os.chdir("/")


main()
