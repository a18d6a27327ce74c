#!/usr/bin/env python3
"""The reception loop to try out: a real pcscd, a virtual reader, and cards of invented people.

    card.py BUILD SITE

The loop runs in this terminal.  A card is laid on the reader by the file SITE/card: another terminal writes
the name of a profile into it ("echo grace >demo-site/card"), and "none" takes the card away.  Without
another terminal the cards come by themselves, one after the other.
"""
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from card_world import CardWorld, enter  # noqa: E402

BY_THEMSELVES = ("normal", "locked", "grace", "expired", "phone", "licence", "child")
FIRST_AFTER, EACH_FOR, PAUSE = 4, 20, 3
TODAY = 20543  # 2026-03-31

HEAD = """\
カードリーダーの代わりの装置で、受付の画面を試します（練習用の記録: {site}/store）。
カードは {each} 秒ごとに自動で置き換わります。別の画面で置くには:
    echo normal >{site}/card     （normal locked grace expired phone licence child no-certificate none …）
氏名まで読むには、カードが載っている間に f を押し、生年月日 昭和55年2月17日、セキュリティコード 2285 を入力します。
終わるには q。"""


def totsugo(build, environment, *words):
    subprocess.run([build / "cli" / "totsugo", *words], env=environment, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def lay(world, name):
    try:
        world.card("remove" if name == "none" else f"insert {name}")
    except Exception:  # a name that is none: the loop goes on
        pass


def feed(world, asked, stop):
    """Cards by the file, else by themselves."""
    by_themselves, due, index, there = True, time.monotonic() + FIRST_AFTER, 0, False
    while not stop.wait(0.2):
        name = asked.read_text().strip() if asked.exists() else ""
        if name:
            asked.write_text("")
            by_themselves = False
            lay(world, "none")
            stop.wait(1)
            lay(world, name)
        elif by_themselves and time.monotonic() > due:
            lay(world, "none" if there else BY_THEMSELVES[index % len(BY_THEMSELVES)])
            index += 0 if there else 1
            due = time.monotonic() + (PAUSE if there else EACH_FOR)
            there = not there


def main():
    build, site = Path(sys.argv[1]), Path(sys.argv[2])
    environment = dict(os.environ, TOTSUGO_STORE=str(site / "store"), TOTSUGO_RULES="rules", LC_ALL="C.UTF-8")
    totsugo(build, environment, "init", "--facility", "1310000003", "--name", "見本内科クリニック", "--practice",
            "--no-operator", "--make-key-file", str(site / "key"))
    environment["TOTSUGO_KEY_FILE"] = str(site / "key")
    with CardWorld(build / "tests" / "doubles" / "card_double", today=TODAY) as world:
        totsugo(build, environment, "settings", "set", "card_roots", str(world.roots))
        totsugo(build, environment, "settings", "set", "card_pin", "yes")
        print(HEAD.format(site=site, each=EACH_FOR), flush=True)
        stop = threading.Event()
        feeder = threading.Thread(target=feed, args=(world, site / "card", stop), daemon=True)
        feeder.start()
        try:
            subprocess.run([build / "cli" / "totsugo", "--now", "2026-03-31T09:00", "capture", "card", "--watch"],
                           env=environment, check=False)
        finally:
            stop.set()
            feeder.join()


enter()
main()
