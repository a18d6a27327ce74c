#!/usr/bin/env python3
"""Days of a site that asks through the gateway, with the real program over real TLS.

    gateway_days.py BUILD DAYS [SEED]

Each day visits come in and a script of faults is drawn; some days there is no line.  Runs of sync are killed at
random instants.  Each day must end with counts that add up; each time the line is up, with every visit answered.
In the end no key has said two things, no visit was answered twice, and the views can be made again.  What this
cannot do in numbers, importers/online/gateway_days does below libcurl.
"""
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TREE = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(TREE / "tests" / "support"))
from held_port import HeldPort  # noqa: E402

LONGEST_SECONDS = 120
PEOPLE = 6
FAULTS = ["drop", "never", "cut-after 300", "cut-after 40", "no-length", "html", "status 500", "status 503", "status 429",
          "status 400", "processing 2", "delay 150", "drip 3", "institution 9999999999", "identifier X", "dtd",
          "scramble", "bom", "extra Odd", "encoding shift_jis", "declare UTF-16"]
SETTINGS = {"gateway_backoff_ms": 10, "gateway_backoff_most_ms": 50, "gateway_answer_ms": 2000, "retry_ms": 0,
            "poll_ms": 10, "sync_seconds": 50, "gateway_at_once": 3}


class Wrong(Exception):
    """What must not be."""


class Site:
    def __init__(self, build, folder, chance):
        self.build, self.folder, self.chance = build, folder, chance
        self.day, self.visits, self.kills, self.down = 0, 0, 0, 0
        self.double, self.port = None, HeldPort()
        kept = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ} | {
            "LC_ALL": "C.UTF-8", "TOTSUGO_STORE": "store", "TOTSUGO_KEY_FILE": "key", "TOTSUGO_RULES": str(TREE / "rules")}
        subprocess.run([build / "tests/doubles/certificates_make", folder / "certificates"], check=True)
        self.begin_double([])
        self.call("init", "--facility", "1310000003", "--practice", "--no-operator", "--make-key-file", "key",
                  "--gateway", f"https://localhost:{self.port.number}")
        for name, value in SETTINGS.items():
            self.call("settings", "set", name, str(value))
        self.call("gateway", "--certificate", "certificates/client.pem", "--private-key", "certificates/client.key",
                  "--authority", "certificates/ca.pem")

    def begin_double(self, faults):
        lines = list(faults)
        for i in range(1, PEOPLE + 1):
            lines += [f"person p{i}", "  insurer 06132013", f"  number {i}", "  birth 19800101", "  result",
                      "    Name 資格　太郎", "    NameKana ｼｶｸ ﾀﾛｳ", "    Sex1 1"]
        (self.folder / "script").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (self.folder / "port").unlink(missing_ok=True)
        self.double = subprocess.Popen(
            [self.build / "tests/doubles/gateway_double", "--certificates", "certificates", "--script", "script",
             "--port-file", "port", "--port", self.port.number, "--log", "log", "--limit-seconds", "900"], cwd=self.folder)
        end = time.monotonic() + LONGEST_SECONDS
        while not (self.folder / "port").is_file() or not (self.folder / "port").read_text().endswith("\n"):
            if self.double.poll() is not None or time.monotonic() > end:
                raise Wrong("the gateway's double did not start")
            time.sleep(0.005)

    def end_double(self):
        if self.double is not None:
            self.double.terminate()
            self.double.wait(timeout=LONGEST_SECONDS)
            self.double = None

    def start(self, *words):
        month, day = 1 + self.day // 28, 1 + self.day % 28
        return subprocess.Popen([self.build / "cli/totsugo", "--now", f"{2026 + month // 12}-{1 + (month - 1) % 12:02}-{day:02}T18:00", *words],
                                cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def call(self, *words, codes=(0,)):
        process = self.start(*words)
        out, err = process.communicate(timeout=LONGEST_SECONDS)
        if process.returncode not in codes or b"Sanitizer" in err:
            raise Wrong(f"{' '.join(words)} ended with {process.returncode}:\n{out.decode()}{err.decode()}")
        return out.decode()

    def capture(self):
        month, day = 1 + self.day // 28, 1 + self.day % 28
        rows = ["受診日,カルテ番号,カナ氏名,生年月日,性別,初診・再診,持参したもの,番号の出所,保険者番号,記号,番号"]
        for _ in range(self.chance.randrange(1, 4)):
            self.visits += 1
            rows.append(f"{2026 + month // 12}/{1 + (month - 1) % 12}/{day},{self.visits},シカク タロウ,S55.1.1,男,再診,カード,過去の受診,"
                        f"06132013,{self.chance.randrange(1, 99)},{self.chance.randrange(1, PEOPLE + 1)}")
        (self.folder / "visits.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        self.call("import", "visits.csv")

    def kill_once(self):
        process = self.start("sync")
        time.sleep(self.chance.uniform(0.02, 0.25))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=LONGEST_SECONDS)
        self.kills += process.returncode == -signal.SIGKILL

    def counts(self, codes):
        """sync, and the counts that it ends with."""
        counts = json.loads(self.call("sync", "--json", codes=codes))
        if "sent" in counts and counts["sent"] != counts["answered"] + counts["unanswered"] + counts["failed"]:
            raise Wrong(f"day {self.day}: counts that do not add up: {counts}")
        return counts

    def run_to_the_end(self):
        for _ in range(60):
            self.counts((0, 3, 4))
            decided = json.loads(self.call("decide", "--json", codes=(0, 3)))
            if decided["captured"] == self.visits == decided["current"]:
                return
        raise Wrong(f"day {self.day}: not answered after many runs: {decided}")

    def live_one_day(self):
        self.day += 1
        self.end_double()
        is_down = self.chance.randrange(4) == 0
        faults = [f"fault single {i} {self.chance.choice(FAULTS)}" for i in range(1, 30) if self.chance.randrange(3) == 0]
        self.capture()
        if is_down:
            self.down += 1
            self.counts((4,))
            return
        self.begin_double(faults)
        for _ in range(self.chance.randrange(1, 4)):
            self.kill_once()
        self.run_to_the_end()

    def look_at_the_end(self):
        log = (self.folder / "log").read_text()
        if "key-used-for-another" in log or "without-key" in log:
            raise Wrong(log)
        before = self.call("sync")
        self.call("rebuild")
        if self.call("sync") != before:
            raise Wrong("views made again say something else")
        return len(set(re.findall(r"^POST (\d{12}) ", log, re.M)))


def main():
    build, days = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20260331
    with tempfile.TemporaryDirectory(prefix="totsugo-gateway-days-") as folder:
        site = Site(build, Path(folder), random.Random(seed))
        try:
            for _ in range(days):
                site.live_one_day()
            site.day += 1
            site.end_double()
            site.begin_double([])
            site.run_to_the_end()
            keys = site.look_at_the_end()
        except Wrong as fault:
            print(f"seed {seed}: {fault}")
            return 1
        finally:
            site.end_double()
    print(f"{days} days, seed {seed}: {site.visits} visits, {keys} keys, {site.kills} runs killed, {site.down} days without a line")
    return 0 if site.kills > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
