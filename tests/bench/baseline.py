#!/usr/bin/env python3
"""What one would write first for the job of the benchmark: the csv module and dicts, nothing kept.

    baseline.py FOLDER OUT

Normalises both files, joins answers to visits by numbers, birth date and sex, chooses current, past or
unknown by the day, writes a list.  No durability, no sealing, no rules with sources, no reasons.
"""
import csv
import re
import sys
import unicodedata
from pathlib import Path

FOLDER, OUT = Path(sys.argv[1]), sys.argv[2]
YEARS = {"5": 2018, "4": 1988, "3": 1925, "R": 2018, "H": 1988, "S": 1925, "令和": 2018, "平成": 1988, "昭和": 1925}
ERA_DATE = re.compile(r"(令和|平成|昭和|[RHS])(元|\d+)[年.](\d+)[月.](\d+)日?$")


def fold(text):
    return unicodedata.normalize("NFKC", text).strip()


def date(text):
    text = fold(text)
    if text.isdigit() or not text:
        return text if len(text) != 7 else f"{YEARS[text[0]] + int(text[1:3])}{text[3:]}"
    era, year, month, day = ERA_DATE.match(text).groups()
    return f"{YEARS[era] + (1 if year == '元' else int(year))}{int(month):02}{int(day):02}"


def rows(name):
    with open(FOLDER / name, encoding="cp932", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        yield from reader


answers = {}
for row in rows("results.csv"):
    key = (fold(row[4]).zfill(8), fold(row[5]), fold(row[6]), date(row[8]), row[9])
    answers.setdefault(key, []).append((date(row[12]), date(row[13]), fold(row[7]), row[3]))

with open(OUT, "w", encoding="cp932", newline="") as file:
    writer = csv.writer(file)
    for row in rows("queue.csv"):
        day = date(row[13])
        key = (fold(row[5]).zfill(8), fold(row[6]), fold(row[7]), date(row[9]), row[10])
        path, branch = "unknown", ""
        for first, last, number, _ in answers.get(key, ()):
            if first <= day and (not last or day <= last):
                path, branch = "current", number
                break
            if last and last < day:
                path, branch = "past", number
        numbers = ("77777777", "", "777777777") if path == "unknown" else key[:3]
        writer.writerow([row[0], day, path, *numbers, branch, fold(row[11]), row[12]])
