"""A real pcscd with a virtual reader, and the card double on it, in a namespace of their own.

A test calls enter() first: it starts itself again under `unshare` (own users, mounts, network, processes),
where /run is empty and loopback is its own, so that any number run side by side and nothing stays
behind.  Where that is not allowed an administrator's machine without a pcscd of its own will do; where
that is not the case either the test is skipped: exit code 77 and a line that says why.
"""
import fcntl
import glob
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CANNOT_TRY = 77
PORT = 35963
LONGEST = 120.0  # for what takes less than a second on an idle machine
LIMIT_SECONDS = 1200  # of the double, longer than any test may take
DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
INSIDE = "TOTSUGO_CARD_NAMESPACE"


held = []


class CardTestFailed(Exception):
    pass


def skip(why):
    print(f"SKIPPED: {why}", flush=True)
    sys.exit(CANNOT_TRY)


def find_driver():
    found = [DRIVER] if os.path.exists(DRIVER) else glob.glob("/usr/lib/**/libifdvpcd.so*", recursive=True)
    return found[0] if found else None


def find_service():
    return shutil.which("pcscd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def enter():
    """Goes on in a namespace of its own, or ends the program."""
    if os.environ.get(INSIDE):
        set_up_namespace()
        return
    if find_service() is None:
        skip("pcscd is not installed (apt-get install pcscd)")
    if find_driver() is None:
        skip("the virtual reader is not installed (apt-get install vsmartcard-vpcd)")
    alone = ["unshare", "-Urmnp", "--fork", "--kill-child", "--mount-proc"]
    if shutil.which("unshare") and subprocess.run([*alone, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        environment = dict(os.environ, **{INSIDE: "namespace"})
        sys.exit(subprocess.run([*alone, sys.executable, *sys.argv], env=environment, check=False).returncode)
    if os.geteuid() != 0:
        skip("this machine allows no user namespaces, and the test does not run as administrator")
    turn = open("/run/totsugo-card-test.lock", "w", encoding="ascii")
    fcntl.flock(turn, fcntl.LOCK_EX)  # one at a time, until this program ends
    held.append(turn)
    if os.path.exists("/run/pcscd/pcscd.comm"):
        skip("this machine allows no user namespaces, and has a pcscd of its own that is left alone")
    os.environ[INSIDE] = "machine"


def set_up_namespace():
    if os.environ[INSIDE] != "namespace":
        return
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as loopback:  # lo, up and running
        fcntl.ioctl(loopback, 0x8914, struct.pack("16sh", b"lo", 0x41))


def wait_for(condition, what):
    end = time.monotonic() + LONGEST
    while not condition():
        if time.monotonic() > end:
            raise CardTestFailed(f"waited {LONGEST:.0f} s for {what}")
        time.sleep(0.005)


class Lines:
    """What a process says, line by line, with a limit to how long one is waited for."""

    def __init__(self, descriptor):
        self.descriptor, self.rest, self.seen = descriptor, b"", []

    def next(self, what="a line"):
        end = time.monotonic() + LONGEST
        while b"\n" not in self.rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.descriptor], [], [], left)[0]:
                raise CardTestFailed(f"waited {LONGEST:.0f} s for {what}; said before: {self.seen[-8:]}")
            more = os.read(self.descriptor, 65536)
            if not more:
                raise CardTestFailed(f"ended instead of saying {what}; said before: {self.seen[-8:]}")
            self.rest += more
        line, self.rest = self.rest.split(b"\n", 1)
        self.seen.append(line.decode(errors="replace"))
        return self.seen[-1]

    def until(self, begin):
        while not self.next(begin).startswith(begin):
            pass
        return self.seen[-1]


class CardWorld:
    def __init__(self, double, rival=None, today=20543):
        self.double_program, self.rival, self.today = double, rival, today
        self.folder = Path(tempfile.mkdtemp(prefix="totsugo-card-"))
        self.roots, self.log = self.folder / "roots.pem", self.folder / "wire.log"
        self.service = self.double = self.answers = None
        self.others = []

    def __enter__(self):
        conf = self.folder / "conf"
        conf.mkdir()
        (conf / "reader").write_text(f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:{PORT}\n'
                                     f"LIBPATH {find_driver()}\nCHANNELID {PORT}\n")
        self.start_service()
        self.start_double()
        return self

    def __exit__(self, *what):
        for process in [*self.others, self.double, self.service]:
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- the service ----

    def start_service(self):
        shutil.rmtree("/run/pcscd", ignore_errors=True)
        os.makedirs("/run/pcscd", exist_ok=True)
        words = [find_service(), "--foreground", "--error", "--config", str(self.folder / "conf")]
        version = subprocess.run([words[0], "--version"], capture_output=True, text=True, check=False).stdout
        if "polkit" in version:
            words.append("--disable-polkit")
        with open(self.folder / "pcscd.log", "ab") as log:
            self.service = subprocess.Popen(words, stdout=log, stderr=log)
        wait_for(lambda: os.path.exists("/run/pcscd/pcscd.comm") and os.path.exists("/run/pcscd/pcscd.pid"), "pcscd")

    def kill_service(self):
        self.service.kill()
        self.service.wait()

    def stop_service(self):
        self.service.terminate()
        self.service.wait()

    # ---- the card ----

    def start_double(self):
        self.double = subprocess.Popen(
            [self.double_program, "--port", str(PORT), "--today", str(self.today), "--roots", str(self.roots),
             "--log", str(self.log), "--limit-seconds", str(LIMIT_SECONDS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.answers = Lines(self.double.stdout.fileno())
        self.card("count")

    def card(self, command):
        self.double.stdin.write(command.encode() + b"\n")
        self.double.stdin.flush()
        answer = self.answers.next(f"the double's answer to {command}")
        if answer != "ok" and not answer.isdigit():
            raise CardTestFailed(f"{command}: {answer}")
        return answer

    def lay(self, profile):
        """Lays a card down (a profile, or a command of the double) and waits until the service has given it power.

        A card that lies there is taken away before: the service looks at the reader now and then, and a change
        at the instant at which it switches the old card off is one that it never sees."""
        begun = len(self.wire())
        self.card(profile if profile == "same" or " " in profile else f"insert {profile}")
        wait_for(lambda: "~" in self.wire()[begun:], f"power for {profile}")

    def take_away(self):
        """Takes the card away and waits until the service has seen it."""
        self.card("remove")
        subprocess.run([self.rival, "empty"], check=True, timeout=LONGEST)

    def wire(self):
        return self.log.read_text().splitlines()

    def tell(self, begun):
        """What went over the wire since then, and what the service said: for whoever looks for a cause."""
        return "\n".join(self.wire()[begun:]) + "\n" + (self.folder / "pcscd.log").read_text(errors="replace")[-2000:]

    # ---- programs ----

    def start(self, *words, **more):
        process = subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, **more)
        self.others.append(process)
        return process, Lines(process.stdout.fileno())


# ---- what is on the wire ----

JPKI, TEXT = "D392F000260100000001", "D3921000310001010408"
COMMON, FACE, RESIDENT = "D3921000310001010100", "D3921000310001010402", "D3921000310001010401"
ALLOWED = {(JPKI, "0006"), (JPKI, "0008"), (JPKI, "000A"), (JPKI, "0018"), (COMMON, "0001"), (TEXT, "0015"),
           (TEXT, "0002")}


def check_wire(lines):
    """Every command to the card is a reading of an allowed file; nothing of an individual number, ever."""
    application, file = None, None
    last = None
    for line in lines:
        if line[0] in "~!=":
            application = file = None
        elif line[0] == "<":
            if last and last[0] == "application" and line == "< 9000":
                application, file = last[1], None
            elif last and last[0] == "file":
                file = last[1] if line == "< 9000" else None
            last = None
        elif line[0] == ">":
            last = check_command(line[2:], application, file)


def check_command(command, application, file):
    if command.startswith("00A4040C0A"):
        name = command[10:]
        if name not in (JPKI, TEXT, COMMON, RESIDENT):
            raise CardTestFailed(f"selects the application {name}")
        return "application", name
    if command.startswith("00A4020C02"):
        if (application, command[10:]) not in ALLOWED:
            raise CardTestFailed(f"selects {command[10:]} in {application}")
        return "file", command[10:]
    reads = command[:4] in ("00B0", "00B2", "00C0") and int(command[4:6], 16) < 128
    presents = command.startswith("00200080") and (application, file) in ((JPKI, "0018"), (TEXT, "0015"))
    if not reads and not presents:
        raise CardTestFailed(f"sends {command}")
    return None
