#!/usr/bin/env python3
"""What cannot be shown is no success: a full device, a closed output, a reader that went away.

    lost_output_test.py PROGRAM RULES
"""
import os
import subprocess
import sys
import tempfile

PROGRAM, RULES = (os.path.realpath(word) for word in sys.argv[1:3])
CUT = "結果を終わりまで表示できませんでした"
DONE, FAULT = 0, 1


def run(folder, words, stdout):
    environment = {"PATH": os.environ["PATH"], "TOTSUGO_STORE": f"{folder}/store", "TOTSUGO_KEY_FILE": f"{folder}/key",
                   "TOTSUGO_RULES": RULES}
    result = subprocess.run([PROGRAM, "--now", "2026-03-31T18:00", *words.split()], env=environment, cwd=folder,
                            stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, check=False)
    return result.returncode, result.stderr.decode()


def check(folder, words, stdout):
    code, said = run(folder, words, stdout)
    assert code == FAULT, (words, code, said)
    assert said.count(CUT) == 1, (words, said)


def main():
    with tempfile.TemporaryDirectory() as folder:
        code, said = run(folder, "init --facility 1310000003 --practice --no-operator --make-key-file key",
                         subprocess.DEVNULL)
        assert code == DONE, said
        for words in ("settings set retry_ms 7", "work list --all",
                      "--json work list --all", "rules manual"):
            with open("/dev/full", "wb") as full:
                check(folder, words, full)
        reader, writer = os.pipe()
        os.close(reader)
        check(folder, "rules manual", writer)
        os.close(writer)
        code, said = run(folder, "work list --all", subprocess.DEVNULL)
        assert code == DONE, said


main()
