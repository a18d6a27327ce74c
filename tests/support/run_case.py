#!/usr/bin/env python3
"""Runs one case file: a situation, commands, and what must come of them.

    run_case.py PROGRAM DOUBLE TREE CASE

The format is described in tests/cases/README.md.  Everything happens in a fresh folder that is removed
afterwards.  Exit codes: 0 as the case says, 1 not, 2 no case file, 77 cannot be tried on this machine.
"""
import ctypes
import os
import pty
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from case_check import CaseFailed, has_lines, has_values, never_says, same_bytes, same_lines
from case_file import Run, read_case
from case_text import CaseError
from held_port import HeldPort

LONGEST_SECONDS = 100
PRACTICE = ("【練習用】", "[practice]")
FACILITY = ("--facility", "1310000003", "--name", "見本内科クリニック", "--practice", "--no-operator",
            "--make-key-file", "key")
# The double answers within milliseconds; a busy machine must not look like a line that is down.
FAST = {"fetch_after_ms": 0, "fetch_spacing_ms": 10, "poll_ms": 10, "retry_ms": 0, "link_down_ms": 90000,
        "sync_seconds": 90}
CANNOT_TRY = 77
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


class CannotTry(Exception):
    """This machine does not let the situation be made."""


def obey_permissions():
    """An administrator's process that minds the permissions of files, as everybody else's does."""
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) != 0:
        os._exit(CANNOT_TRY)


def limit_files(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


class World:
    """The folder of one case, its store, the double, and the next run's limits."""

    def __init__(self, program, double, tree, folder):
        self.program, self.double, self.tree, self.folder = program, double, tree, folder
        self.at, self.has_key, self.limit = "2026-03-31T18:00", True, None
        self.minds_permissions, self.double_process, self.read_only = False, None, []
        self.gateway_process, self.ports = None, []

    # ---- the program ----

    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
                if name in os.environ}
        kept |= {"LC_ALL": "C.UTF-8", "TOTSUGO_STORE": "store", "TOTSUGO_RULES": str(self.tree / "rules")}
        if self.has_key:
            kept["TOTSUGO_KEY_FILE"] = "key"
        return kept

    def start(self, words, descriptors, typed):
        limit, minds, self.limit = self.limit, self.minds_permissions, None

        def prepare():
            for number, content in descriptors.items():
                source, target = os.pipe()
                os.write(target, content)
                os.close(target)
                os.dup2(source, number, inheritable=True)
            if typed is not None:
                os.dup2(typed, 0)
            if limit is not None:
                limit_files(limit)
            if minds:
                obey_permissions()

        given = {} if 0 in descriptors or typed is not None else {"stdin": subprocess.DEVNULL}
        return subprocess.Popen(
            [self.program, *words], cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, preexec_fn=prepare, close_fds=True, pass_fds=tuple(descriptors), **given)

    def call(self, words, parts):
        """Exit code, standard output and standard error of one command."""
        descriptors = {}
        for name, number in (("input", 0), ("passphrase", 3)):
            if name in parts:
                descriptors[number] = "".join(line + "\n" for line in parts[name]).encode()
        if any(len(content) > 65536 for content in descriptors.values()):
            raise CaseError("what is given to a command is at most 64 KiB")
        master, slave = pty.openpty() if "typed" in parts else (None, None)
        process = self.start(["--now", self.at, *words], descriptors, slave)
        if master is not None:
            os.close(slave)
            os.write(master, "".join(line + "\n" for line in parts["typed"]).encode() + b"\x04")
        try:
            out, err = process.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            out, err = process.communicate()
            raise CaseFailed(f"did not end within {LONGEST_SECONDS} s; it said:\n{out.decode(errors='replace')}"
                             f"{err.decode(errors='replace')}") from None
        finally:
            if master is not None:
                os.close(master)
        if process.returncode == CANNOT_TRY:
            raise CannotTry("an administrator's rights cannot be given up here")
        return process.returncode, out, err

    def quietly(self, *words):
        code, out, err = self.call(words, {})
        if code != 0:
            raise CaseFailed(f"{' '.join(words)} ended with {code}:\n{out.decode()}{err.decode()}")

    # ---- steps: the situation ----

    def site(self, step):
        self.has_key = step.terminal is not None
        if step.terminal is None:
            return
        self.quietly("init", *FACILITY, *(("--folder", "terminal") if step.terminal else ()))
        if step.terminal:
            for name, value in FAST.items():
                self.quietly("settings", "set", name, str(value))

    def now(self, step):
        self.at = step.at

    def setting(self, step):
        self.quietly("settings", "set", step.name, step.value)

    def place(self, name):
        path = self.folder / name
        if ".." in Path(name).parts or path.is_absolute() and self.folder not in path.parents:
            raise CaseError(f"{name} lies outside the folder of the case")
        return path

    def file(self, step):
        path = self.place(step.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(step.form.lines(step.block))

    def fixture(self, step):
        shutil.copyfile(self.tree / "fixtures" / step.path, self.place(step.name))

    def folder_(self, step):
        self.place(step.name).mkdir(parents=True)

    def terminal(self, step):
        if not step.up:
            self.end_double()
            return
        script, stop = self.folder / "answers.script", self.folder / "stop"
        script.write_text("encoding utf-8\n" + "".join(line + "\n" for line in step.block), encoding="utf-8")
        stop.unlink(missing_ok=True)
        self.double_process = subprocess.Popen(
            [self.double, "--folder", self.folder / "terminal", "--script", script, "--limit-seconds",
             str(2 * LONGEST_SECONDS), "--stop-file", stop], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while not (self.folder / "terminal" / "res").is_dir():
            if self.double_process.poll() is not None:
                raise CaseError(f"the terminal's script: {self.double_process.stderr.read().decode()}")
            time.sleep(0.005)

    def gateway(self, step):
        """Certificates, the double, and what the site needs to ask it; a second one has another port.

        The ports are held to the end, so that nobody answers where the double has stopped."""
        self.gateway_stops(step)
        self.ports.append(HeldPort())
        number = self.ports[-1].number
        folder, port, stop = self.folder / "certificates", self.folder / "gateway-port", self.folder / "gateway-stop"
        script, doubles = self.folder / "gateway.script", Path(self.double).parent
        if not folder.is_dir():
            subprocess.run([doubles / "certificates_make", folder], check=True)
        script.write_text("encoding utf-8\n" + "".join(line + "\n" for line in step.block), encoding="utf-8")
        for old in (port, stop):
            old.unlink(missing_ok=True)
        self.gateway_process = subprocess.Popen(
            [doubles / "gateway_double", "--certificates", folder, "--script", script, "--port", number,
             "--port-file", port, "--server", step.server, "--tls", step.tls, "--log", self.folder / "gateway.log", "--limit-seconds",
             str(2 * LONGEST_SECONDS), "--stop-file", stop], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while not port.is_file() or not port.read_text().endswith("\n"):
            if self.gateway_process.poll() is not None:
                raise CaseError(f"the gateway's script: {self.gateway_process.stderr.read().decode()}")
            time.sleep(0.005)
        self.quietly("settings", "set", "gateway_url", f"https://localhost:{number}")
        self.quietly("settings", "set", "channel_gateway", "yes")
        self.quietly("settings", "set", "gateway_backoff_ms", "20")
        self.quietly("gateway", "--certificate", f"certificates/{step.client}.pem", "--private-key",
                     f"certificates/{step.client}.key", "--authority", "certificates/ca.pem")

    def gateway_stops(self, _step):
        process, self.gateway_process = self.gateway_process, None
        if process is not None:
            (self.folder / "gateway-stop").touch()
            try:
                process.communicate(timeout=LONGEST_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()

    def end_double(self):
        """The double ends by its stop file; only our own process is ended, by its id."""
        process, self.double_process = self.double_process, None
        if process is None:
            return
        (self.folder / "stop").touch()
        try:
            process.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    def wait_for(self, step):
        """Until the double has written or taken a file; nothing else runs meanwhile."""
        path, end = self.place(step.name), time.monotonic() + LONGEST_SECONDS
        while not path.exists():
            if time.monotonic() > end:
                raise CaseFailed(f"{step.name} did not come within {LONGEST_SECONDS} s")
            time.sleep(0.005)

    def read_only_(self, step):
        path = self.place(step.name)
        self.minds_permissions = True
        for one in (path, *path.rglob("*")):
            one.chmod(stat.S_IMODE(one.stat().st_mode) & ~0o222)
        self.read_only.append(path)

    def writable(self, step):
        path = self.place(step.name)
        for one in (path, *path.rglob("*")):
            one.chmod(stat.S_IMODE(one.stat().st_mode) | stat.S_IWUSR)

    def store_version(self, step):
        with sqlite3.connect(self.folder / "store" / "totsugo.db") as store:
            store.execute(f"PRAGMA user_version = {step.version}")
        store.close()

    def disk_full(self, step):
        self.limit = step.limit

    # ---- steps: what must be ----

    def run(self, step):
        code, out, err = self.call(step.words, step.parts)
        said = [line for line in err.decode(errors="backslashreplace").split("\n")[:-1]
                if not line.startswith(PRACTICE)]
        lines = out.decode(errors="backslashreplace").split("\n")[:-1]
        if b"Sanitizer" in err or b"runtime error:" in err or code < 0:
            raise CaseFailed(f"the program broke ({code}):\n{err.decode(errors='replace')}")
        if code != step.code:
            told = "\n".join("    " + line for line in lines + said)
            raise CaseFailed(f"exit code {code}, the case says {step.code}; it said:\n{told}")
        parts = step.parts
        if "err has" in parts:
            has_lines(parts["err has"], err.decode(errors="backslashreplace").split("\n")[:-1], "standard error")
        else:
            same_lines(parts.get("err", []), said, "standard error")
        if "out" in parts:
            same_lines(parts["out"], lines, "standard output")
        if "out has" in parts:
            has_lines(parts["out has"], lines, "standard output")
        if "never" in parts:
            never_says(parts["never"], {"standard output": out, "standard error": err})
        if "json" in parts:
            has_values(parts["json"], out.decode(errors="replace"))

    def content(self, name):
        path = self.place(name)
        if not path.is_file():
            there = sorted(str(one.relative_to(self.folder)) for one in path.parent.glob("*"))
            raise CaseFailed(f"there is no file {name}; there are: {' '.join(there) or 'none'}")
        return path.read_bytes()

    def wrote(self, step):
        same_bytes(step.form.lines(step.block), self.content(step.name), step.form, step.name)

    def wrote_as(self, step):
        same_bytes(self.content(step.other), self.content(step.name), Utf8, step.name)

    def wrote_has(self, step):
        self.look_for(step, True)

    def wrote_lacks(self, step):
        self.look_for(step, False)

    def look_for(self, step, there):
        """has: the lines stand together, whole.  lacks: none of the texts stands anywhere."""
        content = self.content(step.name)
        if there:
            wanted = step.form.lines(step.block)
            if wanted not in content or content[:content.find(wanted)][-1:] not in (b"", b"\n"):
                shown = "\n".join("    " + line for line in step.form.show(content))
                raise CaseFailed(f"{step.name} does not hold these lines together; it holds:\n{shown}")
            return
        for line in step.block:
            if step.form.text(line) in content:
                raise CaseFailed(f"{step.name} holds \"{line}\", which it must not")

    def no_file(self, step):
        if self.place(step.name).exists():
            raise CaseFailed(f"{step.name} is there, which must not be")

    def no_trace(self, step):
        """None of the texts stands in any file of the folder, in either encoding."""
        for path in sorted(one for one in self.place(step.name).rglob("*") if one.is_file()):
            content = path.read_bytes()
            for text in step.texts:
                if any(text.encode(encoding) in content for encoding in ("utf-8", "cp932")):
                    raise CaseFailed(f"\"{text}\" stands in {path.relative_to(self.folder)}")

    def files(self, step):
        path = self.place(step.name)
        same_lines(sorted(step.block), sorted(one.name for one in path.iterdir()) if path.is_dir() else [],
                   f"the folder {step.name}")

    # ---- the end ----

    def close(self):
        self.end_double()
        self.gateway_stops(None)
        for port in self.ports:
            port.close()
        for path in self.read_only:
            for one in (path, *path.rglob("*")):
                one.chmod(stat.S_IMODE(one.stat().st_mode) | stat.S_IRWXU)


class Utf8:
    """How a file is shown of which only the bytes matter."""

    @staticmethod
    def show(content):
        return content.decode("cp932", errors="backslashreplace").split("\n")


METHODS = {"folder": World.folder_, "read_only": World.read_only_}


def do(world, case, name):
    for step in case.steps:
        try:
            METHODS.get(step.kind, getattr(World, step.kind, None))(world, step)
        except (CaseFailed, CaseError) as fault:
            what = "run " + " ".join(step.words) if isinstance(step, Run) else step.kind.replace("_", " ")
            print(f"{name}:{step.line}: {what}: {fault}")
            return 1 if isinstance(fault, CaseFailed) else 2
    return 0


def main():
    if len(sys.argv) != 5:
        print("usage: run_case.py PROGRAM DOUBLE TREE CASE")
        return 2
    program, double, tree = (Path(word).resolve() for word in sys.argv[1:4])
    path = Path(sys.argv[4])
    try:
        case = read_case(path)
    except CaseError as fault:
        print(f"{path.name}:{fault}")
        return 2
    with tempfile.TemporaryDirectory(prefix="totsugo-case-") as folder:
        world = World(program, double, tree, Path(folder))
        try:
            return do(world, case, path.name)
        except CannotTry as reason:
            print(f"{path.name}: SKIPPED: {reason}")
            return CANNOT_TRY
        finally:
            world.close()


if __name__ == "__main__":
    sys.exit(main())
