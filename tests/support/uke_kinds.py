"""The rows of receipt files of each kind, for the generator: typed from the documents, not from the product.

Positions count the record id as 1.  What a kind does not have is left empty.
"""


def row(items, values):
    """A row of so many items, with values at positions."""
    out = [""] * items
    for place, value in values.items():
        out[place - 1] = value
    return out


class Kind:
    name, digit, score, first = "medical", "1", "1", "RE"
    limit = 76          # bytes of a comment
    comment_record = "CO"
    months = ("202607", "50807")
    has_chart = True

    def head(self, month, payer):
        return [row(10, {1: "IR", 2: payer, 3: "13", 4: self.score, 5: "1234567", 7: "架空クリニック", 8: month, 9: "00",
                         10: "03-0000-0000"})]

    def front(self, month, payer):
        return []

    def person(self, r):
        return row(38, {1: "RE", 2: str(r.number), 3: r.type, 4: r.month, 5: r.name, 6: r.sex, 7: r.birth, 8: r.ratio,
                        12: r.marks, 14: r.chart, 37: r.kana})

    def insurance(self, r):
        return row(15, {1: "HO", 2: r.insurer.rjust(8), 3: r.width(r.symbol), 4: r.width(r.number_text),
                        5: str(r.days), 6: str(r.points), 12: r.amount})

    def public(self, r, payer):
        return row(12, {1: "KO", 2: payer, 3: "0001234", 5: str(r.days), 6: str(r.points), 7: "500"})

    def comment(self, code, text=""):
        return ["CO", "01", "1", code, text]

    def disease(self, r):
        return [row(8, {1: "SY", 2: "8830417", 3: r.month + "01", 4: "1", 7: "01"})]

    def detail(self, r):
        return [row(44, {1: "SI", 2: "11", 3: "1", 4: "111000110", 6: "291", 7: "1"})]

    def after(self, r):
        return []

    def go(self, count, points):
        return [["GO", str(count), str(points), "99"]]

    def payer_points(self):
        return 6


class Dpc(Kind):
    name = "dpc"

    def disease(self, r):
        return [["BU", "1234567890xxxx", r.month + "01", "", "", ""], ["SB", "8830417", "01", "", "", ""]]

    def detail(self, r):
        return [["SI", "11", "1", "111000110", "", "291", "1"], ["CD", "99", "", ""]]


class Dental(Kind):
    name, digit, score, first = "dental", "3", "3", "IR"
    limit = 400

    def head(self, month, payer):
        return [row(10, {1: "UK", 2: payer, 3: "13", 4: "3", 5: "1234567", 7: "架空歯科", 8: month, 9: "01", 10: "00"})]

    def front(self, month, payer):
        return [row(9, {1: "IR", 2: payer, 3: "13", 4: "3", 5: "1234567", 7: month, 8: "03-0000-0000", 9: "01"})]

    def person(self, r):
        return row(27, {1: "RE", 2: str(r.number), 3: r.type, 4: r.month, 5: r.name, 6: r.sex, 7: r.birth, 8: r.ratio,
                        10: r.month + "01", 14: r.marks, 16: r.chart, 26: r.kana})

    def insurance(self, r):
        return row(14, {1: "HO", 2: r.insurer.rjust(8), 3: r.width(r.symbol), 4: r.width(r.number_text),
                        5: str(r.days), 6: str(r.points), 11: r.amount})

    def public(self, r, payer):
        return row(10, {1: "KO", 2: payer, 3: "0001234", 5: str(r.days), 6: str(r.points), 7: "500"})

    def comment(self, code, text=""):
        return row(11, {1: "CO", 3: "1", 4: code, 5: text})

    def disease(self, r):
        return [["HS", r.month + "01", "", "", "架空の傷病"]]

    def detail(self, r):
        return [["SS", "11", "1", "301000110", "", "", "291", "1"], ["SI", "31", "1", "111000110", "", "291", "1"]]


class Pharmacy(Kind):
    name, digit, score = "pharmacy", "4", "4"
    comment_record = "TK"

    def head(self, month, payer):
        return [row(9, {1: "YK", 2: payer, 3: "13", 4: "4", 5: "1234567", 6: "架空薬局", 7: month, 8: "00",
                        9: "03-0000-0000"})]

    def person(self, r):
        return row(42, {1: "RE", 2: str(r.number), 3: r.type, 4: r.month, 5: r.name, 6: r.sex, 7: r.birth, 8: r.ratio,
                        9: r.marks, 10: "13", 11: "1", 12: "7654321", 13: "架空クリニック", 15: "見本　医師", 36: r.chart,
                        42: r.kana})

    def insurance(self, r):
        return row(14, {1: "HO", 2: r.insurer.rjust(8), 3: r.width(r.symbol), 4: r.width(r.number_text),
                        5: str(r.days), 6: str(r.points), 10: r.amount})

    def public(self, r, payer):
        return row(10, {1: "KO", 2: payer, 3: "0001234", 5: str(r.days), 6: str(r.points), 8: "500"})

    def comment(self, code, text=""):
        return ["TK", code, text]

    def disease(self, r):
        return []

    def detail(self, r):
        return [["SH", "1", "1"], ["CZ", "1", r.month + "05", r.month + "05", "1"],
                ["IY", "620098801", "1", "", ""], ["CO", "810000001", "架空の処方"]]

    def after(self, r):
        return [["KI", "140000110", "1"]]


class Nursing(Kind):
    name, digit, score = "nursing", "6", "6"
    limit = 400
    has_chart = False

    def head(self, month, payer):
        return [row(8, {1: "HM", 2: payer, 3: "13", 4: "6", 5: "1234567", 6: "架空訪問看護", 7: month, 8: "03-0000-0000"})]

    def person(self, r):
        return row(15, {1: "RE", 2: str(r.number), 3: r.type, 4: r.month, 5: r.name, 6: r.kana, 7: r.sex, 8: r.birth,
                        9: r.marks, 11: r.ratio})

    def insurance(self, r):
        return row(12, {1: "HO", 2: r.insurer.rjust(8), 3: r.width(r.symbol), 4: r.width(r.number_text),
                        5: str(r.days), 6: str(r.points), 9: r.amount})

    def public(self, r, payer):
        return row(8, {1: "KO", 2: payer, 3: "0001234", 5: str(r.days), 6: str(r.points), 7: "500"})

    def comment(self, code, text=""):
        return ["CO", code, text, ""]

    def disease(self, r):
        return [["IH", "架空クリニック"], ["SY", "8830417", r.month + "01", "1", "", "", "01", ""], ["RJ", "1"]]

    def detail(self, r):
        return [["TJ", r.month + "05", "1", "5550"], ["TZ", "1"]]

    def after(self, r):
        return [["KA", "1"]]

    def go(self, count, points):
        return []


KINDS = [Kind(), Dental(), Kind(), Pharmacy(), Kind(), Nursing(), Dpc()]
