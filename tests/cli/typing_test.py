#!/usr/bin/env python3
"""Captures typed at a real terminal: every kind, wrong values, going back, stopping, encodings, width.

    typing_test.py PROGRAM RULES
"""
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata
from pathlib import Path

LONGEST_SECONDS = 60
NOW = "2026-03-31T18:00"  # the days that are typed lie before it, whatever the machine's clock says
COLUMNS = 80
ERASE = "\x7f"


class Terminal:
    """One run of the program with a terminal of its own."""

    def __init__(self, site, words, locale="C.UTF-8", key=True):
        self.said = b""
        environment = site.environment(locale, key)
        self.process, self.master = pty.fork()
        if self.process == 0:
            os.chdir(site.folder)
            os.execve(site.program, [str(site.program), "--now", NOW, *words], environment)

    def read(self, seconds):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            got = os.read(self.master, 65536)
        except OSError:
            return False
        self.said += got
        return bool(got)

    def wait_for(self, text):
        """Until the program has said the text."""
        end = time.monotonic() + LONGEST_SECONDS
        while text not in self.said:
            if time.monotonic() > end or not self.read(1) and self.ended():
                raise AssertionError(f"it never said {text!r}; it said:\n{self.text()}")

    def ended(self):
        return os.waitid(os.P_PID, self.process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def asks(self, question, answer, end="\n"):
        """Waits for a question that comes after all that was said before, and answers it."""
        start = len(self.said)
        deadline = time.monotonic() + LONGEST_SECONDS
        while question.encode() not in self.said[self.seen:]:
            if time.monotonic() > deadline or not self.read(1) and self.ended():
                raise AssertionError(f"it never asked {question}; it said:\n{self.text()}")
        self.seen = max(start, self.said.rindex(question.encode()) + len(question.encode()))
        while self.read(0.05):
            pass
        self.seen = len(self.said)
        answer = answer if isinstance(answer, bytes) else answer.encode()
        os.write(self.master, answer + end.encode())

    seen = 0

    def finish(self):
        """The exit code, after everything that was said."""
        end = time.monotonic() + LONGEST_SECONDS
        while self.read(1) or not self.ended():
            if time.monotonic() > end:
                os.kill(self.process, signal.SIGKILL)
                raise AssertionError(f"it does not end; it said:\n{self.text()}")
        _, status = os.waitpid(self.process, 0)
        os.close(self.master)
        return os.waitstatus_to_exitcode(status)

    def text(self):
        return self.said.decode(errors="backslashreplace").replace("\r\n", "\n")


class Site:
    def __init__(self, program, rules, folder):
        self.program, self.rules, self.folder = Path(program).resolve(), Path(rules).resolve(), Path(folder)
        self.quietly("init", "--facility", "1310000003", "--practice", "--no-operator", "--make-key-file", "key")

    def environment(self, locale, key):
        kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
                if name in os.environ}
        kept |= {"LC_ALL": locale, "TOTSUGO_STORE": "store", "TOTSUGO_RULES": str(self.rules)}
        return kept | ({"TOTSUGO_KEY_FILE": "key"} if key else {})

    def quietly(self, *words):
        done = subprocess.run([self.program, "--now", NOW, *words], cwd=self.folder, env=self.environment("C.UTF-8", True),
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        assert done.returncode in (0, 3), done.stderr.decode()
        return done.stdout.decode()

    def entries(self):
        return self.quietly("journal", "verify")


def width(line):
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 0 if unicodedata.combining(one) else 1
               for one in line)


def check_width(terminal):
    for line in terminal.text().split("\n"):
        assert width(line) <= COLUMNS, f"{width(line)} columns: {line}"


def kept(site, words, answers, typed_long=False):
    terminal = Terminal(site, words)
    for question, answer in answers:
        terminal.asks(question, answer)
    assert terminal.finish() == 0, terminal.text()
    assert "記録しました V1" in terminal.text(), terminal.text()
    if not typed_long:
        check_width(terminal)
    return terminal


def rest(*questions):
    return [(question, "") for question in questions]


def the_visit_is_asked_first_and_wrong_values_again(site):
    terminal = kept(site, ["capture", "visit"], [
        ("受診日（Enter だけなら今日）", "2026-02-31"), ("受診日", "R8.3.30"), ("カルテ番号", "00101"),
        ("初診・再診 を選んで", ""), ("初診・再診 を選んで", "9"), ("初診・再診 を選んで", "2"), ("持参したもの を選んで", "1"),
        *rest("カードを使えなかった理由", "本人確認の方法", "健康保険証利用登録", "前回までの資格の記録"),
        ("カナ氏名", "資格 太郎"), ("カナ氏名", "シカク タロ" + ERASE + "ロウ"), ("氏名", "資格 太郎"),
        ("生年月日", "S55.1.1"), ("性別 を選んで", "1")])
    assert "初診・再診 は、上の一覧の番号か文字を1つ入力" in terminal.text(), terminal.text()
    assert "令和8年3月30日" in terminal.text() and "もう一度入力してください" in terminal.text()
    explained = site.quietly("explain", "V1")
    assert "シカク タロウ" in explained and "再診" in explained and "受付番号" not in explained, explained


def every_kind_is_kept_with_one_key_per_choice(site):
    kept(site, ["capture", "number", "V1"], [
        ("番号の出所 を選んで", "1"), ("保険者番号", ""), ("「保険者番号」は必ず要ります", "06132014"), ("保険者番号", "０６１３２０１３"),
        ("記号", "１００１"), ("番号", "１０１"), ("枝番", "1"), ("生年月日", "1980/1/1"),
        *rest("カナ氏名", "氏名", "性別", "本人・家族", "限度額")])
    kept(site, ["capture", "document", "V1"], [
        ("持参したもの を選んで", "4"), ("有効期限", "R8.7.31"),
        *rest("負担割合", "高齢受給者証", "処方箋", "保険者番号", "記号", "番号", "枝番", "生年月日", "カナ氏名",
              "性別", "本人・家族")])
    kept(site, ["capture", "declaration", "V1"], [
        ("申立書", "1"), ("カナ氏名", "シカク タロウ"), ("保険種別", "1"), ("保険者", "架空の組合"),
        *rest("事業所"), ("住所", "架空県見本市１－１"), *rest("住所"), ("連絡先", "03-0000-0000"),
        ("連絡した日", "R8.3.30"), *rest("負担割合", "聞き取り", "旧資格")])
    kept(site, ["capture", "verbal", "V1"], [
        ("口頭確認 を選んで", "1"), ("前回までの資格の記録", "1"), *rest("聞き取り", "旧資格")])
    kept(site, ["capture", "phone", "V1"], [
        ("保険者への電話確認 を選んで", "1"), ("電話", "R8.3.30"),
        *rest("保険者番号", "記号", "番号", "枝番", "生年月日", "カナ氏名")])


def a_check_by_sight_is_asked_for_its_reason(site):
    kept(site, ["capture", "visit", "V1"], [
        ("初診・再診 を選んで", "2"), ("持参したもの を選んで", "1"), ("カードを使えなかった理由", ""), ("本人確認の方法", "3"),
        ("目視にする理由", "4"), *rest("健康保険証利用登録", "前回までの資格の記録", "カナ氏名", "氏名", "生年月日", "性別")])
    explained = site.quietly("explain", "V1")
    assert "目視にする理由: 機器の不調" in explained, explained


def going_back_asks_the_question_before_anew(site):
    kept(site, ["capture", "charge", "V1"], [
        ("窓口で受けた負担割合 を選んで", "<"), ("窓口で受けた負担割合 を選んで", "1"), ("精算した日", "＜"),
        ("窓口で受けた負担割合 を選んで", "2"), ("精算した日", "")])
    explained = site.quietly("explain", "V1")
    assert "3割" in explained, explained


def stopping_keeps_nothing_and_leaves_the_terminal_as_it_was(site):
    before = site.entries()
    for stop in ("\x03", "\x04"):
        terminal = Terminal(site, ["capture", "verbal", "V1"])
        terminal.asks("口頭確認 を選んで", "1")
        terminal.asks("前回までの資格の記録", stop, end="")
        assert terminal.finish() == 1, terminal.text()
        assert "入力を中止しました。何も記録していません。" in terminal.text(), terminal.text()
    assert site.entries() == before


def stopping_while_a_question_is_still_shown_ends_the_typing_all_the_same(site):
    before = site.entries()
    for _ in range(20):
        terminal = Terminal(site, ["capture", "verbal", "V1"])
        terminal.wait_for("口頭確認 を選んで".encode())
        os.write(terminal.master, b"\x03")
        assert terminal.finish() == 1, terminal.text()
        assert "入力を中止しました。何も記録していません。" in terminal.text(), terminal.text()
    assert site.entries() == before


def stopping_at_a_passphrase_shows_what_is_typed_again(site):
    terminal = Terminal(site, ["work", "list", "--operator", "sato"], key=False)
    terminal.wait_for("パスフレーズ: ".encode())
    # asked at this end: nobody but an administrator may look at what a hardened process has open
    assert not termios.tcgetattr(terminal.master)[3] & termios.ECHO
    os.write(terminal.master, b"\x03")
    terminal.wait_for("入力を中止しました。".encode())
    assert termios.tcgetattr(terminal.master)[3] & termios.ECHO
    assert terminal.finish() == 1, terminal.text()


def bytes_that_are_no_utf8_are_asked_again(site):
    terminal = kept(site, ["capture", "resolve", "V1"], [
        ("回答を待たない理由 を選んで", "1"), *rest("新しい資格を患者", "責任者", "同一人", "請求先", "実日数", "レセプト種別"),
        ("連絡した日", "令和".encode("cp932")), ("連絡した日", "あ" * 600), ("連絡した日", "R8.3.30"),
        *rest("聞き取り", "旧資格", "精算した日", "利用登録")], typed_long=True)
    assert "読めない文字があります" in terminal.text() and "長すぎます" in terminal.text()


def what_was_said_with_the_command_is_all_that_is_kept(site):
    terminal = kept(site, ["work", "resolve", "V1", "--give-up", "no_answer"], [])
    assert "を選んで" not in terminal.text(), terminal.text()


def a_visit_that_is_not_there_is_said_before_anything_is_asked(site):
    terminal = Terminal(site, ["capture", "verbal", "V9"])
    assert terminal.finish() == 5, terminal.text()
    assert "V9" in terminal.text() and "口頭確認" not in terminal.text(), terminal.text()


def a_terminal_of_another_encoding_is_told_so_in_it(site):
    before = site.entries()
    for locale, encoding in (("ja_JP.eucJP", "euc_jp"), ("ja_JP.SJIS", "cp932"), ("ja_JP", "euc_jp")):
        terminal = Terminal(site, ["capture", "verbal", "V1"], locale=locale)
        assert terminal.finish() == 5, terminal.text()
        assert "UTF-8 の端末で、もう一度実行してください。" in terminal.said.decode(encoding, errors="replace")
    assert site.entries() == before


TESTS = (the_visit_is_asked_first_and_wrong_values_again, every_kind_is_kept_with_one_key_per_choice,
         a_check_by_sight_is_asked_for_its_reason, going_back_asks_the_question_before_anew, stopping_keeps_nothing_and_leaves_the_terminal_as_it_was,
         stopping_while_a_question_is_still_shown_ends_the_typing_all_the_same, stopping_at_a_passphrase_shows_what_is_typed_again, bytes_that_are_no_utf8_are_asked_again,
         what_was_said_with_the_command_is_all_that_is_kept,
         a_visit_that_is_not_there_is_said_before_anything_is_asked,
         a_terminal_of_another_encoding_is_told_so_in_it)


def main():
    failed = 0
    with tempfile.TemporaryDirectory(prefix="totsugo-typing-") as folder:
        site = Site(sys.argv[1], sys.argv[2], folder)
        for test in TESTS:
            try:
                test(site)
            except AssertionError as fault:
                failed += 1
                print(f"{test.__name__}: {fault}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
