#!/usr/bin/env python3
"""Makes the data of the benchmark: N visits and N answers of invented people, the same for the same seed.

    generate.py N FOLDER [SEED]

queue.csv (captures) and results.csv (a list of answers) are CP932 with CR LF and 20 columns, about 200
bytes a line, with headings that totsugo reads; columns it has no use for are there all the same, as in
files of other programs.  tickets.csv has its heading only.  rules.csv serves the baselines.  The dirt is
deliberate: full-width digits, half-width kana, several ways to write a date, insurer numbers of 6 and 8
digits, one typing error in thirty.  Visits stand in the order of their days, as a desk writes them.
"""
import datetime
import random
import sys
from pathlib import Path

FAMILY = [("資格", "シカク", "ｼｶｸ"), ("突合", "トツゴウ", "ﾄﾂｺﾞｳ"), ("請求", "セイキュウ", "ｾｲｷｭｳ"), ("見本", "ミホン", "ﾐﾎﾝ"),
          ("架空", "カクウ", "ｶｸｳ"), ("仮名", "カメイ", "ｶﾒｲ"), ("検証", "ケンショウ", "ｹﾝｼｮｳ"), ("例示", "レイジ", "ﾚｲｼﾞ")]
GIVEN = [("太郎", "タロウ", "ﾀﾛｳ"), ("花子", "ハナコ", "ﾊﾅｺ"), ("次郎", "ジロウ", "ｼﾞﾛｳ"), ("三子", "ミツコ", "ﾐﾂｺ"),
         ("四郎", "シロウ", "ｼﾛｳ"), ("五月", "サツキ", "ｻﾂｷ"), ("六助", "ロクスケ", "ﾛｸｽｹ"), ("七海", "ナナミ", "ﾅﾅﾐ")]
SIGNS = ["架", "見本", "国", "例", "北", "南", "記", "保"]
ERAS = [("令和", "R", "5", datetime.date(2019, 5, 1)), ("平成", "H", "4", datetime.date(1989, 1, 8)),
        ("昭和", "S", "3", datetime.date(1926, 12, 25))]
FIRST, DAYS = datetime.date(2024, 11, 1), 516
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
BROUGHT = ["card", "カード", "カード+マイナポータル", "資格確認書", "カード+お知らせ"]
QUEUE = ["カルテ番号", "施設", "持参したもの", "記録日時", "入力方法", "保険者番号", "記号", "番号", "枝番", "生年月日", "性別",
         "カナ氏名", "氏名", "受診日", "本人・家族", "負担割合", "券番号", "患者電話", "番号の出所", "備考"]
RESULTS = ["結果番号", "照会", "回答日時", "資格有効性", "保険者番号", "記号", "番号", "枝番", "生年月日", "性別", "氏名カナ", "氏名",
           "有効開始年月日", "有効終了年月日", "資格喪失事由", "保険者名称", "被保険者証区分", "一部負担金割合", "資格確認日", "備考"]
TICKETS = ["券番号"] + [f"列{i}" for i in range(2, 21)]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def between(self, low, high):
        return low + int(self.random.random() * (high - low + 1))

    def chance(self, part):
        return self.random.random() < part

    def pick(self, values):
        return values[self.between(0, len(values) - 1)]

    def day(self, first, last):
        return first + datetime.timedelta(days=self.between(0, (last - first).days))

    def digits(self, text):
        return text.translate(WIDE) if self.chance(0.35) else text

    def date(self, day):
        part = self.random.random()
        if part < 0.3:
            return day.strftime("%Y%m%d")
        name, letter, code, start = next(era for era in ERAS if day >= era[3])
        year = day.year - start.year + 1
        if part < 0.5:
            return f"{code}{year:02}{day.month:02}{day.day:02}"
        if part < 0.65:
            return f"{letter}{year}.{day.month}.{day.day}"
        text = f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
        return text.translate(WIDE) if part < 0.8 else text

    def insurer(self):
        body = f"{self.between(1000, 47999):05}" if self.chance(0.4) else f"06{self.between(1000, 47999):05}"
        total = 0
        for place, digit in enumerate(reversed(body)):
            value = int(digit) * (2 if place % 2 == 0 else 1)
            total += value - 9 if value > 9 else value
        return body + str(-total % 10)

    def numbers(self):
        symbol = self.pick(SIGNS) + str(self.between(1, 9999)) if self.chance(0.3) else str(self.between(100, 9999999))
        return self.insurer(), symbol, str(self.between(1, 9999999)), f"{self.between(1, 9):02}" if self.chance(0.85) else ""


def kana(maker, family, given):
    part = maker.random.random()
    if part < 0.45:
        return f"{family[2]} {given[2]}"
    return family[1] + ("　" if part < 0.8 else " ") + given[1]


def qualifications(maker, numbers):
    """(numbers, first day, last day or None) of one person."""
    first = maker.day(datetime.date(2020, 4, 1), datetime.date(2024, 10, 1))
    part = maker.random.random()
    if part < 0.62:
        return [(numbers, first, None)]
    end = maker.day(datetime.date(2024, 10, 2), datetime.date(2025, 12, 31))
    if part < 0.8:
        return [(numbers, first, end)]
    if part < 0.9:
        return [(numbers, first, end), (maker.numbers(), end + datetime.timedelta(days=1), None)]
    return []


def main():
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    maker = Maker(int(sys.argv[3]) if len(sys.argv) > 3 else 20260401)
    folder.mkdir(parents=True, exist_ok=True)

    def begin(name, headings):
        file = open(folder / name, "w", encoding="cp932", newline="", buffering=1 << 20)
        file.write(",".join(headings) + "\r\n")
        return file

    queue, results, tickets = begin("queue.csv", QUEUE), begin("results.csv", RESULTS), begin("tickets.csv", TICKETS)
    answers = 0

    def answer(numbers, birth, sex, family, given, first, last, confirmed):
        nonlocal answers
        if answers == count:
            return
        answers += 1
        lost = last is not None
        results.write(",".join([
            f"R{answers:09}", f"{answers:09}", "2026-04-01 21:00", "2" if lost else "1", maker.digits(numbers[0]),
            maker.digits(numbers[1]), maker.digits(numbers[2]), numbers[3], maker.date(birth), sex, kana(maker, family, given),
            family[0] + "　" + given[0], maker.date(first), maker.date(last) if lost else "", "99" if lost else "",
            "架空健康保険組合", "01", "3", confirmed, ""]) + "\r\n")

    for i in range(count):
        numbers, birth = maker.numbers(), maker.day(datetime.date(1927, 1, 1), datetime.date(2022, 12, 31))
        sex, family, given = str(maker.between(1, 2)), maker.pick(FAMILY), maker.pick(GIVEN)
        visit = FIRST + datetime.timedelta(days=i * DAYS // count)
        for known, first, last in qualifications(maker, numbers):
            answer(known, birth, sex, family, given, first, last, visit.strftime("%Y%m%d"))
        number = str(maker.between(1, 9999999)) if maker.chance(0.03) else numbers[2]
        queue.write(",".join([
            f"Q{i + 1:09}", f"{i % 317:010}", maker.pick(BROUGHT), "2026-04-01 09:00", "card" if maker.chance(0.29) else "manual",
            maker.digits(numbers[0]), maker.digits(numbers[1]), maker.digits(number), maker.digits(numbers[3]), maker.date(birth),
            sex, kana(maker, family, given), family[0] + "　" + given[0], maker.date(visit), "本人" if maker.chance(0.6) else "家族",
            "３割" if maker.chance(0.5) else "3割", "", f"03-0000-{i % 10000:04}", "資格確認書", '"窓口確認済, 再診"']) + "\r\n")
    while answers < count:
        answer(maker.numbers(), datetime.date(1990, 1, 1), "1", FAMILY[0], GIVEN[0], datetime.date(2024, 1, 1), None, "20260331")
    for file in (queue, results, tickets):
        file.close()
    rows = ["rule_id,from,to,class,kind,path,remark,priority", "1,19000101,99991231,CUR,*,C,,1", "2,19000101,99991231,PAST,*,P,,1",
            "3,19000101,99991231,NONE,*,U,FILL7,1"]
    (folder / "rules.csv").write_text("\n".join(rows) + "\n")


main()
