#!/usr/bin/env python3
"""The printed recovery key opens a store whose passphrases are lost, and lets a new operator in.

    recovery_test.py PROGRAM RULES

A case file cannot say this: the key is another one in each run.
"""
import os
import subprocess
import sys
import tempfile

PROGRAM, RULES = sys.argv[1:3]
FIRST, NEW = "a passphrase nobody knows", "a passphrase of the next"


def run(wanted, secret, *words, new=None):
    """Runs the program with a secret on one descriptor and a new passphrase on another."""
    given, sent = os.pipe()
    os.write(sent, (secret + "\n").encode())
    os.close(sent)
    words = ["--passphrase-fd", str(given), *words]
    descriptors = [given]
    if new is not None:
        taken, put = os.pipe()
        os.write(put, (new + "\n").encode())
        os.close(put)
        descriptors.append(taken)
        words += ["--new-passphrase-fd", str(taken)]
    done = subprocess.run([PROGRAM, *words], pass_fds=descriptors, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    for descriptor in descriptors:
        os.close(descriptor)
    if done.returncode != wanted:
        sys.exit(f"{words}: exit code {done.returncode} instead of {wanted}\n{done.stdout}{done.stderr}")
    return done.stdout, done.stderr


with tempfile.TemporaryDirectory() as folder:
    os.environ.update(TOTSUGO_STORE=os.path.join(folder, "store"), TOTSUGO_RULES=RULES, LC_ALL="C.UTF-8")
    os.environ.pop("TOTSUGO_KEY_FILE", None)
    said, _ = run(0, FIRST, "--operator", "admin", "init", "--facility", "1310000003")
    key = said.split()[-1]

    _, refused = run(5, "0000-" * 7 + "0000", "--operator", "recovery", "journal", "show")
    assert "復旧キーが違います" in refused, refused
    run(5, key, "--operator", "admin", "journal", "show")

    run(0, key.replace("-", "").lower(), "--operator", "recovery", "operator", "add", "next", new=NEW)
    said, _ = run(0, NEW, "--operator", "next", "journal", "show")
    assert "recovery 鍵の変更" in said, said
