#!/usr/bin/env python3
"""The whole line over a receipt file from outside the tree, where there is one.

    sample_overlay.py PROGRAM DOUBLE TREE

TOTSUGO_SAMPLES names a folder that holds RECEIPTC_GAIRAI_SAMPLE.UKE; without it the test says so and is
skipped.  Visits are captured for the chart numbers of the file, the terminal's double says yes with a
branch number to all but two of them, and the file is exported.  Looked at with a reader of its own:
what no verdict names is unchanged to the byte; a changed receipt differs in its SN record alone; a past
and an unknown claim are refused, for neither existed when these receipts were written.
"""
import os
import sys
from pathlib import Path

from site_double import Wrong, with_site

NAME = "RECEIPTC_GAIRAI_SAMPLE.UKE"
SKIPPED = 77
RECEIPTS = 75
LEAST_CHANGED = 20
REFUSED = "保留: この受診日・請求月にはこの請求方法がまだない"
NOW = "2021-11-05T18:00"
# The sample names an institution that cannot exist; a copy that names the practice site stands for it.
INSTITUTION, OURS = b"IR,1,12,1,0000000,", b"IR,1,13,1,0000003,"
DECLARED = ("有", "見本健康保険組合", "該当なし", "架空県見本市1-1-1", "03-0000-0001", "2021-10-31")
COLUMNS = (
    "受診日,カルテ番号,カナ氏名,氏名,生年月日,性別,初診・再診,持参したもの,番号の出所,保険者番号,記号,番号,申立書,"
    "申立書の保険者等名称,申立書の事業所名,申立書の住所1,申立書の連絡先電話番号,患者へ連絡した日,申立書のカナ氏名,"
    "申立書の保険種別,現在の資格の聞き取り,旧資格の確認,回答を待たない理由")


class Receipt:
    """The lines of one receipt as bytes, and what of it is needed as text."""

    def __init__(self, lines):
        self.lines = lines
        person = self.items(b"RE")
        self.number, self.name, self.sex, self.birth = int(person[1]), person[4], person[5], person[6]
        self.month, self.chart, self.kana = person[3], person[13], person[36]
        self.branch = f"{self.number:02}"  # one of each person's own: many of the file have the same numbers
        numbers = self.items(b"HO")
        self.insurer, self.symbol, self.insured, self.days = numbers[1:5] if numbers else ("", "", "", "0")

    def visited(self):
        """The days that its dated items name, or as many as it has."""
        named = {place for line in self.lines if line.startswith(b"SI,")
                 for place, item in enumerate(line.rstrip(b"\r\n").split(b",")[13:44], 1) if item.strip()}
        return sorted(named) if len(named) == int(self.days) else range(1, int(self.days) + 1)

    def items(self, record):
        found = [line for line in self.lines if line.startswith(record + b",")]
        return found[0].decode("cp932").rstrip("\r\n").split(",") if found else []

    def without(self, record):
        """The lines but for that record and the number of the receipt."""
        kept = [line for line in self.lines if not line.startswith(record + b",")]
        first = kept[0].split(b",", 2)
        return [first[0] + b"," + first[2], *kept[1:]]


def read(content):
    lines, receipts, current = content.splitlines(keepends=True), [], None
    for line in lines[1:]:
        if line.startswith((b"RE,", b"GO,")):
            receipts += [current] if current else []
            current = []
        current.append(line)
    return lines[0], [Receipt(one) for one in receipts], current


def rows(receipts, unlike):
    for one in receipts:
        for day in one.visited():
            cells = [f"{one.month}{day:02}", one.chart, one.kana, one.name, one.birth, one.sex, "再診", "カード",
                     "過去の受診", one.insurer, one.symbol, one.insured]
            cells += [""] * 11
            if one.chart in unlike:
                cells[12:] = [*DECLARED, one.kana, "社保", "不明", "番号が分かった" if unlike[one.chart] == "past" else "不明",
                              "" if unlike[one.chart] == "past" else "照会する手段がない"]
            yield ",".join(cells)


def answers(receipts, unlike):
    for one in receipts:
        yield f"person {one.chart}\n  insurer {one.insurer}\n  symbol {one.symbol}"
        yield f"  number {one.insured}\n  birth {one.birth}"
        if unlike.get(one.chart) == "past":
            yield "  validity 2"
        yield (f"  result\n    Name {one.name}\n    NameKana {one.kana}\n    Sex1 {one.sex}\n"
               f"    InsuredBranchNumber {one.branch}\n    InsuredCardValidDate 20200401")


def script_of(receipts, unlike):
    return "encoding utf-8\n" + "\n".join(answers(receipts, unlike)) + "\n"


def compare(before, after):
    """How many receipts changed; what is no longer there was withheld."""
    left = {(one.chart, one.lines[0].split(b",", 2)[2]): one for one in after}
    changed, kept = 0, 0
    for one in before:
        other = left.get((one.chart, one.lines[0].split(b",", 2)[2]))
        if other is None:
            continue
        kept += 1
        if one.without(b"SN") != other.without(b"SN"):
            raise Wrong(f"receipt {one.number} differs in more than its SN record")
        if one.items(b"SN") != other.items(b"SN"):
            changed += 1
            if other.items(b"SN")[6] != one.branch:
                raise Wrong(f"receipt {one.number} has another branch number than the answer's")
    if kept != len(after) or [one.number for one in after] != list(range(1, kept + 1)):
        raise Wrong("there is a receipt that was not in the file, or one out of its place")
    return changed


def unlike_of(able):
    """Two that the service does not say yes to: by chart number."""
    return {able[0].chart: "past", able[1].chart: "unknown"}


def run(site, content, able):
    head, before, _ = read(content)
    (site.folder / NAME).write_bytes(content)
    lines = [COLUMNS, *rows(able, unlike_of(able))]
    (site.folder / "visits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    steps = ("import visits.csv", "sync", "decide", "work list --all", f"export receipt --from {NAME} --out out")
    said = [site.call(step, (0, 3)) for step in steps]
    for chart in unlike_of(able):
        if not any(f" {chart} " in line and REFUSED in line for line in said[3].splitlines()):
            raise Wrong(f"{chart} is not refused for its date:\n{said[3]}")
    after_head, after, _ = read((site.folder / "out" / NAME).read_bytes())
    changed = compare(before, after)
    gone = {one.chart for one in before} - {one.chart for one in after}
    if head != after_head or len(before) != RECEIPTS or changed < LEAST_CHANGED or not gone >= set(unlike_of(able)):
        raise Wrong(f"{len(before)} receipts, {changed} changed, not there {sorted(gone)}:\n" + "\n".join(said))
    return changed, len(before) - len(after)


def main():
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    arguments = [Path(word).resolve() for word in sys.argv[1:]]
    folder = os.environ.get("TOTSUGO_SAMPLES", "")
    source = Path(folder).resolve() / NAME
    if not folder or not source.is_file():
        print(f"SKIPPED: TOTSUGO_SAMPLES names no folder with {NAME}")
        return SKIPPED
    content = source.read_bytes().replace(INSTITUTION, OURS, 1)
    _, receipts, _ = read(content)
    able = [one for one in receipts if one.insurer and one.kana and int(one.days) < 5]
    try:
        changed, withheld = with_site(
            arguments, script_of(able, unlike_of(able)), lambda site: run(site, content, able), now=NOW)
    except Wrong as fault:
        print(fault)
        return 1
    print(f"{len(receipts)} receipts: {changed} changed, {withheld} withheld, the rest the same to the byte")
    return 0


if __name__ == "__main__":
    sys.exit(main())
