#!/usr/bin/env python3
"""Makes a receipt file of invented people, the plan of its visits, and what must come of it.

    uke_generate.py SEED FOLDER

The kind of the file (medical, dental, ...) and its edition come with the seed.  Writes in.uke, plan.tsv (read by uke_driver) and expect.json (read by uke_check.py only).  The same
seed gives the same bytes.  Everybody is invented and looks it.
"""
import json
import random
import sys
from pathlib import Path

from uke_kinds import KINDS

FAMILY = [("資格", "シカク"), ("突合", "トツゴウ"), ("請求", "セイキュウ"), ("見本", "ミホン"), ("架空", "カクウ")]
GIVEN = [("太郎", "タロウ", "1"), ("花子", "ハナコ", "2"), ("次郎", "ジロウ", "1"), ("三子", "ミツコ", "2"),
         ("四郎", "シロウ", "1")]
FUND = ["01130012", "06132013", "01010016", "34130021", "06139992"]
FEDERATION_6 = ["138057", "133066", "110080"]
WIDE = str.maketrans("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ ", "０１２３４５６７８９－ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ　")
DECLARED = [("kana", "830000501"), ("text_scheme", "830000502"), ("text_insurer", "830000503"),
            ("employer", "830000504"), ("address_1", "830000505"), ("address_2", "830000506"),
            ("contact", "830000507"), ("contact_date", "830000508")]


def wide(text):
    return text.translate(WIDE)


def luhn(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str((10 - total % 10) % 10)


def insurer(prefix):
    return prefix + luhn(prefix)


class Receipt:
    """Rows as lists of items (text, or bytes for what no codec knows), what is known, what must be."""

    def __init__(self, kind, number, rng):
        family, given = rng.choice(FAMILY), rng.choice(GIVEN)
        self.kind = kind
        self.number = number
        self.type = kind.digit + "112"
        self.ratio = ""
        self.month = "202606"
        self.name = f"{family[0]}　{given[0]}"
        self.kana = f"{family[1]}　{given[1]}"
        self.sex = given[2]
        self.birth = f"19{rng.randint(50, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
        self.chart = f"{rng.randint(1, 99999):05}"
        self.marks = ""
        self.insurer = rng.choice(FUND)
        self.full = rng.random() < 0.6
        self.symbol = str(rng.randint(1000000, 99999999))
        self.number_text = str(rng.randint(1, 9999999))
        self.days = rng.randint(1, 4)
        self.points = rng.randint(100, 9999)
        self.amount = ""
        self.has_insurance = True
        self.publics = []
        self.sn = None
        self.extra = []
        self.comments = []
        self.visits = {}
        self.outcome = "unchanged"
        self.reason = ""
        self.trouble = "none"
        # what HO, SN and the new comments must be afterwards; None: as they were
        self.new_ho = None
        self.new_sn = None
        self.new_comments = []

    def width(self, text):
        return wide(text) if self.full else text

    def ho(self):
        return self.kind.insurance(self)

    def rows(self, new, month="202607"):
        kind = self.kind
        rows = kind.front(month) + [kind.person(self)]
        if self.has_insurance:
            rows.append(self.new_ho if new and self.new_ho else self.ho())
        rows += [kind.public(self, payer) for payer in self.publics]
        sn = self.new_sn if new and self.new_sn is not None else self.sn
        if sn:
            rows.append(sn)
        rows += [row for row in self.extra if row[0] in ("JD", "MF", "XX")]
        rows += kind.disease(self)
        comments = (self.new_comments if new else []) + self.comments
        if kind.comment_record == "CO":
            rows += comments + kind.detail(self)
        else:
            rows += kind.detail(self) + comments
        rows += kind.after(self)
        rows += [row for row in self.extra if row[0] not in ("JD", "MF", "XX")]
        return rows

    def visit(self, paths, **more):
        self.visits = {"pairing": "sure", "paths": paths, "insurers": "one", "scheme": "employee",
                       "payer": "fund", "count": str(self.days)}
        if paths == "unknown":
            self.visits["insurers"] = "none"
        else:
            self.visits.update(insurer=self.insurer, symbol=self.symbol, number=self.number_text)
        self.visits.update(more)

    def change(self, insurer_number=None, symbol=None, number=None, full=None):
        ho = list(self.ho())
        full = self.full if full is None else full
        if insurer_number is not None:
            ho[1] = insurer_number.rjust(8)
        if symbol is not None or number is not None:
            symbol = self.symbol if symbol is None else symbol
            number = self.number_text if number is None else number
            ho[2] = wide(symbol) if full else symbol
            ho[3] = wide(number) if full else number
        self.new_ho = ho
        self.outcome = "changed"

    def withhold(self, reason, trouble="none"):
        self.outcome, self.reason, self.trouble = "withheld", reason, trouble


def sn_row(branch):
    return ["SN", "1", "01", "", "", "", branch, "", ""]


# ---- one function for each situation; its name is in expect.json ----

def unnamed(r, rng):
    r.sn = rng.choice([None, sn_row("01")])


def same(r, rng):
    r.sn = sn_row("02")
    r.visit("current", branch="02")


def same_other_width(r, rng):
    r.sn = sn_row("02")
    r.visit("current", branch="2", symbol=wide(r.symbol), number=f" {r.number_text} ")


def new_branch(r, rng):
    r.visit("current", branch="3")
    r.new_sn = sn_row("03")
    r.outcome = "changed"


def other_branch(r, rng):
    r.sn = sn_row("01")
    r.visit("current", branch="12")
    r.new_sn = sn_row("12")
    r.outcome = "changed"


def other_insurer(r, rng):
    new = rng.choice([n for n in FUND if n != r.insurer])
    r.sn = rng.choice([None, sn_row("04")])
    r.visit("current", insurer=new, symbol="1234", number="77", branch="01")
    r.change(new, "1234", "77")
    r.new_sn = sn_row("01")


def branch_unknown(r, rng):
    r.sn = sn_row("09")
    r.visit("current", number=r.number_text + "1")
    r.change(number=r.number_text + "1")
    r.new_sn = sn_row("")


def kanji_symbol(r, rng):
    r.visit("current", symbol="架空組", number="123456")
    r.change(symbol="架空組", number="123456", full=True)


def elderly(r, rng):
    r.type, r.insurer, r.symbol = r.kind.digit + "318", "39131032", ""
    r.number_text = "12345678"
    r.visit("current", number="87654321", scheme="elderly", payer="fund")
    r.change(symbol="", number="87654321")


def national(r, rng):
    r.insurer = rng.choice(FEDERATION_6)
    r.visit("current", insurer="00" + r.insurer, symbol="架空12", number="5", scheme="national", branch="00")
    r.change(symbol="架空12", number="5", full=True)
    r.new_sn = sn_row("00")


def past(r, rng):
    r.visit("past")
    r.new_comments = [r.kind.comment("820000245")]
    r.outcome = "changed"


def past_other_numbers(r, rng):
    old = insurer("0613" + "1" + str(rng.randint(10, 99)))
    r.visit("past", insurer=old, symbol="3", number="4", branch="05")
    r.change(old, "3", "4")
    r.new_sn = sn_row("05")
    r.new_comments = [r.kind.comment("820000245")]


def past_written_already(r, rng):
    r.comments = [r.kind.comment("820000245")]
    r.visit("past")


def current_but_past_written(r, rng):
    r.comments = [r.kind.comment("820000245")]
    r.visit("current")
    r.withhold("none", "comments_differ")


def declaration(r, **more):
    texts = {"kana": r.kana.replace("　", " "), "text_scheme": "社会保険", "text_insurer": "不明",
             "address_1": "架空県見本市1-2-3", "contact": "03-0000-0000", "contact_date": "令和8年6月19日"}
    texts.update(more)
    return {name: text for name, text in texts.items() if text}


def comment_rows(kind, texts):
    rows = [kind.comment("820000246")]
    length = kind.limit // 2
    for name, code in DECLARED:
        text = wide(texts.get(name, ""))
        while text:
            rows.append(kind.comment(code, text[:length]))
            text = text[length:]
    return rows


def unknown(r, rng):
    texts = declaration(r)
    r.sn = rng.choice([None, sn_row("01")])
    r.visit("unknown", **texts)
    r.change("77777777", "", "777777777")
    r.new_sn = [] if r.sn else None
    r.new_comments = comment_rows(r.kind, texts)


def unknown_all_items(r, rng):
    texts = declaration(r, employer="架空商事", address_1="架空県見本市" + "あ" * 230, address_2="見本マンション" + "い" * 240,
                        contact_date="20260619")
    r.visit("unknown", **texts)
    texts["contact_date"] = "令和8年6月19日"
    r.change("77777777", "", "777777777")
    r.new_comments = comment_rows(r.kind, texts)


def unknown_elderly(r, rng):
    r.type, r.insurer, r.symbol, r.number_text = r.kind.digit + "318", "39131032", "", "12345678"
    texts = declaration(r, text_scheme="後期高齢者医療")
    r.visit("unknown", scheme="elderly", **texts)
    r.change("77777777", "", "77777777")
    r.new_comments = comment_rows(r.kind, texts)


def unknown_too_early(r, rng):
    r.month = "202110"
    r.visit("unknown", **declaration(r))
    r.withhold("none", "not_in_force")


def past_too_early(r, rng):
    r.month = "202110"
    r.visit("past")
    r.withhold("none", "not_in_force")


def before_the_rules(r, rng):
    r.month = "202108"
    r.visit("current", branch="01")
    r.withhold("before_floor")


def unknown_without_date(r, rng):
    r.visit("unknown", **declaration(r, contact_date=""))
    r.withhold("none", "missing")


def unknown_long_employer(r, rng):
    r.visit("unknown", **declaration(r, employer="架" * (r.kind.limit // 2 + 1)))
    r.withhold("none", "too_long")


def unknown_unwritable(r, rng):
    r.visit("unknown", **declaration(r, address_1="架空県𠮷野町"))
    r.withhold("unwritable", "unwritable")


def unwritable_symbol(r, rng):
    r.visit("current", symbol="髙", number="5")
    r.withhold("unwritable", "unwritable")


def masked_number(r, rng):
    r.visit("current", number="12●4")
    r.withhold("none", "masked")


def too_many_characters(r, rng):
    r.visit("current", symbol="1234567890", number="1234567890")
    r.withhold("none", "too_long")


def held(r, rng):
    r.visit("current", held="yes")
    r.withhold("visit_held")


def differs(r, rng):
    r.visits = {"pairing": "differs", "count": "1"}
    r.withhold("pairing_differs")


def several(r, rng):
    r.visits = {"pairing": "several"}
    r.withhold("pairing_several")


def mixed(r, rng):
    r.visit("mixed")
    r.withhold("mixed_paths")


def two_insurers(r, rng):
    r.visit("current", insurers="several")
    r.withhold("two_insurers")


def days_differ(r, rng):
    r.visit("current", count=str(r.days + 1))
    r.withhold("days_differ")


def days_accepted(r, rng):
    r.visit("current", count=str(r.days + 1), days_accepted="yes", branch="01")
    r.new_sn = sn_row("01")
    r.outcome = "changed"


def inpatient(r, rng):
    r.type = r.kind.digit + "111"
    r.visit("current")
    r.withhold("inpatient")


def type_changes(r, rng):
    r.visit("current", insurer="39131032", scheme="elderly", symbol="", number="12345678")
    r.withhold("type_changes")


def relation_changes(r, rng):
    r.visit("current", relation="family")
    r.withhold("type_changes")


def other_payer(r, rng):
    r.visit("current", insurer=FEDERATION_6[0], scheme="national", payer="federation")
    r.withhold("other_payer")


def carried_public(r, rng):
    r.publics = ["83130011"]
    r.visit("past")
    r.withhold("carried_items")


def carried_marks(r, rng):
    r.marks = "0129"
    r.visit("current", insurer=[n for n in FUND if n != r.insurer][0])
    r.withhold("carried_items")


def public_alone(r, rng):
    r.type, r.has_insurance, r.publics = r.kind.digit + "212", False, ["12130011"]


def public_alone_named(r, rng):
    public_alone(r, rng)
    r.visit("current", insurer=FUND[0], symbol="1", number="2")
    r.withhold("type_changes")


def with_publics(r, rng):
    r.type = r.kind.digit + "132"
    r.publics = ["51130011", "83130011"]
    r.sn = sn_row("01")
    r.visit("current", branch="02")
    r.new_sn = sn_row("02")
    r.outcome = "changed"


def examiner_items(r, rng):
    r.sn = ["SN", "1", "01", "01130012", "", "", "03", "", ""]
    r.visit("current", branch="04")
    r.withhold("none", "examiner_items")


def strange_rows(r, rng):
    """Records that no table knows, a vendor's own character, a row of history: all carried through."""
    r.sn = sn_row("01")
    r.extra = [["XX", "何かの記録", ""], ["CO", "99", "1", "810000001", b"\xf0\x40\x82\xa0"], ["ZZ"],
               ["1", "1", "0", "RE", "5"]]
    r.visit("current", branch="02")
    r.new_sn = sn_row("02")
    r.outcome = "changed"


def empty_insurer(r, rng):
    r.insurer = ""
    r.visit("current", insurer="01130012", branch="01")
    r.change("01130012")
    r.new_sn = sn_row("01")


CASES = [unnamed, same, same_other_width, new_branch, other_branch, other_insurer, branch_unknown, kanji_symbol,
         elderly, national, past, past_other_numbers, past_written_already, current_but_past_written, unknown,
         unknown_all_items, unknown_elderly, unknown_too_early, past_too_early, before_the_rules,
         unknown_without_date, unknown_long_employer, unknown_unwritable, unwritable_symbol, masked_number,
         too_many_characters, held, differs, several, mixed, two_insurers, days_differ, days_accepted, inpatient,
         type_changes, relation_changes, other_payer, carried_public, carried_marks, public_alone,
         public_alone_named, with_publics, examiner_items, strange_rows, empty_insurer]


def stay(r, rng):
    """Of DPC: never claimed by the program, whatever the visits say."""
    r.type = "1111"
    r.visit(rng.choice(["current", "past"]))
    r.withhold("inpatient")


def in_era(r, rng):
    r.month = "50806"
    r.birth = "3" + f"{rng.randint(40, 63):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    r.sn = None


def cases_of(kind, era):
    if era:
        return [in_era]
    return [unnamed, stay] if kind.name == "dpc" else CASES


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


def choose_cases(kind, era, rng):
    cases = list(cases_of(kind, era))
    known = list(cases)
    rng.shuffle(cases)
    cases = cases[: rng.choice([0, 1, 3, 10, len(cases), len(cases)])]
    return cases + rng.choices(known, k=rng.choice([0, 5, 40]))


def choose_ends(rng):
    end = rng.choice([b"\r\n", b"\r\n", b"\n"])
    close = rng.choice([b"\x1a", b"\x1a", b"", b"\x1a" + end])
    return (end, b"", b"") if rng.random() < 0.15 else (end, end, close)


def write_file(path, kind, month, receipts, rng):
    end, last_end, close = choose_ends(rng)
    short = rng.random() < 0.3
    go = kind.go(*totals(receipts))
    head = kind.head(month) + ([] if go else [["GO"]])
    body = [encode(r.rows(False, month), end, short) for r in receipts]
    if not go and last_end == b"" and body:
        body[-1] = body[-1][: -len(end)]
    path.write_bytes(encode(head, end, short) + b"".join(body) + encode(go, last_end, False) + close)


def make(seed, folder):
    rng = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    era = kind.name != "nursing" and rng.random() < 0.08
    month = "50807" if era else "202607"
    receipts, plan, expected = [], ["set\tunnamed_pass\tyes"], []
    for number, case in enumerate(choose_cases(kind, era, rng), 1):
        r = Receipt(kind, number, rng)
        case(r, rng)
        r.case = case.__name__
        receipts.append(r)
        if r.visits:
            plan.append("\t".join(["receipt", str(number)] + [f"{k}={v}" for k, v in r.visits.items()]))
    write_file(folder / "in.uke", kind, month, receipts, rng)
    (folder / "plan.tsv").write_text("\n".join(plan) + "\n", encoding="utf-8")
    for r in receipts:
        rows = [row for row in r.rows(True, month) if row]
        expected.append({"case": r.case, "outcome": r.outcome, "reason": r.reason, "trouble": r.trouble,
                         "chart": r.chart if kind.has_chart else "",
                         "rows": [[i.decode("latin-1") if isinstance(i, bytes) else i for i in row] for row in rows]})
    document = {"kind": kind.name, "first": kind.first, "comment": kind.comment_record, "receipts": expected}
    (folder / "expect.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    make(int(sys.argv[1]), target)
