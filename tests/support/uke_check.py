#!/usr/bin/env python3
"""Checks an export against the file it was made from.  Shares no code with the product.

    uke_check.py FOLDER      holds in.uke, in-out.uke, in-patch.csv, in-patch932.csv, perhaps the same of
                             "other", result.txt, expect.json

Everything is worked out anew from the bytes: which receipts are there, that those not named are the
same to the byte, that only what must change did, that GO adds up, that nothing is lost.
"""
import csv
import io
import json
import sys
from collections import Counter
from pathlib import Path

problems = []

# What the patch list calls the items that may change, by record and place (from 1).
ITEM_NAMES = {("RE", 3): "レセプト種別", ("HO", 2): "保険者番号", ("HO", 3): "記号", ("HO", 4): "番号",
              ("SN", 7): "枝番", ("IR", 2): "審査支払機関"}
RATIO_PLACE = {"medical": 8, "dpc": 8, "dental": 8, "pharmacy": 8, "nursing": 11}
WHOLE = "レコード全体"

# items of a comment on a whole receipt, place of its text (from 0), most bytes of it
COMMENT_SHAPES = {"medical": (5, 4, 76), "dpc": (5, 4, 76), "dental": (11, 4, 400), "pharmacy": (3, 2, 76),
                  "nursing": (4, 2, 400)}


def check(condition, *what):
    if not condition:
        problems.append(" ".join(str(w) for w in what))


def split_lines(data):
    lines, at = [], 0
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end + 1
        lines.append(data[at:end])
        at = end
    return lines


def bare(line):
    return line.rstrip(b"\x1a").rstrip(b"\n").rstrip(b"\r").rstrip(b"\x1a")


class File:
    """first: the record that begins a receipt.  A GO without items stands behind the head (nurses)."""

    def __init__(self, data, first):
        self.head, self.receipts, self.tail = [], [], []
        part = self.head
        for line in split_lines(data):
            record = line.split(b",")[0]
            if record == first.encode():
                part = []
                self.receipts.append(part)
            elif record == b"GO" and bare(line) != b"GO":
                part = self.tail
            elif line[:1] == b"\x1a":
                part = self.tail
            part.append(line)
        self.has_totals = bool(self.tail) and bare(self.tail[0]).startswith(b"GO")
        self.go = bare(self.tail[0]).split(b",") if self.has_totals else []

    def adds_up(self):
        count = points = 0
        for receipt in self.receipts:
            rows = [bare(line).split(b",") for line in receipt]
            insured = [r for r in rows if r[0] == b"HO"]
            public = [r for r in rows if r[0] == b"KO"]
            count += len(public) + (1 if insured else 0)
            payer = (insured or public)[0]
            points += int(payer[5])
        return count, points


def items(line):
    return bare(line).split(b",")


def trimmed(row):
    row = list(row)
    while row and row[-1] == b"":
        row.pop()
    return row


def as_bytes(row):
    out = []
    for item in row:
        try:
            out.append(item.encode("cp932"))
        except UnicodeEncodeError:
            out.append(item.encode("latin-1"))
    return out


def times_by_day(rows):
    """What was done on which day, as (record, class, code, amount, day) with its times."""
    done, kind = {}, b""
    for row in rows:
        if row[0] in (b"SI", b"IY", b"CO"):
            kind = row[1] or kind
        if row[0] not in (b"SI", b"IY"):
            continue
        check(int(row[6]) == sum(int(item) for item in row[13:44] if item), "times", row)
        for day, item in enumerate(row[13:44], 1):
            if item:
                key = (row[0], kind, row[3], row[4], row[5], day)
                done[key] = done.get(key, 0) + int(item)
    return done


def counted_points(rows):
    return sum(int(row[5]) * int(row[6]) for row in rows if row[0] in (b"SI", b"IY") and row[5])


def check_split(case, old, parts):
    """The two receipts against the one they were made from: nothing lost, nothing doubled."""
    source = [items(line) for line in old]
    halves = [[items(line) for line in part] for part in parts]
    for record, place in ((b"HO", 4), (b"HO", 5)):
        one = [sum(int(r[place]) for r in rows if r[0] == record) for rows in [source] + halves]
        check(one[0] == one[1] + one[2], case, record, place, one)
    for rows in halves:
        insurance = [r for r in rows if r[0] == b"HO"]
        check(len(insurance) == 1 and sum(1 for r in rows if r[0] == b"RE") == 1, case, "RE and HO")
        check(int(insurance[0][5]) == counted_points(rows), case, "points of a half")
        days = {key[-1] for key in times_by_day(rows)}
        check(int(insurance[0][4]) == len(days), case, "days of a half")
        named = [{day for day, item in enumerate(r[2:33], 1) if item} for r in rows if r[0] == b"JD"]
        check(named in ([], [days]), case, "JD of a half")
    done, first, second = (times_by_day(rows) for rows in [source] + halves)
    check(not {key[-1] for key in first} & {key[-1] for key in second}, case, "a day in both")
    check(done == first | second and len(done) == len(first) + len(second), case, "times by day")
    for record, shared in ((b"CO", False), (b"SY", True)):
        wanted = sorted(line for line, row in zip(old, source) if row[0] == record)
        found = [[line for line, row in zip(part, rows) if row[0] == record] for part, rows in zip(parts, halves)]
        if shared:
            check(set(wanted) == set(found[0]) | set(found[1]), case, "diseases")
            check(all(any(row[6] for row in rows if row[0] == b"SY") for rows in halves), case, "main disease")
        else:
            check(wanted == sorted(found[0] + found[1]), case, "comments")
    known = {b"RE", b"HO", b"SN", b"JD", b"SY", b"SI", b"IY", b"CO"}
    check(all(row[0] in known for rows in halves for row in rows), case, "a record that may not be split")


def check_part(new, expect, part, number):
    case = f"receipt {number} ({expect['case']})"
    wanted = [trimmed(as_bytes(row)) for row in part["rows"]]
    wanted[0][1] = b"%d" % number
    got = [trimmed(items(line)) for line in new]
    check(wanted == got, case, "wanted", wanted, "got", got)


def ended(old, new):
    """The last line of a file may have no end; it gets one where something follows it now."""
    if old[-1].endswith(b"\n") or not new[-1].endswith(b"\n"):
        return old
    return old[:-1] + [bare(old[-1]) + new[-1][len(bare(new[-1])):]]


def check_receipt(old, new, expect, number, kind, comment):
    """A receipt that went out: number, then its rows."""
    old = ended(old, new)
    case = f"receipt {number} ({expect['case']})"
    at = [items(line)[0] for line in old].index(b"RE")
    check(int(items(new[at])[1]) == number, case, "has the number", items(new[at])[1])
    if expect["outcome"] == "unchanged":
        rest = [line for i, line in enumerate(old) if i != at]
        check(rest == [line for i, line in enumerate(new) if i != at], case, "is not the same to the byte")
        check(items(old[at])[2:] == items(new[at])[2:], case, "RE changed")
        if items(old[at])[1] == items(new[at])[1]:
            check(old[at] == new[at], case, "RE is not the same to the byte")
        return
    wanted = [trimmed(as_bytes(row)) for row in expect["rows"]]
    wanted[at][1] = items(new[at])[1]
    got = [trimmed(items(line)) for line in new]
    check(wanted == got, case, "wanted", wanted, "got", got)
    ends = {line[len(bare(line)):] for line in old}
    check({line[len(bare(line)):] for line in new} <= ends, case, "has another line end")
    kept = set(old)
    check(all(line.endswith(b"\n") for line in new[:-1]), case, "a line without an end before another")
    check(b"\x1a" in old[-1] or not any(b"\x1a" in line for line in new), case, "an end mark in a receipt")
    for line in new:
        if line not in kept:
            check(items(line)[0] in (b"IR", b"RE", b"HO", b"SN", comment.encode()), case, "a record that may not change:", line)
    gone = [line for line in old if line not in set(new)]
    for line in gone:
        check(items(line)[0] in (b"IR", b"RE", b"HO", b"SN"), case, "a record that may not go:", line)
    for line in new[1:]:
        row = items(line)
        if row[0] == b"HO":
            check(len(row[1]) == 8, case, "insurer number of", len(row[1]), "bytes")
        if row[0] == comment.encode() and line not in kept:
            shape, text, limit = COMMENT_SHAPES[kind]
            whole = len(row) == shape
            check(whole and len(row[text]) <= limit, case, "comment", row)
            check(not whole or all(b >= 0x81 for b in row[text][::2]), case, "comment is not full width")


def shown(raw):
    return raw.decode("cp932").strip(" ")


def item_changes(old, new, kind):
    """The items of two rows of one record that are not the same, as the patch list must have them."""
    before, after = items(old), items(new)
    length = max(len(before), len(after))
    before += [b""] * (length - len(before))
    after += [b""] * (length - len(after))
    record = before[0].decode()
    for place, (was, now) in enumerate(zip(before, after), 1):
        if was == now or (record == "RE" and place == 2):
            continue
        name = "給付割合" if record == "RE" and place == RATIO_PLACE[kind] else ITEM_NAMES.get((record, place))
        yield record, name, shown(was), shown(now)


def changes_of(old, new, kind):
    """Every change between two receipts: (record, item, old value, new value)."""
    gone = Counter(map(bare, old)) - Counter(map(bare, new))
    come = Counter(map(bare, new)) - Counter(map(bare, old))
    found = []
    for line in list(gone):
        partner = next((other for other in come if other[:2] == line[:2]), None)
        if partner is None:
            found.append((line[:2].decode(), WHOLE, shown(line), ""))
        else:
            found += item_changes(line, partner, kind)
            come -= Counter([partner])
    return found + [(line[:2].decode(), WHOLE, "", shown(line)) for line in come.elements()]


def check_changes(folder, name, pairs, kind):
    """The patch list names each (record, item) that is another one, with both values, and no other."""
    text = (folder / f"{name}-patch.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for number, (expect, old, new) in pairs.items():
        listed = [(r["レコード"], r["項目"], r["元の値"], r["新しい値"]) for r in rows
                  if int(r["レセプト番号"]) == number and r["区分"] in ("変更", "追加", "削除")]
        wanted = changes_of(old, new, kind)
        check(Counter(listed) == Counter(wanted), f"list of receipt {number} ({expect['case']}): has", listed, "wanted",
              wanted)


def read_result(path, counts):
    """The receipts that were told, file by file, and the results of each file."""
    receipts, results = [], [{}]
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name == "receipt":
            receipts.append(value.split())
        elif name in results[-1] and name != "finding":
            results.append({name: value})
        else:
            results[-1].setdefault(name, value)
    told = []
    for count in counts:
        told.append(receipts[:count])
        receipts = receipts[count:]
    return results, told


def check_lists(folder, names, expects, result):
    text = (folder / names[0]).read_bytes()
    check(text.startswith(b"\xef\xbb\xbf"), "no BOM")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    other = (folder / names[1]).read_bytes().decode("cp932")
    other = list(csv.reader(io.StringIO(other, newline="")))
    check(len(rows) == len(other), "the two lists differ in length")
    kind, receipt, chart = rows[0].index("区分"), rows[0].index("レセプト番号"), rows[0].index("カルテ番号")
    listed = {word: {int(r[receipt]) for r in rows[1:] if r[kind] == word} for word in ("月遅れ", "移動", "分割")}
    whole = [r for r in rows[1:] if r[kind] in listed]
    changed = {int(r[receipt]) for r in rows[1:] if r[kind] not in listed}
    for number, expect in enumerate(expects, 1):
        outcome = expect["outcome"]
        check((number in listed["月遅れ"]) == (outcome == "withheld"), "list:", number, expect["case"])
        check((number in listed["移動"]) == (outcome == "moved"), "list:", number, expect["case"])
        check((number in listed["分割"]) == (outcome == "split"), "list:", number, expect["case"])
        check((number in changed) == (outcome in ("changed", "moved", "split")), "list:", number, expect["case"])
    for row in rows[1:]:
        check(row[chart] == expects[int(row[receipt]) - 1]["chart"], "chart number", row)
        check(row[rows[0].index("理由")] != "", "no reason", row)
        check(row[rows[0].index("規則")] != "", "no rule", row)
    check(len(rows) - 1 - len(whole) == int(result["changes"]), "changes in the list")
    for row in rows[1:]:
        if expects[int(row[receipt]) - 1]["trouble"] == "unwritable":
            check("U+" in row[rows[0].index("理由")], "the character is not named", row)


def check_totals(source, target):
    check(target.has_totals == source.has_totals, "GO went or came")
    if not target.has_totals:
        check(b"".join(target.tail) == b"".join(source.tail), "the end of the file")
        return
    count, points = target.adds_up()
    check((int(target.go[1]), int(target.go[2])) == (count, points), "GO", target.go, "counted", count, points)
    check(target.go[3:] == source.go[3:], "the rest of GO")
    check(target.tail[1:] == source.tail[1:], "what follows GO")
    check(target.tail[0][len(bare(target.tail[0])):] == source.tail[0][len(bare(source.tail[0])):], "the end of GO")


def check_counts(expects, result):
    counts = {o: sum(1 for e in expects if e["outcome"] == o) for o in ("unchanged", "changed", "withheld", "moved", "split")}
    for outcome, wanted in counts.items():
        check(int(result[outcome]) == wanted, outcome, result[outcome], "wanted", wanted)
    check(int(result["receipts"]) == sum(counts.values()), "the proof")


class Side:
    """One file of an export: what was read, what was written, what must be."""

    def __init__(self, folder, document, entry):
        self.name, self.expects = entry["name"], entry["receipts"]
        self.source = File((folder / f"{self.name}.uke").read_bytes(), document["first"])
        self.target = File((folder / f"{self.name}-out.uke").read_bytes(), document["first"])
        self.written = {}  # new rows by the receipt that is expected

    def moving(self):
        """What goes into the other file: receipts, and halves of those that were split."""
        out = []
        for old, expect in zip(self.source.receipts, self.expects):
            out += [(old, expect, None)] if expect["outcome"] == "moved" else []
            out += [(old, expect, part) for part in expect["parts"] if part["payer"] == self.other_payer()]
        return out

    def other_payer(self):
        return {"1": "2", "2": "1"}[self.source.head[0].split(b",")[1].decode()]


def check_side(folder, document, side, told, result, incoming, halves):
    check(side.source.head == side.target.head, "the head changed")
    check(len(side.source.receipts) == len(side.expects), "receipts of the source")
    goes_out = []
    for index, expect in enumerate(side.expects):
        got = told[index]
        check(int(got[0]) == index + 1 and got[1] == expect["outcome"], "receipt", index + 1, expect["case"], got)
        if expect["outcome"] == "withheld":
            check(got[3] == expect["reason"] or expect["reason"] == "", "reason", expect["case"], got)
            check(got[4] == expect["trouble"], "trouble", expect["case"], got)
        elif expect["outcome"] == "split":
            goes_out += [(side.source.receipts[index], expect, part) for part in expect["parts"]
                         if part["payer"] != side.other_payer()]
        elif expect["outcome"] != "moved":
            goes_out.append((side.source.receipts[index], expect, None))
        check(got[5] == expect["split"], "why it is not split", expect["case"], got)
    goes_out += incoming
    check(len(goes_out) == len(side.target.receipts), "receipts that went out", len(goes_out), len(side.target.receipts))
    for number, ((old, expect, part), new) in enumerate(zip(goes_out, side.target.receipts), 1):
        if part is None:
            check_receipt(old, new, expect, number, document["kind"], document["comment"])
            side.written[id(expect)] = new
            continue
        check_part(new, expect, part, number)
        halves.setdefault(id(old), (expect["case"], old, []))[2].append(new)
    check(int(result["written"]) == len(goes_out), "written")
    check_totals(side.source, side.target)
    check_counts(side.expects, result)
    check(int(result["moved_in"]) == len(incoming), "moved in")
    check_lists(folder, [f"{side.name}-patch.csv", f"{side.name}-patch932.csv"], side.expects, result)
    if not incoming and all(e["outcome"] == "unchanged" for e in side.expects):
        check((folder / f"{side.name}.uke").read_bytes() == (folder / f"{side.name}-out.uke").read_bytes(),
              "not the same bytes")


def main(folder):
    document = json.loads((folder / "expect.json").read_text(encoding="utf-8"))
    entries = document["files"]
    results, told = read_result(folder / "result.txt", [len(entry["receipts"]) for entry in entries])
    if "fault" in results[0]:
        print("fault", results[0]["fault"], results[0].get("message"))
        return 1
    sides = [Side(folder, document, entry) for entry in entries]
    halves = {}
    for index, side in enumerate(sides):
        incoming = sides[1 - index].moving() if len(sides) > 1 else []
        check_side(folder, document, side, told[index], results[index], incoming, halves)
    written = {key: new for side in sides for key, new in side.written.items()}
    for side in sides:
        pairs = {number: (expect, old, written[id(expect)])
                 for number, (old, expect) in enumerate(zip(side.source.receipts, side.expects), 1)
                 if id(expect) in written}
        check_changes(folder, side.name, pairs, document["kind"])
    for case, old, parts in halves.values():
        check(len(parts) == 2, case, "halves", len(parts))
        if len(parts) == 2:
            check_split(case, old, parts)
    for problem in problems[:20]:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
