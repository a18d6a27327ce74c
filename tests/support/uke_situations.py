"""The situations of receipts: one function for each; its name is in expect.json."""
from uke_split import SPLIT_CASES
from uke_receipt import DECLARED, FEDERATION_6, FUND, insurer, sn_row, wide


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


def symbol_missing(r, rng):
    r.insurer = FUND[0]
    r.visit("current", symbol="", number="5")
    r.withhold("none", "symbol")


def number_missing(r, rng):
    r.visit(rng.choice(["current", "past"]), number="")
    r.withhold("none", "missing")


def twin(r, rng):
    r.visit("current", twin=str(rng.randint(1, 99)))
    r.withhold("none", "twin")


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
    r.split = "visit_days"


def two_insurers(r, rng):
    r.visit("current", insurers="several")
    r.not_split("visit_days")


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


def elderly_share_unknown(r, rng):
    r.visit("current", insurer="39131032", scheme="elderly", symbol="", number="12345678")
    r.withhold("type_changes")


def becomes_elderly(r, rng):
    share, last, ratio = rng.choice([("10", "8", "90"), ("20", "8", "80"), ("30", "0", "70")])
    r.visit("current", insurer="39131032", scheme="elderly", symbol="", number="12345678", share=share)
    r.change("39131032", "", "12345678")
    r.follow("31" + last, ratio)


def becomes_family(r, rng):
    r.birth = "19800131"
    r.visit("current", relation="family")
    r.follow("116")


def becomes_insured(r, rng):
    r.type, r.birth = r.kind.digit + "116", "19800131"
    r.visit("current", relation="insured")
    r.follow("112")


def becomes_family_child(r, rng):
    r.birth = rng.choice(["20200402", "20240101"])
    r.visit("current", relation="family")
    r.follow("114")


def becomes_family_at_school(r, rng):
    r.birth = rng.choice(["20200401", "20150101"])
    r.visit("current", relation="family")
    r.follow("116")


def becomes_family_of_seventy(r, rng):
    share, last = rng.choice([("20", "8"), ("30", "0")])
    r.birth = rng.choice(["19560531", "19560601", "19530101"])
    r.visit("current", relation="family", share=share)
    r.follow("11" + last)


def becomes_family_before_seventy(r, rng):
    """Born on 2 June: the month of the birthday still counts as before."""
    r.birth = "19560602"
    r.visit("current", relation="family")
    r.follow("116")


def seventy_share_unknown(r, rng):
    r.birth = "19530101"
    r.visit("current", relation="family")
    r.withhold("type_changes")


def share_of(r, rng):
    """A receipt made for seventy, and a share that is not its own."""
    r.birth = "19530101"
    last, share = rng.choice([("8", "30"), ("0", "20")])
    r.type = r.kind.digit + "11" + last
    return share


def seventy_other_share(r, rng):
    r.visit("current", share=share_of(r, rng))
    r.withhold("type_changes")


def seventy_other_share_accepted(r, rng):
    r.visit("current", share=share_of(r, rng), type_accepted="yes")


def family_accepted_as_insured(r, rng):
    r.visit("current", relation="family", type_accepted="yes")


def national_family(r, rng):
    r.insurer, r.ratio, r.birth = rng.choice(FEDERATION_6), rng.choice(["70", "070"]), "19800131"
    r.visit("current", relation="family", scheme="national")
    r.follow("116")


def national_ratio(r, rng):
    r.insurer, r.ratio, r.birth = rng.choice(FEDERATION_6), "070", "19530101"
    r.visit("current", relation="family", scheme="national", share="20")
    r.follow("118", "080")


def no_ratio_any_more(r, rng):
    r.insurer, r.ratio = rng.choice(FEDERATION_6), "70"
    r.visit("current", insurer=FUND[0], scheme="employee")
    r.withhold("type_changes")


def other_payer(r, rng):
    r.visit("current", insurer=FEDERATION_6[0], symbol="1", number="2", scheme="national", payer="federation")
    r.change("138057", "1", "2")
    r.follow("112", "70")
    r.move("2")


def other_payer_elderly(r, rng):
    r.visit("current", insurer="39131032", scheme="elderly", symbol="", number="12345678", share="10", payer="federation")
    r.change("39131032", "", "12345678")
    r.follow("318", "90")
    r.move("2")


def other_payer_past(r, rng):
    r.visit("past", insurer=FEDERATION_6[0], symbol="1", number="2", scheme="national", payer="federation")
    r.change("138057", "1", "2")
    r.follow("112", "70")
    r.new_comments = [r.kind.comment("820000245")]
    r.move("2")


# ---- receipts of the file of the other payer ----

def federation_unnamed(r, rng):
    r.payer, r.insurer = "2", rng.choice(FEDERATION_6)


def federation_same(r, rng):
    federation_unnamed(r, rng)
    r.visit("current", scheme="national", payer="federation")


def federation_held(r, rng):
    federation_unnamed(r, rng)
    r.visit("current", held="yes", scheme="national", payer="federation")
    r.withhold("visit_held")


def federation_to_fund(r, rng):
    federation_unnamed(r, rng)
    r.visit("current", insurer=FUND[0], symbol="1", number="2", scheme="employee", payer="fund")
    r.change(FUND[0], "1", "2")
    r.move("1")


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
         unknown_without_date, unknown_long_employer, unknown_unwritable, unwritable_symbol, symbol_missing, number_missing,
         twin, masked_number,
         too_many_characters, held, differs, several, mixed, two_insurers, days_differ, days_accepted, inpatient,
         elderly_share_unknown, becomes_elderly, becomes_family, becomes_insured, becomes_family_child,
         becomes_family_at_school, becomes_family_of_seventy, becomes_family_before_seventy, seventy_share_unknown,
         seventy_other_share, seventy_other_share_accepted, family_accepted_as_insured,
         national_family, national_ratio, no_ratio_any_more, other_payer, other_payer_elderly, other_payer_past,
         carried_public, carried_marks, public_alone, public_alone_named, with_publics, examiner_items, strange_rows, empty_insurer]

FEDERATION_CASES = [federation_unnamed, federation_same, federation_held, federation_to_fund]


def stay(r, rng):
    """Of DPC: never claimed by the program, whatever the visits say."""
    r.type = "1111"
    r.visit(rng.choice(["current", "past"]))
    r.withhold("inpatient")


def in_era(r, rng):
    r.month = "50806"
    r.birth = "3" + f"{rng.randint(40, 63):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    r.sn = None


def in_era_other_number(r, rng):
    in_era(r, rng)
    r.visit("current", number=r.number_text + "1")
    r.change(number=r.number_text + "1")


def in_era_past(r, rng):
    in_era(r, rng)
    r.visit("past")
    r.new_comments = [r.kind.comment("820000245")]
    r.outcome = "changed"


def in_era_branch(r, rng):
    """The layout of that time has no record for a branch."""
    in_era(r, rng)
    r.visit("current", branch="02")
    r.withhold("none", "not_in_layout")


ERA_CASES = [in_era, in_era_other_number, in_era_past, in_era_branch]


def cases_of(kind, era, payer="1"):
    if payer == "2":
        return [federation_unnamed] if kind.name == "dpc" else FEDERATION_CASES
    if era:
        return [in_era] if kind.name == "dpc" else ERA_CASES
    if kind.name == "medical":
        return CASES + SPLIT_CASES
    return [unnamed, stay] if kind.name == "dpc" else CASES
