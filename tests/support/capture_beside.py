#!/usr/bin/env python3
"""Captures at the desk while import, sync, decide and export run in other processes.

    capture_beside.py PROGRAM DOUBLE TREE PEOPLE

Every capture is done at once or after a short wait, never refused; in the end each of them and each row of
the file is there once, and a visit that both tell of is one visit.
"""
import re
import sqlite3
import sys
import threading
from pathlib import Path

from site_double import Wrong, with_site

DAY, MONTH = "20260330", "202603"
HEADINGS = "受診日,カルテ番号,カナ氏名,氏名,生年月日,性別,初診・再診,持参したもの,番号の出所,保険者番号,記号,番号"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
AT_LEAST = 3


def chart(person):
    return f"{person:06}"


def visits(people):
    rows = [f"2026/3/30,{chart(i)},シカク タロウ,資格 太郎,S55.1.1,男,再診,カード,過去の受診,06132013,１００１,{i}"
            for i in range(1, people + 1)]
    return "".join(row + "\r\n" for row in [HEADINGS, *rows])


def answers(people):
    """What the double knows of each."""
    return "".join(
        f"person p{i}\n  insurer 06132013\n  symbol １００１\n  number {str(i).translate(WIDE)}\n  birth 19800101\n"
        "  result\n    Name 資格　太郎\n    NameKana ｼｶｸ ﾀﾛｳ\n    Sex1 1\n    InsuredBranchNumber 02\n"
        "    InsuredCardValidDate 20200401\n" for i in range(1, people + 1))


def receipts(people):
    rows = ["IR,1,13,1,0000003,,見本内科クリニック,202604,00,0300000000"]
    for i in range(1, people + 1):
        rows += [f"RE,{i},1112,{MONTH},資格　太郎,1,19800101,,,,,,,{chart(i)}" + "," * 23 + "シカク　タロウ,",
                 f"HO,06132013,１００１,{str(i).translate(WIDE)},1,110,,,,,,,,,", f"SY,8830417,{MONTH}01,1,,,01,",
                 "SI,11,1,111000110,,110,1" + "," * 37]
    return "".join(row + "\r\n" for row in [*rows, f"GO,{people},{110 * people},99"])


def prepare(site, people):
    (site.folder / "visits.csv").write_bytes(visits(people).encode("cp932"))
    (site.folder / "RECEIPTC.UKE").write_bytes(receipts(people).encode("cp932"))


STEPS = (("import visits.csv", (0,)), ("sync", (0,)), ("decide", (0, 3)),
         ("export receipt --from RECEIPTC.UKE --out out", (0, 3)))


class Desk:
    """Every third capture is of a person who is in the file too."""

    def __init__(self, site, people):
        self.site, self.people, self.count, self.visits = site, people, 0, {}

    def capture(self):
        self.count += 1
        person = self.count // 3 if self.count % 3 == 0 else self.people + self.count
        values = f"受診日={DAY}\nカルテ番号={chart(person)}\n".encode()
        said = self.site.call("capture charge --share-charged 30 --values-fd 0", values=values)
        visit = int(re.search(r"V(\d+)", said)[1])
        if self.visits.setdefault(person, visit) != visit:
            raise Wrong(f"one chart number, two visits: V{self.visits[person]} and V{visit}")


def run_beside(site, desk, words, codes):
    """How many captures began while the step was running."""
    process, said, beside, count = site.start(words.split()), [], 0, 0
    reader = threading.Thread(target=lambda: said.extend(process.communicate()))
    reader.start()
    while reader.is_alive() or count < AT_LEAST:
        beside += 1 if reader.is_alive() else 0
        desk.capture()
        count += 1
    reader.join()
    if process.returncode not in codes:
        raise Wrong(f"{words} ended with {process.returncode}:\n{b''.join(said).decode()}")
    if beside == 0:
        raise Wrong(f"nothing was captured while {words} was running")
    return beside


def check(site, desk):
    with sqlite3.connect(f"file:{site.folder / 'store' / 'totsugo.db'}?mode=ro", uri=True) as store:
        def number(sql):
            return store.execute(sql).fetchone()[0]

        captured = number("SELECT count(*) FROM journal WHERE kind = 10")
        there = number("SELECT count(*) FROM visit WHERE gone = 0")
        twice = number("SELECT count(*) FROM (SELECT 1 FROM visit WHERE gone = 0 GROUP BY day, substr(keys, 1, 16)"
                       " HAVING count(*) > 1)")
        exports = number("SELECT count(*) FROM export")
    outside = sum(1 for person in desk.visits if person > desk.people)
    if captured != desk.count:
        raise Wrong(f"{desk.count} captures were acknowledged, {captured} are there")
    if there != desk.people + outside or twice != 0:
        raise Wrong(f"{desk.people} rows and {outside} other people are {there} visits, {twice} of them twice")
    if exports != 1 or not (site.folder / "out" / "RECEIPTC.UKE").exists():
        raise Wrong("the export is not there once")
    site.call("journal verify")
    if "同じ" not in site.call("rebuild"):
        raise Wrong("the views were not what the journal says")
    for person in list(desk.visits):
        values = f"受診日={DAY}\nカルテ番号={chart(person)}\n".encode()
        said = site.call("capture charge --share-charged 20 --values-fd 0", values=values)
        if f"V{desk.visits[person]}" not in said:
            raise Wrong(f"V{desk.visits[person]} is another visit now:\n{said}")


def main():
    people = int(sys.argv[4])

    def work(site):
        prepare(site, people)
        desk = Desk(site, people)
        for words, codes in STEPS:
            print(f"{words.split()[0]}: {run_beside(site, desk, words, codes)} captures beside it", flush=True)
        check(site, desk)

    try:
        with_site((str(Path(sys.argv[1]).resolve()), str(Path(sys.argv[2]).resolve()), Path(sys.argv[3]).resolve()),
                  answers(people), work)
    except Wrong as why:
        sys.exit(str(why))


if __name__ == "__main__":
    main()
