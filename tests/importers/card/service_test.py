#!/usr/bin/env python3
"""The reader and its watched worker on a real pcscd: every profile, every fault.

    service_test.py DOUBLE DRIVER RIVAL BETWEEN WIRE-FOLDER [[but] NAME...]

WIRE-FOLDER holds what has to be on the wire for each profile, PROFILE.wire: the commands, and how each ends.
With TOTSUGO_RECORD set they are written instead.  No test waits by the clock: each waits for what is said.
"""
import os
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from card_world import LONGEST, CardTestFailed, CardWorld, check_wire, enter, wait_for  # noqa: E402

CODE, PIN = "55021720352285", "7391"
# profile -> what the reading says
READINGS = {
    "normal": "kind=card found=1 chain=known pin=usable",
    "ending": "kind=card found=1 chain=known pin=usable",
    "grace": "kind=card found=1 chain=known pin=usable",
    "expired": "kind=card found=1 chain=known pin=usable",
    "early": "kind=card found=1 chain=known pin=usable",
    "second-root": "kind=card found=1 chain=known pin=usable",
    "old-root": "kind=card found=1 chain=known pin=usable",
    "unknown-root": "kind=card found=1 chain=unknown pin=usable",
    "forged": "kind=card found=1 chain=forged pin=usable",
    "locked": "kind=card found=1 chain=known pin=locked",
    "locked-6983": "kind=card found=1 chain=known pin=locked",
    "locked-63c0": "kind=card found=1 chain=known pin=locked",
    "last-try": "kind=card found=1 chain=known pin=last",
    "two-tries": "kind=card found=1 chain=known pin=usable",
    "child": "kind=card found=1 chain=known pin=usable",
    "phone": "kind=phone found=0 chain=unrecorded pin=unrecorded",
    "iphone": "kind=phone found=0 chain=unrecorded pin=unrecorded",
    "resident-token": "kind=resident found=0",
    "resident": "kind=resident found=0",
    "licence": "kind=other found=0",
    "contactless": "kind=card found=1 chain=known pin=usable",
    "no-certificate": "kind=card found=0 chain=unrecorded pin=usable",
    "empty-certificate": "kind=card found=0 chain=unrecorded pin=usable",
    "lying-length": "kind=card found=2 chain=unrecorded pin=usable",
    "truncated": "kind=card found=2 chain=unrecorded pin=usable",
    "confused": "kind=card found=1 chain=known pin=usable",
    "short-answers": "kind=card found=1 chain=known pin=usable",
    "wrong-size": "kind=card found=1 chain=known pin=usable",
    "more-waits": "kind=card found=1 chain=known pin=usable",
    "iso-end": "kind=card found=1 chain=known pin=usable",
    "prefixed": "kind=card found=1 chain=known pin=usable",
    "face-code-last": "kind=card found=1 chain=known pin=usable",
    "unlimited": "kind=card found=1 chain=known pin=unrecorded",
    "already-verified": "kind=card found=1 chain=known pin=unrecorded",
}
PROFILES = re.findall(r'^CARD_PROFILE\("([^"]+)"', (Path(__file__).resolve().parents[2] / "doubles/card_profiles.def").read_text(), re.M)


# Where a worker has to be given up: short, and yet longer than a busy machine keeps a good one waiting.
SHORT_MS = 4000


def start_driver(world, limit_ms=20000):
    process, lines = world.start(DRIVER, world.roots, limit_ms)
    lines.until("readers")
    return process, lines


def tell(process, line):
    process.stdin.write(line.encode() + b"\n")
    process.stdin.flush()


def finish(process):
    tell(process, "quit")
    code = process.wait(LONGEST)
    if code != 0:
        raise CardTestFailed(f"the driver ended with {code}")


def expect(line, part):
    if part not in line:
        raise CardTestFailed(f"expected {part!r}, got {line!r}")


def lay(world, lines, profile):
    world.card(f"insert {profile}")
    lines.until("in")
    return lines.next("a reading")


def take_away(world, lines):
    world.card("remove")
    lines.until("out")


# ---- profiles ----

def shape(lines):
    """What does not depend on the length of the certificate: commands, and the status of each answer."""
    shaped = []
    for line in lines:
        if line[0] == "<":
            data = "..." if len(line) > 6 else ""
            shaped.append(f"< {data}{line[-4:]}" if line[-4:-2] not in ("61", "6C") else f"< {line[-4:-2]}xx")
        else:
            if line.startswith("> 00B0") and line[8:10] != "00":
                line = "> 00B0xxxx" + line[10:]
            sized = line[2:6] in ("00B0", "00C0") and line[-2:] != "00"
            shaped.append(line[:-2] + "xx" if sized else line)
    return shaped


def profiles():
    if sorted(PROFILES) != sorted(READINGS):
        raise CardTestFailed(f"not tried, or not there: {set(PROFILES) ^ set(READINGS)}")
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        for profile, wanted in READINGS.items():
            begun = len(world.wire())
            line = lay(world, lines, profile)
            if wanted not in line:
                raise CardTestFailed(f"{profile}: expected {wanted!r}, got {line!r}\n{world.tell(begun)}")
            take_away(world, lines)
            wire = world.wire()[begun:]
            check_wire(wire)
            check_recorded(profile, [line for line in shape(wire) if line[0] not in "~!="])
        finish(process)


def check_recorded(profile, wire):
    recorded = WIRE / f"{profile}.wire"
    text = "\n".join(wire) + "\n"
    if os.environ.get("TOTSUGO_RECORD"):
        recorded.write_text(text)
    if recorded.read_text() != text:
        raise CardTestFailed(f"{profile}: the wire differs from {recorded.name}:\n{text}")


def secrets():
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        lay(world, lines, "normal")
        tell(process, f"ask {CODE} {PIN}")
        line = lines.until("read asked=1")
        expect(line, "presented=1 face=1")
        expect(line, "name=資格　太郎 birth=19800217")
        # the power was taken: nothing stays open for whoever comes next
        tell(process, "ask - -")
        expect(lines.until("read asked=1"), "presented=0 face=0")
        begun = len(world.wire())
        tell(process, f"ask {CODE} -")
        lines.until("read asked=1")
        wait_for(lambda: "~" in world.wire()[begun:], "the power to go")
        take_away(world, lines)
        # two bytes before the first tag, as on cards of 2023
        lay(world, lines, "prefixed")
        tell(process, f"ask {CODE} -")
        expect(lines.until("read asked=1"), "presented=0 face=1")
        expect(lines.seen[-1], "name=資格　太郎 birth=19800217")
        take_away(world, lines)
        # the last try of the 照合番号B is left alone
        lay(world, lines, "face-code-last")
        tell(process, f"ask {CODE} -")
        expect(lines.until("read asked=1"), "face=4")
        check_wire(world.wire())
        finish(process)


def wrong_pin():
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        lay(world, lines, "normal")
        for presented, state in ((2, "usable"), (2, "last"), (4, "last"), (4, "last")):
            tell(process, "ask - 1234")
            expect(lines.until("read asked=1"), f"pin={state} presented={presented}")
        # two tries went to the card, one for each time somebody typed; the last one is left alone
        if sum(line.startswith("> 0020008004") for line in world.wire()) != 2:
            raise CardTestFailed("the PIN was tried more often than asked for")
        finish(process)


# ---- what goes wrong ----

def pulled():
    """The card goes at each command of a whole reading: one line, nothing else, and the loop goes on."""
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        expect(lay(world, lines, "normal"), "read")
        whole = int(world.card("count"))
        take_away(world, lines)
        for at in range(1, whole + 1):
            world.card(f"at {at} pull")
            line = lay(world, lines, "normal")
            if line not in ("failed pulled", "failed no-card", "failed mute"):
                raise CardTestFailed(f"pulled at {at}: {line}")
            world.card("at 0 pull")
            if "out" not in lines.seen[-1:]:
                lines.until("out")
        expect(lay(world, lines, "normal"), READINGS["normal"])
        finish(process)


def cut_replies():
    """One byte where a status word should be.  (No byte at all comes with every card that is pulled.)"""
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        for at in (1, 2, 5, 9):
            world.card(f"at {at} byte")
            expect(lay(world, lines, "normal"), "failed broken")
            world.card("at 0 pull")
            take_away(world, lines)
        expect(lay(world, lines, "normal"), READINGS["normal"])
        finish(process)


def mute():
    """A card that never answers: the worker is replaced; the card is not read again by itself."""
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world, SHORT_MS)
        world.card("at 4 mute")
        expect(lay(world, lines, "normal"), "failed stuck")
        world.card("at 0 pull")
        lines.until("readers 2 none")
        world.card("remove")
        lines.until("out")
        expect(lay(world, lines, "normal"), READINGS["normal"])
        finish(process)


def service_killed():
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        expect(lay(world, lines, "normal"), "read")
        world.card("remove")
        lines.until("out")
        for _ in range(2):
            world.kill_service()
            lines.until("readers 0 no-service")
            world.start_service()
            lines.until("readers 2 none")
            expect(lay(world, lines, "normal"), "read")
            take_away(world, lines)
        finish(process)


def service_killed_while_reading():
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        world.card("delay 200")
        world.card("insert normal")
        lines.until("in")
        wait_for(lambda: int(world.card("count")) >= 5, "the reading to be under way")
        world.kill_service()
        if not lines.next("a failure").startswith("failed"):
            raise CardTestFailed(lines.seen[-1])
        world.card("delay 0")
        world.card("remove")
        world.start_service()
        lines.until("readers 2 none")
        expect(lay(world, lines, "normal"), "read")
        finish(process)


def no_service():
    with CardWorld(DOUBLE) as world:
        world.stop_service()
        process, lines = world.start(DRIVER, world.roots, 20000)
        lines.until("readers 0 no-service")
        world.start_service()
        lines.until("readers 2 none")
        expect(lay(world, lines, "normal"), "read")
        finish(process)


def other_program():
    """Another program resets the card, holds it, or holds a transaction."""
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        world.card("delay 100")
        world.card("insert normal")
        lines.until("in")
        wait_for(lambda: int(world.card("count")) >= 3, "the reading to be under way")
        rival, said = world.start(RIVAL, "reset")
        said.until("connected")
        # a transaction of ours keeps it waiting: our reading is whole, its reset comes afterwards
        expect(lines.until("read"), READINGS["normal"])
        rival.wait(LONGEST)
        world.card("delay 0")
        take_away(world, lines)
        rival, said = world.start(RIVAL, "exclusive")
        said.until("waiting")
        world.card("insert normal")
        said.until("connected")
        lines.until("in")
        line = lines.next("a failure")
        if line not in ("failed busy",) and not line.startswith("read"):
            raise CardTestFailed(line)
        rival.stdin.close()
        rival.wait(LONGEST)
        finish(process)


def reset_by_another():
    """Another client resets the card between our connection and our transaction; before both it does no harm."""
    with CardWorld(DOUBLE, RIVAL) as world:
        for at, wanted in ((1, "none card"), (2, "reset unrecorded")):
            world.lay("normal")
            done = subprocess.run([BETWEEN, str(at)], capture_output=True, text=True, check=True, timeout=60)
            if done.stdout.splitlines() != [wanted, "reset 0", "none card"]:
                raise CardTestFailed(f"reset at {at}: {done.stdout}")
            if "!" not in world.wire():
                raise CardTestFailed("no reset came to the card")
            world.take_away()


def transaction_held():
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world, SHORT_MS)
        expect(lay(world, lines, "normal"), "read")
        rival, said = world.start(RIVAL, "transaction")
        said.until("connected")
        tell(process, "ask - -")
        expect(lines.until("failed"), "failed stuck")
        rival.stdin.close()
        rival.wait(LONGEST)
        take_away(world, lines)
        expect(lay(world, lines, "normal"), "read")
        finish(process)


def fast_change():
    """Two cards in quick succession are two readings; no question reaches another card than the one it was meant for."""
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        expect(lay(world, lines, "normal"), "kind=card")
        # held by another: at the instant at which the service switches an unused card off it misses a change
        rival, said = world.start(RIVAL, "transaction")
        said.until("connected")
        world.card("insert phone")
        lines.until("out")
        lines.until("in")
        expect(lines.next("a reading"), "kind=phone")
        rival.stdin.close()
        rival.wait(LONGEST)
        finish(process)


def already_there():
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        expect(lay(world, lines, "normal"), "there=0")
        finish(process)
        process, lines = start_driver(world)
        expect(lines.until("read asked=0"), "there=1")
        finish(process)


def parent_dies():
    """The worker ends with its program."""
    with CardWorld(DOUBLE) as world:
        process, lines = start_driver(world)
        expect(lay(world, lines, "normal"), "read")
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False).stdout.split()
        if len(children) != 1:
            raise CardTestFailed(f"workers: {children}")
        process.kill()
        process.wait()
        wait_for(lambda: not alive(int(children[0])), "the worker to end")


def alive(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


TESTS = [profiles, secrets, wrong_pin, pulled, cut_replies, mute, service_killed, service_killed_while_reading, no_service,
         other_program, reset_by_another, transaction_held, fast_change, already_there, parent_dies]

if __name__ == "__main__":
    enter()
    DOUBLE, DRIVER, RIVAL, BETWEEN, WIRE = *sys.argv[1:5], Path(sys.argv[5])
    names = sys.argv[6:]
    for test in TESTS:
        if names and (test.__name__ in names) == (names[0] == "but"):
            continue
        begun = time.monotonic()
        try:
            test()
        except CardTestFailed as why:
            sys.exit(f"{test.__name__}: {why}")
        print(f"{test.__name__}: {time.monotonic() - begun:.1f} s", flush=True)
