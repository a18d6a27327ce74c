#!/usr/bin/env python3
"""Makes receipt files of invented people, the plan of their visits, and what must come of them.

    uke_generate.py SEED FOLDER

The kind of the file (medical, dental, ...) and its edition follow the seed, so that 28 in a row hold all of
them; whether there is one of the other payer beside it comes with it.  Writes in.uke, in-plan.tsv (read by uke_driver), perhaps other.uke and
other-plan.tsv, and expect.json (read by uke_check.py only).  The same seed gives the same bytes.
Everybody is invented and looks it.
"""
import json
import random
import sys
from pathlib import Path

from uke_kinds import KINDS
from uke_receipt import Receipt
from uke_situations import cases_of


def encode(rows, end, short):
    out = b""
    for row in rows:
        items = [item if isinstance(item, bytes) else item.encode("cp932") for item in row]
        if short:
            while len(items) > 1 and items[-1] == b"":
                items.pop()
        out += b",".join(items) + end
    return out


def totals(receipts):
    count = points = 0
    for r in receipts:
        count += (1 if r.has_insurance else 0) + len(r.publics)
        points += r.points
    return count, points


def choose_cases(kind, era, payer, rng):
    cases = list(cases_of(kind, era, payer))
    known = list(cases)
    rng.shuffle(cases)
    cases = cases[: rng.choice([0, 1, 3, 10, len(cases), len(cases)])]
    return cases + rng.choices(known, k=rng.choice([0, 5, 40]))


def choose_ends(rng):
    end = rng.choice([b"\r\n", b"\r\n", b"\n"])
    close = rng.choice([b"\x1a", b"\x1a", b"", b"\x1a" + end])
    return (end, b"", b"") if rng.random() < 0.15 else (end, end, close)


def write_file(path, kind, month, payer, receipts, rng):
    end, last_end, close = choose_ends(rng)
    short = rng.random() < 0.3
    go = kind.go(*totals(receipts))
    head = kind.head(month, payer) + ([] if go else [["GO"]])
    body = [encode(r.rows(False, month), end, short) for r in receipts]
    if not go and last_end == b"" and body:
        body[-1] = body[-1][: -len(end)]
    path.write_bytes(encode(head, end, short) + b"".join(body) + encode(go, last_end, False) + close)


def rows_of(r, month):
    return [[i.decode("latin-1") if isinstance(i, bytes) else i for i in row] for row in r.rows(True, month) if row]


def make_file(folder, name, kind, era, payer, is_pair, rng):
    month = "50807" if era else "202607"
    receipts, plan, expected = [], ["set\tunnamed_pass\tyes", "set\tsplit_months\tproved"], []
    for number, case in enumerate(choose_cases(kind, era, payer, rng), 1):
        r = Receipt(kind, number, rng)
        case(r, rng)
        r.case = case.__name__
        if r.outcome == "moved" and not is_pair:
            r.withhold("other_payer")
        if r.outcome == "split" and not is_pair and {part["payer"] for part in r.parts} != {payer}:
            r.not_split("side_withheld")
        receipts.append(r)
        if r.visits:
            plan.append("\t".join(["receipt", str(number)] + [f"{k}={v}" for k, v in r.visits.items()]))
        for day, known in r.day_visits:
            plan.append("\t".join(["day", str(number), day] + [f"{k}={v}" for k, v in known.items()]))
    write_file(folder / f"{name}.uke", kind, month, payer, receipts, rng)
    (folder / f"{name}-plan.tsv").write_text("\n".join(plan) + "\n", encoding="utf-8")
    for r in receipts:
        expected.append({"case": r.case, "outcome": r.outcome, "reason": r.reason, "trouble": r.trouble,
                         "chart": r.chart if kind.has_chart else "", "rows": rows_of(r, month),
                         "split": r.split, "parts": r.parts})
    return {"name": name, "receipts": expected}


def make(seed, folder):
    rng = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    era = kind.name != "nursing" and seed // len(KINDS) % 4 == 3
    is_pair = not era and rng.random() < 0.5
    files = [make_file(folder, "in", kind, era, "1", is_pair, rng)]
    if is_pair:
        files.append(make_file(folder, "other", kind, era, "2", is_pair, rng))
    document = {"kind": kind.name, "edition": "era" if era else "western", "first": kind.first, "comment": kind.comment_record,
                "files": files}
    (folder / "expect.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    make(int(sys.argv[1]), target)
