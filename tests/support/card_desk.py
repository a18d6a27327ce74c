"""The reception loop in a terminal of its own (80x24), on the virtual reader."""
import fcntl
import os
import pty
import select
import shlex
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path

from card_world import LONGEST, CardTestFailed

COLUMNS, ROWS = 80, 24


def environment(folder, tree):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
            if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8", "TERM": "vt100", "TOTSUGO_STORE": str(folder / "store"),
                   "TOTSUGO_KEY_FILE": str(folder / "key"), "TOTSUGO_RULES": str(tree / "rules")}


class Site:
    """A store of its own; --now is the double's day, in a store for practice."""

    def __init__(self, program, world, tree, practice=True):
        self.program, self.world, self.tree, self.practice = program, world, tree, practice
        self.environment = environment(world.folder, tree)
        without_key = {name: value for name, value in self.environment.items() if name != "TOTSUGO_KEY_FILE"}
        self.run("init", "--facility", "1310000003", "--name", "見本内科クリニック", *(["--practice"] if practice else []), "--no-operator",
                 "--make-key-file", str(world.folder / "key"), now=None, environment=without_key)
        self.run("settings", "set", "card_roots", str(world.roots))

    def words(self, *words, now="2026-03-31T09:00"):
        return [str(self.program), *(["--now", now] if now and self.practice else []), *words]

    def run(self, *words, code=0, now="2026-03-31T09:00", environment=None):
        done = subprocess.run(self.words(*words, now=now), env=environment or self.environment, capture_output=True,
                              check=False, timeout=LONGEST)
        if done.returncode != code:
            raise CardTestFailed(f"{shlex.join(words)}: {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
        return done.stdout.decode()

    def settings(self, **values):
        for name, value in values.items():
            self.run("settings", "set", name, value)


class Desk:
    """The loop; everything that it draws is kept."""

    def __init__(self, site, *words, wrapped=()):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen([*wrapped, *site.words("capture", "card", "--watch", *words)], env=site.environment,
                                        stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)
        self.drawn, self.at = "", 0

    def look(self, wait=0.05):
        while select.select([self.master], [], [], wait)[0]:
            try:
                more = os.read(self.master, 65536)
            except OSError:
                return
            if not more:
                return
            self.drawn += more.decode(errors="replace")
            wait = 0

    def see(self, text):
        """Waits until it was drawn, after what was seen last."""
        end = time.monotonic() + LONGEST
        while text not in self.drawn[self.at:]:
            if time.monotonic() > end or (self.process.poll() is not None and not self.more()):
                raise CardTestFailed(f"did not see {text!r} in:\n{self.drawn[self.at:]}")
            self.look()
        self.at = self.drawn.index(text, self.at) + len(text)

    def more(self):
        before = len(self.drawn)
        self.look()
        return len(self.drawn) > before

    def type(self, text):
        os.write(self.master, text.encode())

    def finish(self, code=0):
        self.type("q")
        self.ended(code)

    def ended(self, code=0):
        end = time.monotonic() + LONGEST
        while self.process.poll() is None and time.monotonic() < end:
            self.look()
        self.look()
        if self.process.poll() != code:
            raise CardTestFailed(f"ended with {self.process.poll()}:\n{self.drawn[-2000:]}")
        os.close(self.master)

    def interrupt(self):
        self.process.send_signal(signal.SIGTERM)


def tree_of(path):
    return Path(path).resolve()
