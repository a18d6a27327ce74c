"""Receipts whose insurer changes within the month: those that become two, and those that must not."""
from uke_receipt import FEDERATION_6, FUND, sn_row

CLASSES = [("12", "112007410"), ("40", "140000610"), ("80", "120002910"), ("32", "130003810")]


def by_day(times):
    return [str(times.get(day, "")) for day in range(1, 32)]


def treatment(record, kind, code, points, times):
    """A row of SI or IY with its times by day."""
    return [record, kind, "1", code, "1" if record == "IY" else "", str(points) if points else "",
            str(sum(times.values()))] + [""] * 6 + by_day(times)


class Month:
    """Days of two insurers, groups of treatment, diseases; and what each side must be."""

    def __init__(self, r, rng, other, **more):
        self.r, self.rng = r, rng
        days = sorted(rng.sample(range(1, 30), rng.randint(2, 8)))
        cut = rng.randint(1, len(days) - 1)
        self.days = [days[:cut], days[cut:]]
        self.other = {"insurer": other, "symbol": "7654321", "number": "88", "branch": "02"} | more
        self.groups, self.diseases = [], []
        for side, own in enumerate(self.days):
            for day in own:
                r.visit_on(day, **(self.other if side else {}))
        r.birth, r.sn = "19800131", sn_row("01")
        self.visit()

    def visit(self):
        r, both = self.r, self.days[0] + self.days[1]
        r.visit("current", insurers="several", count=str(len(both)), insurer=self.other["insurer"])
        r.days = len(both)

    def add_groups(self):
        """Every day is treated: one row over all of them, then groups of single sides."""
        rng = self.rng
        self.groups.append(("both", "12", [("SI", "112007410", 73)], {day: 1 for day in self.days[0] + self.days[1]}, 0))
        for _ in range(rng.randint(0, 6)):
            side = rng.choice([0, 1, "both"])
            among = self.days[0] + self.days[1] if side == "both" else self.days[side]
            times = {day: rng.randint(1, 14) for day in sorted(rng.sample(among, rng.randint(1, len(among))))}
            kind, code = rng.choice(CLASSES)
            rows = [("SI", code, rng.randint(1, 900))]
            if rng.random() < 0.5:
                rows = [("IY", "620098801", None)] + [("IY", "620003855", rng.randint(1, 300))]
                kind = rng.choice(["21", "23"])
            alone = all(day in self.days[0] for day in times) or all(day in self.days[1] for day in times)
            self.groups.append((side, kind, rows, times, rng.choice([0, 1, 2]) if alone else 0))

    def group_rows(self, group, days):
        """The rows of a group with the times of some days; none where it has none."""
        _, kind, rows, times, comments = group
        times = {day: count for day, count in times.items() if day in days}
        if not times:
            return []
        out = [["CO", kind, "1", "810000001", "架空の指示"]] if comments == 1 else []
        for record, code, points in rows:
            out.append(treatment(record, "" if out else kind, code, points, times))
        return out + ([["CO", "", "1", "810000001", "架空の補足"]] if comments == 2 else [])

    def points(self, days):
        return sum(points * sum(count for day, count in times.items() if day in days)
                   for _, _, rows, times, _ in self.groups for _, _, points in rows if points)

    def add_diseases(self):
        month, rng = self.r.month, self.rng
        self.diseases.append((0, ["SY", "8830417", "20260115", "1", "", "", "01", ""]))
        for _ in range(rng.randint(0, 3)):
            side = rng.choice([0, 1])
            begun, end = month + f"{rng.choice(self.days[side]):02}", rng.choice(["1", "2", "4"]) if side else "1"
            self.diseases.append((side, ["SY", "8848176", begun, end, "", "", rng.choice(["", "01"]), ""]))

    def settle(self):
        """The rows of the source."""
        r, both = self.r, self.days[0] + self.days[1]
        r.points = self.points(both)
        r.diseases = [row for _, row in self.diseases]
        r.details = [row for group in self.groups for row in self.group_rows(group, both)]
        self.has_days = self.rng.random() < 0.6
        if self.has_days:
            r.extra = [["JD", "1"] + by_day({day: 1 for day in both})]

    def part(self, side, ratio="", payer="1"):
        """The rows that one side must have."""
        r, days = self.r, self.days[side]
        person = r.kind.person(r)
        person[7] = ratio if side else person[7]
        ho = list(r.ho())
        ho[4], ho[5] = str(len(days)), str(self.points(days))
        if side:
            ho[1] = self.other["insurer"].rjust(8)
            ho[2], ho[3] = r.width(self.other["symbol"]), r.width(self.other["number"])
        rows = [person, ho, sn_row("02" if side else "01")]
        rows += [["JD", "1"] + by_day({day: 1 for day in days})] if self.has_days else []
        rows += [row for begun, row in self.diseases if side or not begun]
        rows += [row for group in self.groups for row in self.group_rows(group, days)]
        return {"payer": payer if side else "1", "rows": rows}

    def split(self, **more):
        self.r.outcome = "split"
        self.r.parts = [self.part(0), self.part(1, **more)]


def make(r, rng, other=None, **more):
    month = Month(r, rng, other or rng.choice([n for n in FUND if n != r.insurer]), **more)
    month.add_groups()
    month.add_diseases()
    month.settle()
    return month


def split_in_two(r, rng):
    make(r, rng).split()


def split_to_other_payer(r, rng):
    make(r, rng, FEDERATION_6[0], scheme="national", payer="federation").split(ratio="70", payer="2")


def split_public(r, rng):
    make(r, rng)
    r.publics = ["83130011"]
    r.not_split("public")


def split_desk_amount(r, rng):
    make(r, rng)
    r.amount = "1000"
    r.not_split("insurance_items")


def split_marks(r, rng):
    make(r, rng)
    r.marks = "29"
    r.not_split("person_items")


def split_paid(r, rng):
    make(r, rng)
    r.extra = r.extra + [["MF", "00"] + [""] * 31]
    r.not_split("insurance_items")


def split_undated(r, rng):
    make(r, rng)
    row = rng.choice([row for row in r.details if row[0] != "CO"])
    row[next(place for place in range(13, 44) if row[place])] = ""
    r.not_split("undated")


def split_points(r, rng):
    make(r, rng)
    r.points += rng.choice([-1, 1])
    r.not_split("points")


def split_comment(r, rng):
    make(r, rng)
    r.details.insert(0, ["CO", rng.choice(["01", "99"]), "1", "810000001", "架空のコメント"])
    r.not_split("comment")


def split_statement(r, rng):
    make(r, rng)
    r.extra = r.extra + [["SJ", "01", "架空の詳記"]]
    r.not_split("comment")


def split_material(r, rng):
    make(r, rng)
    r.extra = r.extra + [["TO", "40", "1", "710010001"]]
    r.not_split("records")


def split_class(r, rng):
    make(r, rng)
    row = next(row for row in r.details if row[1])
    row[1] = rng.choice(["13", "14", "60", "70", "92"])
    r.not_split("classes")


def split_turns(r, rng):
    month = make(r, rng)
    free = [day for day in range(1, 31) if day not in month.days[0] + month.days[1] and day > month.days[1][0]]
    r.visit_on(free[0])
    r.day_visits.sort(key=lambda known: known[0])
    r.not_split("turns")


def split_past_day(r, rng):
    make(r, rng)
    r.visits["paths"] = "mixed"
    r.day_visits[0][1]["paths"] = "past"
    r.withhold("mixed_paths")
    r.split = "paths"


def split_branch(r, rng):
    make(r, rng)
    rng.choice(r.day_visits)[1]["branch"] = ""
    r.not_split("identifiers")


def split_day_twice(r, rng):
    make(r, rng)
    r.day_visits.insert(1, r.day_visits[0])
    r.not_split("day_twice")


def split_foreign_insurer(r, rng):
    month = make(r, rng)
    r.insurer = next(n for n in FUND if n not in (r.insurer, month.other["insurer"]))
    r.not_split("insurer")


def split_family(r, rng):
    make(r, rng, relation="family")
    r.not_split("type")


def split_relation_unknown(r, rng):
    make(r, rng)
    r.day_visits[-1][1]["relation"] = "unrecorded"
    r.not_split("type")


def split_ended(r, rng):
    make(r, rng)
    r.diseases[0][3] = rng.choice(["2", "3", "4", ""])
    r.not_split("disease")


def split_no_main(r, rng):
    month = make(r, rng)
    for _, row in month.diseases:
        row[6] = ""
    r.not_split("main_disease")


def split_day_of_nobody(r, rng):
    month = make(r, rng)
    free = next(day for day in range(1, 31) if day not in month.days[0] + month.days[1])
    row = next(row for row in r.details if row[0] == "SI")
    row[12 + free], row[6] = "1", str(int(row[6]) + 1)
    r.not_split("visit_days")


def split_days_unequal(r, rng):
    make(r, rng)
    r.days += 1
    r.not_split("visit_days")


def split_needs_symbol(r, rng):
    make(r, rng, "06139992" if r.insurer != "06139992" else "01130012", symbol="")
    r.not_split("identifiers")


SPLIT_CASES = [split_in_two, split_in_two, split_in_two, split_to_other_payer, split_public, split_desk_amount,
               split_marks, split_paid, split_undated, split_points, split_comment, split_statement, split_material,
               split_class, split_turns, split_past_day, split_branch, split_day_twice, split_foreign_insurer,
               split_family, split_relation_unknown, split_ended, split_no_main, split_day_of_nobody,
               split_days_unequal, split_needs_symbol]
