#!/usr/bin/env python3
"""Every archive of archive_make.py through the program: what is taken in, what is said, what is refused whole.

    archive_test.py PROGRAM RULES
"""
import os
import subprocess
import sys
import tempfile
import warnings

PROGRAM, RULES = sys.argv[1:3]
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
from archive_make import ARCHIVES  # noqa: E402

warnings.simplefilter("ignore")
TAKEN, SAID, REFUSED = 0, 3, 5
MONEY_MISSING = tuple((f"settlement/{name}Amount", "archive_missing") for name in ("unit", "payment", "claim"))
# name: exit code, then what is said: element and finding, or the fault's English words
WANTED = {
    "good": (TAKEN,), "good-old": (TAKEN,), "good-mixed": (TAKEN,), "good-stored": (TAKEN,), "good-no-root": (TAKEN,),
    "good-odd-names": (TAKEN,), "good-results-only": (TAKEN,), "good-guidance": (TAKEN,), "no-expiry": (TAKEN,),
    "sum-wrong": (SAID, ("totalClaimAmount", "archive_total"), ("settlement/claimAmount", "archive_sum")),
    "unit-sum-wrong": (SAID, ("totalClaimAmount", "archive_total"), ("settlement/unitAmount", "archive_sum")),
    "ceiling-wrong": (SAID, ("totalClaimAmount", "archive_total"),
                      ("chargeTypeBasic/maxInsuranceLimit", "archive_ceiling")),
    "unpadded-insurer": (SAID, ("insuranceCard/insurerNumber", "archive_unpadded")),
    "unpadded-amount": (SAID, ("settlement/paymentBasic", "archive_unpadded"),
                        ("settlement/paymentAmount", "archive_unpadded")),
    "mixed-width": (SAID, ("insuranceCard/symbol", "archive_mixed_width"),
                    ("insuranceCard/number", "archive_mixed_width"), ("insuranceCard/symbol", "archive_result_differs")),
    "mixed-width-card": (SAID, ("insuranceCard/number", "archive_mixed_width"),
                         ("insuranceCard/symbol", "archive_result_differs"),
                         ("insuranceCard/number", "archive_result_differs")),
    "other-year": (SAID, ("checkupCard/id", "archive_year"), ("checkupCard/id", "archive_result_differs")),
    "wrong-digit": (SAID, ("checkupCard/id", "archive_digit"), ("checkupCard/id", "archive_result_differs")),
    "expired": (SAID, ("checkupCard/effectiveTime", "archive_expired")),
    "other-issuer": (SAID, ("insuranceCard/insurerNumber", "archive_issuer")),
    "no-number": (SAID, ("number", "archive_missing")),
    "bad-birth": (SAID, ("subjectPerson/birthTime", "archive_value"), ("birthTime", "archive_missing")),
    "total-wrong": (SAID, ("totalRecordCount", "archive_total")),
    "unknown-namespace": (SAID, ("", "archive_unknown")),
    "broken-xml": (SAID, ("", "archive_unreadable")),
    "document-type": (SAID, ("", "archive_unreadable")),
    "individual-number": (SAID, ("totalRecordCount", "archive_total"), (None, "row_individual_number")),
    "same-serial": (SAID, *[("checkupCard/id", "archive_same_serial")] * 2),
    "same-serial-results": (SAID, *[("checkupCard/id", "archive_same_serial")] * 2),
    "same-serial-insurers": (TAKEN,), "shared-number": (TAKEN,), "guidance-two-days": (TAKEN,),
    "guidance-twice": (SAID, *[("healthGuidanceCard/id", "archive_same_serial")] * 2),
    "result-width": (TAKEN,),
    "result-serial": (SAID, ("checkupCard/id", "archive_result_differs")),
    "result-insurer": (SAID, ("insuranceCard/insurerNumber", "archive_result_differs")),
    "result-symbol": (SAID, ("insuranceCard/symbol", "archive_result_differs")),
    "result-no-symbol": (SAID, ("insuranceCard/symbol", "archive_result_differs")),
    "result-number": (SAID, ("insuranceCard/number", "archive_result_differs")),
    "result-branch": (SAID, ("insuranceCard/branchCode", "archive_result_differs")),
    "result-name": (SAID, ("subjectPerson/name", "archive_result_differs")),
    "result-birth": (SAID, ("subjectPerson/birthTime", "archive_result_differs")),
    "result-sex": (SAID, ("subjectPerson/administrativeGender", "archive_result_differs")),
    "result-missing": (SAID, ("", "archive_alone")), "claim-missing": (SAID, ("", "archive_alone")),
    "odd-names-serial": (SAID, ("checkupCard/id", "archive_result_differs")),
    "odd-names-nobody": (SAID, ("", "archive_alone"), ("", "archive_alone")),
    "other-money-names": (SAID, ("totalClaimAmount", "archive_total"), *MONEY_MISSING),
    "other-money-part": (SAID, ("totalClaimAmount", "archive_total"), *MONEY_MISSING),
    "other-total-names": (SAID, ("totalRecordCount", "archive_missing"), ("totalSubjectCount", "archive_missing"),
                          ("totalClaimAmount", "archive_missing")),
    "other-guidance-root": (SAID, ("totalSubjectCount", "archive_total"), ("totalClaimAmount", "archive_total"),
                            ("", "archive_unknown")),
    "nothing": (REFUSED, "none of its files"), "cut": (REFUSED, "cut off"), "cut-early": (REFUSED, "cut off"),
    "wrong-checksum": (REFUSED, "damaged"), "encrypted": (REFUSED, "encrypted"), "zip64": (REFUSED, "zip64"),
    "twice": (REFUSED, "same name"), "path-up": (REFUSED, "leads out"), "path-root": (REFUSED, "leads out"),
    "path-drive": (REFUSED, "leads out"), "bomb": (REFUSED, "too much"), "bomb-entries": (REFUSED, "too much"),
    "bomb-bytes": (REFUSED, "too much"),
}


def run(*words):
    import json
    done = subprocess.run([PROGRAM, "--lang", "en", "--json", *words], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    return done.returncode, done.stderr, json.loads(done.stdout) if done.stdout.startswith("{") else {}


def entries():
    code, _, said = run("journal", "verify")
    assert code == 0, said
    return json_number(said)


def json_number(said):
    return [value for key, value in said.items() if key in ("entries", "count")]


def check(name, path):
    wanted = WANTED[name]
    before = entries()
    code, errors, said = run("import", path)
    assert code == wanted[0], f"{name}: exit code {code}\n{errors}"
    if code == REFUSED:
        assert wanted[1] in errors, f"{name}: {errors}"
        assert entries() == before, f"{name}: something was written"
        return
    found = [(item["element"], item["finding"]) for item in said["files"][0]["findings"]]
    want = list(wanted[1:])
    assert len(found) == len(want), f"{name}: {found}"
    assert all(w[1] == f[1] and w[0] in (None, f[0]) for w, f in zip(want, found)), f"{name}: {found}"
    after = entries()
    code, _, said = run("import", path)
    assert code == wanted[0] and said["files"][0]["was_there"] and entries() == after, f"{name}: not the same again"


with tempfile.TemporaryDirectory() as folder:
    os.environ.update(TOTSUGO_STORE=os.path.join(folder, "store"), TOTSUGO_KEY_FILE=os.path.join(folder, "key"),
                      TOTSUGO_RULES=RULES, LC_ALL="C.UTF-8")
    code, errors, _ = run("--now", "2026-01-20T10:00", "init", "--facility", "1310000003", "--practice",
                          "--no-operator", "--make-key-file", os.path.join(folder, "key"))
    assert code == 0, errors
    assert set(WANTED) == set(ARCHIVES), set(WANTED) ^ set(ARCHIVES)
    for name, make in ARCHIVES.items():
        path = os.path.join(folder, name + ".zip")
        with open(path, "wb") as out:
            out.write(make())
        check(name, path)
    code, errors, _ = run("rebuild")
    assert code == 0, errors
    with open(os.path.join(folder, "store", "totsugo.db"), "rb") as store:
        assert "シカクタロウ".encode() not in store.read(), "a name lies open in the store"
