#!/usr/bin/env python3
"""The benchmark of receipt files: one of N receipts through an export in which nobody was recorded.

    receipts.py BUILD [N...]        10000 100000 unless said

Every receipt has 25 rows, so that 100,000 of them are about 150 MB.  Prints bytes,
seconds, MB a second and peak memory, and beside it in the same run what does less: a Python script that
parts and writes the rows (receipts_baseline.py), iconv, and cp with a sync.  The program reads the file three times
and keeps it sealed, reads back what it wrote, and syncs.  All three of what comes out byte for byte are compared.
Memory must not grow with the number of receipts but for a few words each.
"""
import filecmp
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = 18
DAYS = ",".join([""] * 31)


def measure(command, environment):
    """Wall seconds, CPU seconds, peak MiB; ends the benchmark when the command fails."""
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{said.decode(errors='replace')[-2000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def receipt(number):
    rows = [f"RE,{number},1112,202603,架空　太郎,1,19800101,,,,,,,{number:06},,,,,,,,,,,,,,,,,,,,,,,カクウ　タロウ,",
            f"HO,06132013,１００１,{number},1,{ROWS * 110},,,,,,,,,", "SY,8830417,20260301,1,,,01,"]
    rows += [f"SI,11,1,1110001{i:02},,110,1,,,,,,,{DAYS}" for i in range(ROWS)]
    rows += ["CO,99,1,810000001,架空の摘要　架空の摘要　架空の摘要"] * 4
    return "\r\n".join(rows) + "\r\n"


def write(path, count):
    with open(path, "wb") as out:
        out.write("IR,1,13,1,0000003,,見本内科クリニック,202604,00,0300000000\r\n".encode("cp932"))
        for number in range(1, count + 1):
            out.write(receipt(number).encode("cp932"))
        out.write(f"GO,{count},{count * ROWS * 110},99\r\n\x1a".encode("cp932"))


def rivals(source, folder):
    """Name, command, and whether the file must come out byte for byte."""
    script = Path(__file__).resolve().parent / "receipts_baseline.py"
    target = str(folder / "rival.UKE")
    return [("python, parted and joined", [sys.executable, str(script), str(source), target], True),
            ("iconv to UTF-8", ["iconv", "-f", "cp932", "-t", "utf-8", "-o", target, str(source)], False),
            ("cp and sync", ["sh", "-c", 'cp "$1" "$2" && sync "$2"', "sh", str(source), target], True)]


def say(name, count, size, measured):
    wall, cpu, peak = measured
    print(f"{count:>8} receipts {size:7.1f} MB  {name:<26} {wall:7.1f} s ({cpu:5.1f} s CPU) {size / wall:7.1f} MB/s "
          f"{peak:6.0f} MiB", flush=True)
    return wall


def must_be_same(source, target):
    if not filecmp.cmp(source, target, shallow=False):
        sys.exit(f"{target}: the file did not come out byte for byte")


def main():
    program = str(Path(sys.argv[1]).resolve() / "cli" / "totsugo")
    for count in [int(word) for word in sys.argv[2:]] or [10000, 100000]:
        with tempfile.TemporaryDirectory() as folder:
            site, source = Path(folder), Path(folder, "RECEIPTC.UKE")
            environment = dict(os.environ, TOTSUGO_STORE=str(site / "store"), TOTSUGO_RULES=str(ROOT / "rules"),
                               LC_ALL="C.UTF-8")
            measure([program, "init", "--facility", "1310000003", "--no-operator", "--make-key-file",
                     str(site / "key")], environment)
            environment["TOTSUGO_KEY_FILE"] = str(site / "key")
            write(source, count)
            size = source.stat().st_size / 1e6
            ours = say("export receipt", count, size, measure(
                [program, "export", "receipt", "--from", str(source), "--out", str(site / "out")], environment))
            must_be_same(source, site / "out" / source.name)
            for name, command, is_same in rivals(source, site):
                theirs = say(name, count, size, measure(command, environment))
                if is_same:
                    must_be_same(source, site / "rival.UKE")
                print(f"{'':>8} the export takes {ours / theirs:.1f} times as long")


if __name__ == "__main__":
    main()
