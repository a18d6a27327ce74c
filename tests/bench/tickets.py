#!/usr/bin/env python3
"""The benchmark of ticket files: import, plain and packed, and the decisions of one check-up day.

    tickets.py BUILD [N...]        10000 100000 1000000 unless said

Prints seconds, rows a second and peak memory of each step.  Nothing is asserted; memory that stays flat
from one N to the next is what to look for.  People are made of numbers and are nobody's.
"""
import gzip
import shutil
import sys
import tempfile
from pathlib import Path

from bench import ROOT, measure

HEADING = "券種別,整理番号,交付年月日,有効期限,保険者番号,記号,番号,枝番,氏名カナ,生年月日,性別\r\n"
VISITS = "受診日,受付番号,カナ氏名,生年月日,性別,保険者番号,記号,番号,持参したもの,整理番号\r\n"
ANSWERS = "資格確認日,照会区分,資格有効性,被保険者証区分,保険者番号,被保険者証記号,被保険者証番号,枝番,生年月日,性別,氏名カナ,資格取得年月日\r\n"
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノ"
COMERS = 1000  # people of the day


def person(number):
    name = "".join(KANA[number // len(KANA) ** place % len(KANA)] for place in range(5))
    birth = f"{1952 + number % 33}{1 + number % 12:02d}{1 + number % 28:02d}"
    return f"ミホン　{name}", birth, 1 + number % 2


def write(folder, count):
    with open(folder / "tickets.csv", "w", newline="", encoding="utf-8") as out:
        out.write(HEADING)
        for number in range(1, count + 1):
            kana, birth, sex = person(number)
            out.write(f"受診券,251{number:08d},20250401,20260331,06130488,港{number % 900},{number},01,{kana},{birth},{sex}\r\n")
    with open(folder / "tickets.csv", "rb") as plain, gzip.open(folder / "again.csv.gz", "wb", 6) as packed:
        shutil.copyfileobj(plain, packed)
    with open(folder / "visits.csv", "w", newline="", encoding="utf-8") as out:
        out.write(VISITS)
        for number in range(1, min(COMERS, count) + 1):
            kana, birth, sex = person(number)
            out.write(f"20260120,K{number},{kana},{birth},{sex},06130488,港{number % 900},{number},カード,251{number:08d}\r\n")
    with open(folder / "answers.csv", "w", newline="", encoding="utf-8") as out:
        out.write(ANSWERS)
        for number in range(1, min(COMERS, count) + 1):
            kana, birth, sex = person(number)
            out.write(f"20260120,1,1,01,06130488,港{number % 900},{number},01,{birth},{sex},{kana},20200401\r\n")


def bench(build, count, folder):
    import os
    site = folder / "site"
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir()
    environment = dict(os.environ, TOTSUGO_STORE=str(site / "store"), TOTSUGO_KEY_FILE=str(site / "key"),
                       TOTSUGO_RULES=str(ROOT / "rules"), LC_ALL="C.UTF-8")
    program = str(build / "cli" / "totsugo")
    measure([program, "init", "--facility", "1310000003", "--no-operator", "--make-key-file", str(site / "key")],
            {k: v for k, v in environment.items() if k != "TOTSUGO_KEY_FILE"})
    measure([program, "settings", "set", "site_kind", "checkup"], environment)
    for name, rows, words in (("import tickets", count, ("import", str(folder / "tickets.csv"))),
                              ("the same again", count, ("import", str(folder / "tickets.csv"))),
                              ("the same packed", count, ("import", str(folder / "again.csv.gz"))),
                              ("import visits", COMERS, ("import", str(folder / "visits.csv"))),
                              ("import answers", COMERS, ("import", str(folder / "answers.csv"))),
                              ("decide", COMERS, ("decide",)),
                              ("export lists", COMERS, ("export", "lists", "--out", str(site / "out")))):
        wall, cpu, peak = measure([program, *words], environment)
        print(f"{count:>9}  {name:<16} {wall:8.2f} s  {rows / wall:>12,.0f} rows/s  CPU {cpu:7.2f} s  {peak:7.1f} MiB", flush=True)


def main():
    build = Path(sys.argv[1]).resolve()
    for count in [int(word) for word in sys.argv[2:]] or [10000, 100000, 1000000]:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), count)
            bench(build, count, Path(folder))


main()
