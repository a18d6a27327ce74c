#!/usr/bin/env python3
"""The benchmark: visits through import, decide and export, beside baselines in the same run.

    bench.py BUILD [N...]        10000 100000 1000000 unless said; --runs R (1), --keep

Prints seconds, visits a second and peak memory of each step.  TOTSUGO_BASELINES may name a folder with
base_python_dict.py and base_python_sqlite.py (they take FOLDER OUT [DATABASE]); without it the
baseline of this folder runs.  Nothing is asserted: machines differ, ratios matter.
"""
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def measure(command, environment):
    """Wall seconds, CPU seconds, peak MiB; ends the benchmark when the command fails."""
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 3):
        sys.exit(f"{' '.join(map(str, command))}\nexit code {code}\n{said.decode(errors='replace')[-2000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def totsugo(build, folder, site):
    """The steps of the whole job with a fresh store."""
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    environment = dict(os.environ, TOTSUGO_STORE=str(site / "store"), TOTSUGO_KEY_FILE=str(site / "key"),
                       TOTSUGO_RULES=str(ROOT / "rules"), LC_ALL="C.UTF-8")
    program = str(build / "cli" / "totsugo")
    measure([program, "init", "--facility", "1310000003", "--no-operator", "--make-key-file", str(site / "key")],
            {k: v for k, v in environment.items() if k != "TOTSUGO_KEY_FILE"})
    steps = [("import visits", [program, "import", str(folder / "queue.csv")]),
             ("import answers", [program, "import", str(folder / "results.csv")]),
             ("decide", [program, "decide"]),
             ("export verdicts", [program, "export", "verdicts", "--encoding", "cp932", "--out", str(site / "out")])]
    return [(name, *measure(command, environment)) for name, command in steps]


def baselines(folder, work):
    """(name, command) of what the same files can be run through."""
    found = os.environ.get("TOTSUGO_BASELINES")
    if found and Path(found, "base_python_dict.py").exists():
        return [("Python, dicts", ["python3", f"{found}/base_python_dict.py", str(folder), str(work / "dict.csv")]),
                ("Python, SQLite", ["python3", f"{found}/base_python_sqlite.py", str(folder), str(work / "sqlite.csv"),
                                    str(work / "baseline.db")])]
    return [("Python, dicts", ["python3", str(HERE / "baseline.py"), str(folder), str(work / "dict.csv")])]


def line(name, count, wall, cpu, peak):
    print(f"  {name:<18}{wall:9.2f} s {cpu:9.2f} s CPU {count / wall:10.0f} visits/s {peak:8.0f} MiB", flush=True)


def bench(build, count, runs, work):
    folder, site = work / str(count), work / "site"
    if not (folder / "done").exists():
        subprocess.run([sys.executable, str(HERE / "generate.py"), str(count), str(folder)], check=True)
        (folder / "done").touch()
    print(f"{count} visits, {count} answers, median of {runs}", flush=True)
    taken = [totsugo(build, folder, site) for _ in range(runs)]
    ours = 0.0
    for index, step in enumerate(taken[0]):
        walls = [run[index][1] for run in taken]
        wall = statistics.median(walls)
        ours += wall
        line(step[0], count, wall, statistics.median(run[index][2] for run in taken), max(run[index][3] for run in taken))
    print(f"  {'whole job':<18}{ours:9.2f} s {'':15} {count / ours:10.0f} visits/s "
          f"{max(step[3] for run in taken for step in run):8.0f} MiB", flush=True)
    size = sum(f.stat().st_size for f in (site / 'store').rglob('*') if f.is_file())
    print(f"  store {size / 1e6:.0f} MB for {sum((folder / n).stat().st_size for n in ('queue.csv', 'results.csv')) / 1e6:.0f} MB of files")
    for name, command in baselines(folder, work):
        walls = []
        for _ in range(runs):
            (work / "baseline.db").unlink(missing_ok=True)
            wall, cpu, peak = measure(command, dict(os.environ))
            walls.append(wall)
        wall = statistics.median(walls)
        line(name, count, wall, cpu, peak)
        print(f"  {'':18}{wall / ours:9.2f} times the time of totsugo")


def main():
    words = sys.argv[1:]
    runs = int(words.pop(words.index("--runs") + 1)) if "--runs" in words else 1
    words = [word for word in words if word not in ("--runs", "--keep")]
    build, counts = Path(words[0]).resolve(), [int(word) for word in words[1:]] or [10000, 100000, 1000000]
    work = ROOT / "build" / "bench"
    work.mkdir(parents=True, exist_ok=True)
    for count in counts:
        bench(build, count, runs, work)
    if "--keep" not in sys.argv:
        shutil.rmtree(work / "site", ignore_errors=True)


if __name__ == "__main__":
    main()
