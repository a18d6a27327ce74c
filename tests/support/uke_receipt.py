"""A receipt of an invented person: its rows, what is known of its visits, and what must come of it."""
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
        self.details = None     # rows of treatment and diseases of its own, where the usual ones do not do
        self.diseases = None
        self.day_visits = []    # (day, what is known of that visit)
        self.parts = []         # of a split receipt: its payer and rows
        self.split = "none"     # why it is not split
        self.comments = []
        self.visits = {}
        self.outcome = "unchanged"
        self.reason = ""
        self.trouble = "none"
        self.payer = "1"
        # what RE, HO, SN and the new comments must be afterwards; None: as they were
        self.new_type = self.new_ratio = self.new_payer = None
        self.new_ho = None
        self.new_sn = None
        self.new_comments = []

    def width(self, text):
        return wide(text) if self.full else text

    def ho(self):
        return self.kind.insurance(self)

    def rows(self, new, month="202607"):
        kind = self.kind
        rows = kind.front(month, self.new_payer if new and self.new_payer else self.payer)
        rows.append(self.person(new))
        if self.has_insurance:
            rows.append(self.new_ho if new and self.new_ho else self.ho())
        rows += [kind.public(self, payer) for payer in self.publics]
        sn = self.new_sn if new and self.new_sn is not None else self.sn
        if sn:
            rows.append(sn)
        rows += [row for row in self.extra if row[0] in ("JD", "MF", "XX")]
        rows += kind.disease(self) if self.diseases is None else self.diseases
        comments = (self.new_comments if new else []) + self.comments
        if kind.comment_record == "CO":
            rows += comments + (kind.detail(self) if self.details is None else self.details)
        else:
            rows += kind.detail(self) + comments
        rows += kind.after(self)
        rows += [row for row in self.extra if row[0] not in ("JD", "MF", "XX")]
        return rows

    def person(self, new):
        before = self.type, self.ratio
        if new:
            self.type = self.new_type or self.type
            self.ratio = self.ratio if self.new_ratio is None else self.new_ratio
        row = self.kind.person(self)
        self.type, self.ratio = before
        return row

    def follow(self, digits, ratio=None):
        self.new_type, self.new_ratio = self.kind.digit + digits, ratio
        self.outcome = "changed"

    def move(self, payer):
        """Goes into the other file where there is one; else it is withheld."""
        self.new_payer = payer
        self.outcome = "moved"

    def visit(self, paths, **more):
        self.visits = {"pairing": "sure", "paths": paths, "insurers": "one", "scheme": "employee",
                       "payer": "fund", "count": str(self.days)}
        if paths == "unknown":
            self.visits["insurers"] = "none"
        else:
            self.visits.update(insurer=self.insurer, symbol=self.symbol, number=self.number_text)
        self.visits.update(more)

    def visit_on(self, day, **more):
        known = {"paths": "current", "scheme": "employee", "payer": "fund", "insurer": self.insurer,
                 "symbol": self.symbol, "number": self.number_text, "branch": "01", "relation": "insured"}
        self.day_visits.append((self.month + f"{day:02}", known | more))

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

    def not_split(self, why):
        self.withhold("two_insurers")
        self.split, self.parts = why, []

    def withhold(self, reason, trouble="none"):
        self.outcome, self.reason, self.trouble = "withheld", reason, trouble


def sn_row(branch):
    return ["SN", "1", "01", "", "", "", branch, "", ""]
