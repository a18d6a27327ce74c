#!/usr/bin/env python3
"""Kills the program at random instants and looks at what is left.

    kill_runs.py PROGRAM DOUBLE TREE KILLS [SEED]

One scenario (captures, an import, sync, decide, export) is first run in peace.  Then it is run again and
again, and each of its steps is killed once or more at a random instant before it may end.  After each
kill the store must open, its chain hold, a step of one transaction be there whole or not at all, what was
acknowledged still be there, and no value of a person lie open in any file.  At the end of each run the
verdicts, the counts of inquiries and the receipt file are those of the run in peace.

The seed is printed; the same seed gives the same steps and delays (the machine's load is its own).
"""
import json
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from open_values import Suspects, bytes_of, is_found_everywhere, lying_open, values_of
from site_double import LONGEST_SECONDS, Wrong, with_site

class Step:
    """One command; whole: it is one transaction that adds so many entries; times: how often it is killed."""

    def __init__(self, words, values=None, whole=None, codes=(0,), times=(2, 5)):
        self.times = times
        self.words, self.values, self.whole, self.codes = words.split(), values, whole, codes
        self.seconds = 0.0


# Of the demo's visits: one day, so that one inquiry does, and rows of every kind of outcome but B.
IMPORTED = ("受診日", "00109", "00111", "00112")


def imported(tree):
    lines = (tree / "fixtures/demo/visits.csv").read_text(encoding="cp932").splitlines()
    return "".join(line + "\r\n" for line in lines if line.startswith(IMPORTED[0]) or line.split(",")[1] in IMPORTED)


def answers(tree):
    """The demo's script, with nothing that goes wrong."""
    script = (tree / "fixtures/demo/terminal.script").read_text(encoding="utf-8")
    return "".join(line + "\n" for line in script.splitlines() if not line.startswith("fault"))


def scenario(tree):
    demo = tree / "fixtures" / "demo"
    text = {name: (demo / f"{name}.txt").read_bytes() for name in ("taro", "taro-number", "saburo", "saburo-declaration")}
    return [
        Step("capture visit --visit-kind repeat --brought old_card --values-fd 0", text["taro"], True),
        Step("capture number V1 --numbers-from old_card --values-fd 0", text["taro-number"], True),
        Step("capture document V1 --brought old_card --document-expiry 2025-12-01", None, True),
        Step("capture visit --visit-kind first --brought card --card-trouble certificate_expired --values-fd 0",
             text["saburo"], True),
        Step("capture declaration V2 --declaration-paper yes --declared-scheme employee --contact-date 2026-03-31 "
             "--declared-share 30 --current-attempt failed --past-attempt failed --values-fd 0",
             text["saburo-declaration"], True),
        Step("import visits.csv"),
        Step("sync", times=(1, 3)),
        Step("decide", codes=(3,)),
        Step("work resolve V2 --give-up cannot_ask", None, True),
        Step("decide", codes=(3,)),
        Step(f"export receipt --from {demo}/RECEIPTC.UKE --out out", codes=(3,)),
    ]


def result(site):
    """What must be the same whatever happened on the way."""
    site.call("export verdicts --out lists")
    counts = json.loads(site.call("sync --json"))
    return {
        "verdicts": (site.folder / "lists/verdicts.csv").read_bytes(),
        "receipts": (site.folder / "out/RECEIPTC.UKE").read_bytes(),
        "patch": (site.folder / "out/patch-utf8.csv").read_bytes(),
        "files": sorted(path.name for path in (site.folder / "out").iterdir()),
        "counts": {name: counts[name] for name in ("sent", "answered", "unanswered", "failed")},
        "rebuilt": site.call("rebuild"),
    }


def run_in_peace(site, steps):
    """Also measures how long each step takes and how many entries a whole one adds."""
    (site.folder / "visits.csv").write_bytes(imported(site.tree).encode("cp932"))
    for step in steps:
        before, begun = site.entries(), time.monotonic()
        site.call(step.words, step.codes, step.values)
        step.seconds = time.monotonic() - begun
        if step.whole:
            step.whole = site.entries() - before
    return result(site)


PATIENCE = 4  # times the wanted kills


class Campaign:
    def __init__(self, steps, peace, listed, chance):
        self.steps, self.peace, self.listed, self.chance = steps, peace, listed, chance
        self.kills, self.left_journal, self.kept_unsaid = 0, 0, 0
        self.suspects = Suspects()
        self.known = 0  # entries of the journal when they were last counted

    def misses_transactions(self):
        """No kill fell into a transaction or just behind one, as happens on a machine that is busy."""
        return self.left_journal + self.kept_unsaid == 0

    def kill_once(self, site, step):
        """False: the step was done before the kill came."""
        process = site.start(step.words, step.values)
        first = self.chance.choice((0, 0.4, 0.6))  # a step begins with starting up, which is the least of interest
        time.sleep(self.chance.uniform(first, 1.05) * step.seconds)
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate(timeout=LONGEST_SECONDS)
        if process.returncode != -signal.SIGKILL:
            return False
        self.kills += 1
        self.look(site, step, acknowledged=step.whole and "記録しました" in out.decode(errors="replace"))
        return True

    def search(self, site):
        for file, value in lying_open(site.folder / "store", self.listed):
            if self.suspects.confirmed(site.folder, value):
                raise Wrong(f"after a kill {file} holds \"{value}\" open")

    def look(self, site, step, acknowledged):
        journal = site.folder / "store" / "totsugo.db-journal"
        if journal.exists() and journal.stat().st_size > 0:
            self.left_journal += 1
            self.search(site)
        before, after = self.known, site.entries()
        self.known = after
        if after < before:
            raise Wrong(f"{before - after} entries were lost")
        if step.whole and after - before not in (0, step.whole):
            raise Wrong(f"{after - before} entries where {step.whole} or none belong")
        if acknowledged and after == before:
            raise Wrong("what was acknowledged is not there")
        self.kept_unsaid += 1 if step.whole and not acknowledged and after > before else 0
        target = site.folder / "out" / "RECEIPTC.UKE"
        if target.exists() and target.read_bytes() != self.peace["receipts"]:
            raise Wrong("a part of a receipt file lies under its name")

    def run(self, site):
        (site.folder / "visits.csv").write_bytes(imported(site.tree).encode("cp932"))
        self.known = site.entries()
        for step in self.steps:
            for _ in range(self.chance.randint(*step.times)):
                if not self.kill_once(site, step):
                    self.known = site.entries()
            before = self.known
            site.call(step.words, step.codes, step.values)
            self.known = site.entries()
            if step.whole and self.known - before not in (0, step.whole):
                raise Wrong(f"{' '.join(step.words)} was kept more than once")
        self.search(site)
        got = result(site)
        for name, wanted in self.peace.items():
            if got[name] != wanted:
                raise Wrong(f"the {name} are not those of the run in peace:\n{wanted}\n{got[name]}")


def main():
    if len(sys.argv) not in (5, 6):
        print(__doc__)
        return 2
    arguments = [Path(word).resolve() for word in sys.argv[1:4]]
    wanted, seed = int(sys.argv[4]), int(sys.argv[5]) if len(sys.argv) == 6 else 20260331
    steps, listed = scenario(arguments[2]), bytes_of(values_of(arguments[2]))
    with tempfile.TemporaryDirectory(prefix="totsugo-control-") as folder:
        if not is_found_everywhere(Path(folder), listed):
            print("the search does not find what lies open")
            return 1
    script = answers(arguments[2])
    peace = with_site(arguments, script, lambda site: run_in_peace(site, steps))
    campaign = Campaign(steps, peace, listed, random.Random(seed))
    runs = 0
    try:
        while campaign.kills < wanted or campaign.misses_transactions() and campaign.kills < PATIENCE * wanted:
            runs += 1
            with_site(arguments, script, campaign.run)
    except Wrong as fault:
        print(f"seed {seed}, run {runs}, kill {campaign.kills}: {fault}")
        return 1
    print(f"seed {seed}: {campaign.kills} kills in {runs} runs; {campaign.left_journal} left a transaction open, "
          f"{campaign.kept_unsaid} were kept before that could be said")
    if campaign.misses_transactions():
        print("no kill fell into a transaction or just behind one: the instants are badly chosen")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
