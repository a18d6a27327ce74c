#!/usr/bin/env python3
"""How long a capture at the desk takes, alone and while the other steps run in processes of their own.

    latency.py BUILD [PEOPLE]        2000 unless said

Durable captures on the disk of the build folder; nothing is asserted, machines and disks differ.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "support"))

import capture_beside  # noqa: E402
import site_double  # noqa: E402

ALONE, FIRST_CHART = 1000, 10_000_000


def measure(build, site, chart, words, codes=(0,)):
    done = subprocess.run([build / "tests" / "capture_latency", "store", "key", str(chart), *words], cwd=site.folder,
                          env=site.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode not in codes:
        sys.exit(f"{' '.join(words)}: exit code {done.returncode}\n{done.stderr.decode()}")
    count, median, most, longest = (int(word) for word in done.stdout.split())
    return count, f"{count:6} captures, half {median / 1000:6.1f} ms, 99 % {most / 1000:6.1f} ms, longest {longest / 1000:6.1f} ms"


def work(build, people):
    def run(site):
        capture_beside.prepare(site, people)
        chart = FIRST_CHART
        count, line = measure(build, site, chart, [str(ALONE)])
        print(f"  {'alone':<8}{line}", flush=True)
        for words, codes in capture_beside.STEPS:
            chart += count
            count, line = measure(build, site, chart, [site.program, "--now", site.now, *words.split()], codes)
            print(f"  {words.split()[0]:<8}{line}", flush=True)

    return run


def main():
    build = Path(sys.argv[1]).resolve()
    people = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    folder = ROOT / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)
    site_double.quick_folder = lambda: None  # a disk, not memory: a durable capture is what is measured
    print(f"durable captures beside the steps for {people} people", flush=True)
    site_double.with_site((str(build / "cli" / "totsugo"), str(build / "tests" / "doubles" / "terminal_double"), ROOT),
                          capture_beside.answers(people), work(build, people))


main()
