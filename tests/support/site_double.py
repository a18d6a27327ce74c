"""A practice site in a folder of its own, and the double that answers for the terminal."""
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

LONGEST_SECONDS = 60
FAST = {"fetch_after_ms": 0, "fetch_spacing_ms": 10, "poll_ms": 10, "retry_ms": 0, "link_down_ms": 50000,
        "sync_seconds": 50}


class Wrong(Exception):
    """What the program did or left is not what must be."""


class Site:
    """script: what the double answers, as text; now: the time at which every command begins."""

    def __init__(self, program, double, tree, folder, script, facility="1310000003", now="2026-03-31T18:00"):
        self.program, self.tree, self.folder, self.now = program, tree, folder, now
        kept = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment |= {"LC_ALL": "C.UTF-8", "TOTSUGO_STORE": "store", "TOTSUGO_KEY_FILE": "key",
                             "TOTSUGO_RULES": str(tree / "rules")}
        self.call(f"init --facility {facility} --name 見本内科クリニック --folder terminal --practice --no-operator "
                  "--make-key-file key")
        for name, value in FAST.items():
            self.call(f"settings set {name} {value}")
        (folder / "script").write_text(script, encoding="utf-8")
        self.double = subprocess.Popen(
            [double, "--folder", folder / "terminal", "--script", folder / "script", "--limit-seconds", "600",
             "--stop-file", folder / "stop"], stdout=subprocess.DEVNULL)
        while not (folder / "terminal" / "res").is_dir():
            if self.double.poll() is not None:
                raise Wrong("the terminal's double did not start")
            time.sleep(0.002)

    def start(self, words, values=None):
        source = subprocess.DEVNULL
        if values is not None:
            source, target = os.pipe()
            os.write(target, values)
            os.close(target)
        process = subprocess.Popen([self.program, "--now", self.now, *words], cwd=self.folder, env=self.environment,
                                   stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if values is not None:
            os.close(source)
        return process

    def call(self, words, codes=(0,), values=None):
        words = words.split() if isinstance(words, str) else words
        process = self.start(words, values)
        out, err = process.communicate(timeout=LONGEST_SECONDS)
        if process.returncode not in codes:
            raise Wrong(f"{' '.join(words)} ended with {process.returncode}:\n{out.decode()}{err.decode()}")
        return out.decode()

    def entries(self):
        return json.loads(self.call("journal verify --json"))["entries"]

    def close(self):
        (self.folder / "stop").touch()
        self.double.wait(timeout=LONGEST_SECONDS)


def quick_folder():
    """Memory rather than a disk, where there is some: what the system keeps outlives a killed program."""
    memory = "/dev/shm"
    return memory if os.access(memory, os.W_OK | os.X_OK) and shutil.disk_usage(memory).free > 64 << 20 else None


def with_site(arguments, script, work, **site_options):
    """work(site) in a fresh folder that is removed afterwards; arguments: program, double, tree."""
    with tempfile.TemporaryDirectory(prefix="totsugo-site-", dir=quick_folder()) as folder:
        site = Site(*arguments, Path(folder), script, **site_options)
        try:
            return work(site)
        finally:
            site.close()
            shutil.rmtree(Path(folder) / "store", ignore_errors=True)
