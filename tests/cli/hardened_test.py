#!/usr/bin/env python3
"""The program that runs: no core dump, nobody else may look into its memory, no secret in what it was given.

    hardened_test.py PROGRAM RULES

It is stopped where it waits for the values of a capture, with the store's key open.  Exit code 77 where
the situation cannot be made: an administrator who may not become somebody else.
"""
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, RULES = (os.path.realpath(word) for word in sys.argv[1:3])
CANNOT_TRY, NOBODY = 77, 65534
CORE_LINE = "Max core file size"


def become_somebody():
    """An ordinary user with all limits open: what /proc says of the own processes can then be told apart."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def start(words, folder):
    try:
        return subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                preexec_fn=become_somebody)
    except (PermissionError, subprocess.SubprocessError):
        sys.exit(CANNOT_TRY)


def core_limits(process):
    """The soft and the hard limit, as words."""
    lines = Path(f"/proc/{process.pid}/limits").read_text().splitlines()
    return next(line for line in lines if line.startswith(CORE_LINE))[len(CORE_LINE):].split()[:2]


def owner(process):
    """Of the files in /proc: the system itself where a process may not be dumped."""
    return os.stat(f"/proc/{process.pid}/environ").st_uid


def killed(process):
    """Whether the system says that it dumped core."""
    process.send_signal(signal.SIGSEGV)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = -signal.SIGSEGV
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()
    assert os.WIFSIGNALED(status), status
    return os.WCOREDUMP(status)


with tempfile.TemporaryDirectory() as folder:
    os.chmod(folder, 0o777)
    os.environ.update(TOTSUGO_STORE="store", TOTSUGO_RULES=RULES, LC_ALL="C.UTF-8",
                      ASAN_OPTIONS="handle_segv=0:detect_leaks=0")
    os.environ.pop("TOTSUGO_KEY_FILE", None)
    made = start([PROGRAM, "init", "--facility", "1310000003", "--practice", "--no-operator", "--make-key-file", "key"],
                 folder)
    said, told = made.communicate(b"")
    assert made.returncode == 0, told.decode()

    os.environ["TOTSUGO_KEY_FILE"] = "key"
    ordinary = start(["cat"], folder)
    ordinary.stdin.write(b"x")
    ordinary.stdin.flush()
    ordinary.stdout.read(1)
    running = start([PROGRAM, "capture", "charge", "--share-charged", "30", "--values-fd", "0"], folder)
    # The store has been opened once it says that it is one for practice.
    assert "練習用" in running.stderr.readline().decode()

    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    assert core_limits(running) == ["0", "0"], core_limits(running)
    assert owner(ordinary) == user, owner(ordinary)
    assert owner(running) == 0 != user, owner(running)

    key = Path(folder, "key").read_text().split()[1]
    given = Path(f"/proc/{running.pid}/cmdline").read_bytes()
    assert key.encode() not in given
    if os.geteuid() == 0:
        assert key.encode() not in Path(f"/proc/{running.pid}/environ").read_bytes()

    assert not killed(running)
    assert not [name for name in os.listdir(folder) if name.startswith("core")]
    if not killed(ordinary):
        print("this machine dumps nobody's core: the limits alone were seen")
