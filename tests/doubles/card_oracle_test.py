#!/usr/bin/env python3
"""The card double, looked at by somebody else: OpenSC's tools, which know nothing of this project.

    card_oracle_test.py DOUBLE RIVAL
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from card_world import LONGEST, CardTestFailed, CardWorld, enter, skip  # noqa: E402


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=LONGEST)
    return done.stdout + done.stderr


def expect(text, part):
    if not re.search(part, text):
        raise CardTestFailed(f"{part} is not in:\n{text}")


def main():
    with CardWorld(sys.argv[1], sys.argv[2]) as world:
        world.lay("normal")
        expect(run("opensc-tool", "--reader", "0", "--name"), "(?i)jpki")
        listed = run("pkcs15-tool", "--reader", "0", "--list-certificates")
        expect(listed, "User Authentication Certificate")
        certificate = run("pkcs15-tool", "--reader", "0", "--read-certificate", "1")
        expect(certificate, "BEGIN CERTIFICATE")
        shown = subprocess.run(["openssl", "x509", "-noout", "-issuer", "-enddate"], input=certificate, capture_output=True,
                               text=True, check=False).stdout
        expect(shown, "JPKI-TEST")
        expect(shown, r"Jun  8 14:59:59 2028 GMT")
        pins = run("pkcs15-tool", "--reader", "0", "--list-pins")
        expect(pins, "User Authentication PIN")
        expect(pins, r"Tries left\s*:\s*3")


enter()
for tool in ("opensc-tool", "pkcs15-tool", "openssl"):
    if shutil.which(tool) is None:
        skip(f"{tool} is not installed (apt-get install opensc openssl)")
try:
    main()
except CardTestFailed as why:
    sys.exit(str(why))
