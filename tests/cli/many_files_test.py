#!/usr/bin/env python3
"""Of many files on one line each one is taken in; too many are refused before the first.

    many_files_test.py PROGRAM RULES
"""
import os
import subprocess
import sys
import tempfile

PROGRAM, RULES = (os.path.realpath(word) for word in sys.argv[1:3])
DONE, USAGE = 0, 2
FILES, TOO_MANY = 100, 513
HEADING = "受診日,カルテ番号,カナ氏名,生年月日,性別,持参したもの"


def run(folder, *words):
    environment = {"PATH": os.environ["PATH"], "TOTSUGO_STORE": f"{folder}/store", "TOTSUGO_RULES": RULES,
                   "TOTSUGO_KEY_FILE": f"{folder}/key"}
    result = subprocess.run([PROGRAM, "--now", "2026-03-31T18:00", *words], env=environment, cwd=folder,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def write(folder, number):
    name = f"day-{number}.csv"
    with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
        file.write(f"{HEADING}\n2026/3/30,{number:05d},シカク タロウ,S55.1.1,男,カード\n")
    return name


def main():
    with tempfile.TemporaryDirectory() as folder:
        code, _, said = run(folder, "init", "--facility", "1310000003", "--practice", "--no-operator",
                            "--make-key-file", "key")
        assert code == DONE, said
        names = [write(folder, number) for number in range(FILES)]
        code, said, wrong = run(folder, "import", *(["nowhere.csv"] * TOO_MANY))
        assert code == USAGE and said == "" and wrong.count("\n") == 1 and "何もしていません" in wrong, wrong
        code, said, wrong = run(folder, "import", *names)
        assert code == DONE and said.count("新規 1") == FILES, (code, said, wrong)
        code, said, wrong = run(folder, "status")
        assert f"未確認 {FILES} " in said, (said, wrong)


main()
