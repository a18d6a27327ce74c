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


def check_no_sevens(folder):
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as data:
            bytes_read = data.read()
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(os.path.join(folder, name)) as book:
                bytes_read = b"".join(book.read(part) for part in book.namelist())
        assert b"7777777" not in bytes_read, f"sevens in {name}"


def check_workbook(folder):
    with zipfile.ZipFile(os.path.join(folder, "lists.xlsx")) as book:
        sheets = [part for part in book.namelist() if part.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 5, sheets
        for part in sheets:
            for cell in xml.dom.minidom.parseString(book.read(part)).getElementsByTagName("c"):
                assert cell.getAttribute("t") == "s" or not cell.hasChildNodes(), f"{part}: a cell that is no text"


def check_site(kind, wanted, folder):
    os.environ.update(TOTSUGO_STORE=os.path.join(folder, kind), TOTSUGO_KEY_FILE=os.path.join(folder, kind + ".key"),
                      TOTSUGO_RULES=os.path.join(TREE, "rules"), LC_ALL="C.UTF-8")
    run("init", "--facility", "1310000003", "--practice", "--no-operator", "--make-key-file",
        os.environ["TOTSUGO_KEY_FILE"])
    run("settings", "set", "site_kind", kind)
    run("settings", "set", "contract_agreed", "yes")
    run("settings", "set", "contract_insurers", "06130488")
    for name in sorted(os.listdir(os.path.join(TREE, "fixtures", kind))):
        run("import", os.path.join(TREE, "fixtures", kind, name), wanted=(0, 3))
    declared = os.path.join(folder, "declared.csv")
    with open(declared, "w", encoding="utf-8", newline="") as out:
        out.write(DECLARED)
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
    run("export", "lists", "--out", out + "-cp932", "--encoding", "cp932")
    assert rows(out + "-cp932", "cp932") == rows(out)
    for words in (("export", "receipt", "--from", declared, "--out", out), ("export", "verdicts", "--out", out), ("day",)):
        assert "site_kind" in run(*words, wanted=(5,))
    assert "同じでした" in run("rebuild"), "views made anew differ"


with tempfile.TemporaryDirectory() as folder:
    made = os.path.join(folder, "made")
    subprocess.run([sys.executable, os.path.join(TREE, "tests/support/site_make.py"), made], check=True)
    for kind, wanted in (("checkup", CHECKUP), ("treatment", TREATMENT), ("midwife", MIDWIFE)):
        same = filecmp.dircmp(os.path.join(made, kind), os.path.join(TREE, "fixtures", kind))
        assert not same.diff_files and not same.left_only and not same.right_only, f"{kind}: run site_make.py fixtures"
        check_site(kind, wanted, folder)
