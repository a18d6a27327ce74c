"""Values of people, and whether one of them lies open in the files of a folder.

Values are read from fixtures/demo: names, kana, numbers, birth dates, addresses, telephones, in the
spellings in which a program might keep them.  What is shorter than LEAST bytes is left out.

Sealed bytes are random, so a value of four bytes lies in some megabytes of them by chance once in a few
hundred looks.  What is shorter than SURE bytes counts when stores with other keys hold it too (Suspects).
"""
import csv
import re
import unicodedata

LEAST = 4
SURE = 7
STORES = 3
ENCODINGS = ("utf-8", "cp932")
COLUMNS = ("カルテ番号", "カナ氏名", "氏名", "生年月日", "保険者番号", "記号", "番号", "申立書のカナ氏名",
           "申立書の事業所名", "申立書の住所1", "申立書の連絡先電話番号")
SCRIPT_WORDS = ("insurer", "symbol", "number", "birth", "Name", "NameKana", "Birthdate")
NOBODYS = ("不明", "該当なし")
ERAS = {"S": 1925, "昭和": 1925, "H": 1988, "平成": 1988, "R": 2018, "令和": 2018}


def _written(tree):
    """Values as they stand in the fixtures."""
    folder = tree / "fixtures" / "demo"
    with (folder / "visits.csv").open(encoding="cp932", newline="") as file:
        for row in csv.DictReader(file):
            yield from (row[name] for name in COLUMNS)
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            if name in COLUMNS:
                yield value
    for line in (folder / "terminal.script").read_text(encoding="utf-8").splitlines():
        word, _, value = line.strip().partition(" ")
        if word in SCRIPT_WORDS:
            yield value


def _days(value):
    """A date in the forms in which dates are kept."""
    value = unicodedata.normalize("NFKC", value)
    era = re.fullmatch(r"(S|H|R|昭和|平成|令和)(\d+)[.年](\d+)[.月](\d+)日?", value)
    if era:
        year, month, day = ERAS[era[1]] + int(era[2]), int(era[3]), int(era[4])
        yield f"{year}{month:02}{day:02}"
        yield f"{year}-{month:02}-{day:02}"
    if re.fullmatch(r"(19|20)\d{6}", value):
        yield f"{value[:4]}-{value[4:6]}-{value[6:]}"


def _spellings(value):
    narrow = unicodedata.normalize("NFKC", value)
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "　" if c == " " else c for c in narrow)
    for one in (value, narrow, wide):
        yield one
        yield one.replace(" ", "").replace("　", "")
        yield one.replace("　", " ")
    yield from _days(value)


def values_of(tree):
    found = {spelling for value in _written(tree) if value and value not in NOBODYS for spelling in _spellings(value)}
    return sorted(value for value in found if len(value.encode("cp932", "ignore")) >= LEAST)


def bytes_of(values):
    """Each value in each encoding, with the value it is of."""
    listed = {}
    for value in values:
        for encoding in ENCODINGS:
            try:
                listed[value.encode(encoding)] = value
            except UnicodeEncodeError:
                pass
    return listed


def lying_open(folder, listed):
    """(file, value) of every value that lies open somewhere under the folder."""
    pattern = re.compile(b"|".join(re.escape(one) for one in sorted(listed, key=len, reverse=True)))
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        found += [(str(path.relative_to(folder)), listed[mark.group()]) for mark in pattern.finditer(content)]
    return found


class Suspects:
    """What was found in which store; one store's sealed bytes stay the same from look to look."""

    def __init__(self):
        self.stores = {}

    def confirmed(self, store, value, stores=STORES):
        """Whether the value lies open, now that it was found in this store, too."""
        seen = self.stores.setdefault(value, set())
        seen.add(store)
        return len(value.encode("cp932", "replace")) >= SURE or len(seen) >= stores


def is_found_everywhere(folder, listed):
    """The control: nothing is found among other bytes, and each value is where it is planted in them."""
    file, others = folder / "control", bytes(range(256)) * 16
    file.write_bytes(others * 2)
    found = not lying_open(folder, listed)
    for one in listed:
        file.write_bytes(others + one + others)
        found = found and bool(lying_open(folder, listed))
    file.unlink()
    return found
