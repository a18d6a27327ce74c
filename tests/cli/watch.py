#!/usr/bin/env python3
"""sync --watch: asks for who comes to the desk while it runs, and ends cleanly when it is told to.

    watch.py BUILD
"""
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
import line as bench  # noqa: E402

LONGEST_SECONDS = 60


def until(what, check):
    end = time.monotonic() + LONGEST_SECONDS
    while not check():
        if time.monotonic() > end:
            sys.exit(f"did not come: {what}")
        time.sleep(0.05)


def said_in(folder):
    """Read while it is written: the last character may be there in part."""
    return (folder / "said").read_text(encoding="utf-8", errors="replace")


def main():
    build = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="totsugo-watch-") as folder:
        folder = Path(folder)
        site = bench.Line(build, folder, 3)
        try:
            site.script()
            (folder / "terminal").mkdir()
            site.start(site.doubles / "terminal_double", "--folder", "terminal", "--script", "script",
                       "--limit-seconds", str(2 * LONGEST_SECONDS))
            until("the terminal's folder", (folder / "terminal" / "res").is_dir)
            site.site("--folder", "terminal")
            for name, value in (("fetch_after_ms", "0"), ("poll_ms", "20"), ("watch_seconds", "1")):
                site.run("settings", "set", name, value)
            with open(folder / "said", "wb") as said:
                watch = subprocess.Popen([site.program, "--now", "2026-03-31T18:00", "sync", "--watch"], cwd=folder,
                                         env=site.environment, stdout=said, stderr=subprocess.STDOUT)
            site.processes.append(watch)
            until("watching", lambda: "見ています" in said_in(folder))
            site.visits()  # the desk works while it watches
            until("the answers", lambda: "回答 202603310001 3人" in said_in(folder))
            watch.send_signal(signal.SIGTERM)
            code = watch.wait(LONGEST_SECONDS)
            text = said_in(folder)
            if code != 0 or "止めました" not in text:
                print(f"exit code {code}\n{text}")
                return 1
            return 0
        finally:
            site.close()


if __name__ == "__main__":
    sys.exit(main())
