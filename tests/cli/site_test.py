#!/usr/bin/env python3
"""Sites that file no receipts, from files to lists: each invented person comes out where the rules say, and nobody as 7s.

    site_test.py PROGRAM TREE
"""
import csv
import filecmp
import os
import subprocess
import sys
import tempfile
import xml.dom.minidom
import zipfile

PROGRAM, TREE = sys.argv[1:3]
sys.path.insert(0, os.path.join(TREE, "tests", "support"))
from archive_make import claim, pack, result, whole  # noqa: E402

DAY = "2026-01-20T18:00"
# local number: result, class, return reasons
CHECKUP = {
    "K01": ("有資格", "一致（有資格）", ""), "K02": ("有資格", "一致（表記差）", "01"), "K03": ("要確認", "要再発行", "01"),
    "K04": ("対象外", "保険者相違", "04"), "K05": ("対象外", "資格喪失後", "06"), "K06": ("対象外", "別人の疑い", "04"),
    "K07": ("対象外", "期限切れ", "09"), "K08": ("対象外", "年度相違", "02"), "K09": ("対象外", "券種相違", "02"),
    "K10": ("要確認", "券なし", ""), "K11": ("要確認", "資格情報なし", ""), "K12A": ("有資格", "一致（有資格）", ""),
    "K12": ("対象外", "重複", "07"), "K13": ("対象外", "年齢の上限", "06"), "K14": ("対象外", "契約外", "09"),
    "K15": ("要確認", "券の内容が食い違う", ""), "K16": ("要確認", "券が2枚以上", ""), "K17": ("有資格（暫定）", "一致（暫定）", ""),
    "K18": ("有資格", "一致（有資格）", ""), "K19": ("要確認", "氏名・性別の要確認", "03"), "K20": ("有資格", "一致（有資格）", ""),
    "K21": ("有資格", "一致（注意あり）", ""), "K22": ("有資格", "一致（注意あり）", ""), "K23": ("有資格", "一致（券が2枚）", ""),
    "K24": ("要確認", "整理番号の要確認", "02"),
}
TREATMENT = {
    "S01": ("有資格", "一致", ""), "S02": ("有資格", "一致（併用）", ""), "S03": ("対象外", "券の月が違う", ""),
    "S04": ("対象外", "有効期間の外", ""), "S05": ("要確認", "未委託", ""), "S06": ("対象外", "別人の疑い", "04"),
    "S07": ("要確認", "券未着（要依頼）", ""), "S08": ("要確認", "併用・切替の疑い", ""), "S09": ("要確認", "福祉事務所が違う", ""),
    "S10": ("要確認", "券の内容が食い違う", ""), "S11": ("要確認", "氏名・性別の要確認", "03"), "S12": ("有資格", "確認済み", ""),
    "S13": ("要確認", "聞き取りが要る", ""),
}
MIDWIFE = {
    "J01": ("有資格", "現在の保険者", ""), "J02": ("有資格", "以前の保険者（支払基金へ）", ""),
    "J03": ("要確認", "保留（7を記入しない）", ""), "J04": ("要確認", "保留（7を記入しない）", ""),
    "J05": ("有資格", "現在の保険者", ""), "J06": ("有資格", "現在の保険者", ""),
    "J07": ("要確認", "保留（7を記入しない）", ""), "J08": ("要確認", "保留（7を記入しない）", ""),
    "J09": ("有資格", "現在の保険者", ""),
}
# Whoever would be an unknown claim at a clinic: a written declaration with all of its items, everything tried.
DECLARED = ("受診日,受付番号,カナ氏名,生年月日,性別,初診・再診,持参したもの,カードを使えなかった理由,申立書の有無,申立書の保険種別,申立書の保険者等名称,"
            "申立書の事業所名,申立書のカナ氏名,申立書の住所1,申立書の連絡先電話番号,患者へ連絡した日,現在の資格の聞き取り,旧資格の確認,回答を待たない理由\r\n"
            "20260120,X01,フショウ　ナナ,19620101,女,初診,マイナンバーカード,資格情報なし,あり,社会保険,不明,不明,フショウ　ナナ,見本県見本市,"
            "0312345678,20260120,分からなかった,分からなかった,照会する手段がない\r\n")


def run(*words, wanted=(0,)):
    done = subprocess.run([PROGRAM, "--now", DAY, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    assert done.returncode in wanted, f"{words}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def rows(folder, encoding="utf-8-sig"):
    found = {}
    for name in ("eligible", "check", "not-eligible"):
        with open(os.path.join(folder, name + ".csv"), encoding=encoding, newline="") as lines:
            for row in csv.DictReader(lines):
                assert row["受付番号"] not in found, f"{row['受付番号']} stands in two lists"
                found[row["受付番号"]] = row
    return found


# Of an archive: name, ticket, number, day, birth; and what becomes of the claim ("" fits the visit).
CLAIMS = (
    (dict(name="シカクタロウ", serial="25100000001", number="１００１", birth="19600101", sex="1"), ""),
    (dict(name="ザンテイマモル", serial="25100000017", number="１０１７", birth="19760417", sex="1"), ""),
    (dict(name="ダレモキテイナイ", serial="25100000776", number="９９０１", birth="19600202", sex="1"), "受診の記録がない請求"),
    (dict(name="カクニンハナコ", serial="25100000002", number="２", birth="19550203", sex="2", day="20260119"),
     "実施日が受診と違う請求"),
    (dict(name="ソウシツシロウ", serial="25100000005", number="１００５", birth="19650506", sex="1"), "対象外の受診の請求"),
    (dict(name="ミカイトウトシコ", serial="25100000011", number="１０１１", birth="19711112", sex="2"),
     "確認の済んでいない受診の請求"),
    (dict(name="ヨブンケン", serial="25100000123", number="１０２３", birth="19810123", sex="1"), "券の違う請求"),
    (dict(name="フタリブン", serial="25100000801", number="９９０２", birth="19600303", sex="1"), "受診が2件以上ある請求"),
    (dict(name="ヒヅケナシ", serial="25100000802", number="９９０３", birth="19600404", sex="1", day=""), None),
)
TWICE = ("受診日,受付番号,カナ氏名,生年月日,性別,保険者番号,記号,番号,持参したもの,健診・保健指導\r\n"
         "20260120,Y01,フタリブン,19600303,男,06130488,港１,9902,マイナンバーカード,健診\r\n"
         "20260120,Y02,フタリブン,19600303,男,06130488,港１,9902,マイナンバーカード,健診\r\n")
NOBODY = "受診券,25100000{},20250401,20260331,06130488,港１,{},01,{},19620304,男\r\n"
TICKETS = "券種別,整理番号,交付年月日,有効期限,保険者番号,記号,番号,枝番,氏名カナ,生年月日,性別\r\n"


def write(path, text):
    with open(path, "wb") as out:
        out.write(text if isinstance(text, bytes) else text.encode())
    return path


def archive():
    people = [dict(dict(day="20260120", expiry="20260331", insurer="06130488", issuer="06130488", symbol="港１", branch="01"),
                   **person) for person, _ in CLAIMS]
    return pack(whole([claim(person) for person in people], [result(person) for person in people]))


def lines(path):
    with open(path, encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def check_claims(folder):
    """People of an archive without a visit that may be claimed are to be checked; tickets nobody came with are told."""
    run("import", write(os.path.join(folder, "twice.csv"), TWICE), wanted=(0, 3))
    run("import", write(os.path.join(folder, "settlement.zip"), archive()), wanted=(0, 3))
    # one row twice, and one number with two contents, of people who never came; one of somebody who did
    tickets = [NOBODY.format("901", 9001, "コナイ　イチ"), NOBODY.format("901", 9001, "コナイ　イチ"),
               NOBODY.format("902", 9002, "コナイ　ニ"), NOBODY.format("902", 9003, "コナイ　サン"),
               NOBODY.format("903", 1003, "ニンケイ　ジロウ")]
    run("import", write(os.path.join(folder, "more.csv"), TICKETS + "".join(tickets)), wanted=(0, 3))
    said = run("decide", wanted=(3,))
    assert f"決済の請求 {len(CLAIMS)} = 受診と一致 2 + 要確認 {len(CLAIMS) - 3} + 請求から外す 1" in said, said
    assert "新しい判定 0件" in run("decide", wanted=(3,)), "a second run decides nothing new"
    out = os.path.join(folder, "claims-out")
    told = run("export", "lists", "--out", out)
    assert os.path.join(out, "lists.xlsx") in told, "the workbook is not told of"
    found = {}
    for name in ("check", "not-eligible", "eligible", "reminders"):
        for row in lines(os.path.join(out, name + ".csv")):
            if row["対象"] == "決済の点検":
                assert name in ("check", "not-eligible"), row
                found[row["カナ氏名"]] = (row["区分"], row["判定"])
    wanted = {person["name"]: (name or "", "対象外" if name and name.startswith("対象外") else "要確認" if name else "未判定")
              for person, name in CLAIMS if name != ""}
    assert found == wanted, (found, wanted)
    told = [row["見つかったこと"] for row in lines(os.path.join(out, "settlement.csv"))]
    for _, name in CLAIMS:
        assert not name or name in told, (name, told)
    absent = [(row["券の番号"], row["カナ氏名"]) for row in lines(os.path.join(out, "not-come.csv"))]
    assert absent == [("25100000901", "コナイ　イチ"), ("25100000902", "コナイ　ニ"), ("25100000902", "コナイ　サン")], absent
    check_no_sevens(out)
    assert "同じでした" in run("rebuild"), "views made anew differ"


def sevens_in(folder):
    """Files with the fillers of unknown claims, in half or full width, or with the words for such a claim."""
    found = []
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as data:
            bytes_read = data.read()
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(os.path.join(folder, name)) as book:
                bytes_read = b"".join(book.read(part) for part in book.namelist())
        if any(word in bytes_read for word in (b"7777777", "７７７７７７７".encode(), "不詳の記載".encode())):
            found.append(name)
    return found


def check_no_sevens(folder):
    assert not sevens_in(folder), f"sevens in {sevens_in(folder)}"


def start(kind, folder):
    os.environ.update(TOTSUGO_STORE=os.path.join(folder, kind), TOTSUGO_KEY_FILE=os.path.join(folder, kind + ".key"),
                      TOTSUGO_RULES=os.path.join(TREE, "rules"), LC_ALL="C.UTF-8")
    run("init", "--facility", "1310000003", "--practice", "--no-operator", "--make-key-file",
        os.environ["TOTSUGO_KEY_FILE"])


def check_control(folder):
    """What is held at every other site is an unknown claim at a clinic, and the test would see it in a list."""
    start("clinic", folder)
    run("import", write(os.path.join(folder, "declared.csv"), DECLARED))
    assert "不詳 1" in run("decide"), "the declaration is not one of an unknown claim"
    out = os.path.join(folder, "clinic-out")
    run("export", "verdicts", "--out", out)
    assert sevens_in(out) == ["verdicts.csv"], "the test does not see an unknown claim"
    for text in ("06130488,77777777\r\n", "港１,７７７７７７７７７\r\n"):
        write(os.path.join(out, "verdicts.csv"), text)
        assert sevens_in(out) == ["verdicts.csv"], "the test does not see sevens"
    with zipfile.ZipFile(os.path.join(out, "lists.xlsx"), "w") as book:
        book.writestr("xl/sharedStrings.xml", "<t>77777777</t>")
    assert sevens_in(out) == ["lists.xlsx", "verdicts.csv"], "the test does not see sevens in a workbook"


def check_workbook(folder):
    with zipfile.ZipFile(os.path.join(folder, "lists.xlsx")) as book:
        sheets = [part for part in book.namelist() if part.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 5, sheets
        for part in sheets:
            for cell in xml.dom.minidom.parseString(book.read(part)).getElementsByTagName("c"):
                assert cell.getAttribute("t") == "s" or not cell.hasChildNodes(), f"{part}: a cell that is no text"


def check_work(found):
    """The work list holds whom the lists have to check; explain says class, next step, rules and the ticket."""
    work = run("work", "list", wanted=(3,))
    for local, row in found.items():
        told = f"{row['受診']} {row['実施日']} {local} "
        assert (told in work) == (row["判定"] == "要確認"), f"{local}: {work}"
        assert told + f"{row['カナ氏名']} {row['判定']}: {row['区分']} — {row['次にすること']}" in work or told not in work, work
    for result in ("有資格", "要確認", "対象外"):
        for row in [row for row in found.values() if row["判定"] == result and row["規則"]][:2]:
            said = run("explain", row["受診"])
            parts = [f"{row['判定']}、{row['区分']}", *row["規則"].split()]
            parts += [f"次にすること: {row['次にすること']}"] if row["次にすること"] != "なし" else []
            parts += [f"予想される返戻理由: {row['予想される返戻理由']}"] if row["予想される返戻理由"] else []
            parts += ["券に書いてあること", row["券の番号"]] if row["券の番号"] else []
            assert all(part in said for part in parts), (parts, said)
            assert "まだ判定していません" not in said, said


def check_site(kind, wanted, folder):
    start(kind, folder)
    run("settings", "set", "site_kind", kind)
    run("settings", "set", "contract_agreed", "yes")
    run("settings", "set", "contract_insurers", "06130488")
    for name in sorted(os.listdir(os.path.join(TREE, "fixtures", kind))):
        run("import", os.path.join(TREE, "fixtures", kind, name), wanted=(0, 3))
    declared = write(os.path.join(folder, "declared.csv"), DECLARED)
    run("import", declared)
    run("decide", wanted=(3,))
    assert "新しい判定 0件" in run("decide", wanted=(3,)), "a second run decides nothing new"
    out = os.path.join(folder, kind + "-out")
    run("export", "lists", "--out", out)
    found = rows(out)
    assert found.pop("X01")["判定"] == "要確認", "what is unknown is held"
    assert set(found) == set(wanted), set(found) ^ set(wanted)
    for local, (result, name, reason) in wanted.items():
        row = found[local]
        codes = " ".join(part[:2] for part in row["予想される返戻理由"].split("; ")) if row["予想される返戻理由"] else ""
        assert (row["判定"], row["区分"], codes) == (result, name, reason), f"{kind} {local}: {row}"
    check_no_sevens(out)
    check_workbook(out)
    check_work(found)
    run("export", "lists", "--out", out + "-cp932", "--encoding", "cp932")
    assert rows(out + "-cp932", "cp932") == rows(out)
    for words in (("export", "receipt", "--from", declared, "--out", out), ("export", "verdicts", "--out", out), ("day",)):
        assert "site_kind" in run(*words, wanted=(5,))
    assert "同じでした" in run("rebuild"), "views made anew differ"
    if kind == "checkup":
        check_claims(folder)


with tempfile.TemporaryDirectory() as folder:
    check_control(folder)
    made = os.path.join(folder, "made")
    subprocess.run([sys.executable, os.path.join(TREE, "tests/support/site_make.py"), made], check=True)
    for kind, wanted in (("checkup", CHECKUP), ("treatment", TREATMENT), ("midwife", MIDWIFE)):
        same = filecmp.dircmp(os.path.join(made, kind), os.path.join(TREE, "fixtures", kind))
        assert not same.diff_files and not same.left_only and not same.right_only, f"{kind}: run site_make.py fixtures"
        check_site(kind, wanted, folder)
