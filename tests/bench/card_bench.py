#!/usr/bin/env python3
"""A card at the desk: from the first command to the durable row, beside the bare exchange of the same commands.

    card_bench.py BUILD [N]        40 cards each unless said

Prints medians of milliseconds.  "first command to durable row" ends when the line of the visit stands on the
terminal, after the commit (five syncs of the disk on which TMPDIR lies: rollback journal, its folder, its head, the
store, the journal's end); "to reading" is the same without a store.  One sync of the same disk in the same run stands beside,
because the program can be no faster than its disk.  The time before the first command (the service looks at its
readers every 400 ms) is the same for both and is not counted.  Nothing is asserted.
"""
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from card_desk import Desk, Site  # noqa: E402
from card_world import CardWorld, check_wire, enter  # noqa: E402

TREE = Path(__file__).resolve().parents[2]


def shown(name, milliseconds):
    ordered = sorted(milliseconds)
    print(f"  {name:<34}{statistics.median(ordered):8.2f} ms   best {ordered[0]:.2f}, "
          f"p90 {ordered[int(0.9 * (len(ordered) - 1))]:.2f}", flush=True)
    return statistics.median(ordered)


def one_sync(file):
    os.pwrite(file, os.urandom(4096), 0)
    begun = time.monotonic_ns()
    os.fdatasync(file)
    return (time.monotonic_ns() - begun) / 1e6


def one_desk(world, desk):
    world.card("insert normal")
    desk.see("V")
    desk.see("マイナンバーカード")
    seen = time.monotonic_ns() / 1000
    first = int(world.card("first"))
    desk.type("1\n")
    world.take_away()
    return (seen - first) / 1000


def one_bare(world, lines):
    world.card("insert normal")
    done = int(lines.until("done").split()[1])
    first = int(world.card("first"))
    world.take_away()
    return (done - first) / 1000


def one_reading(world, lines):
    world.card("insert normal")
    lines.until("read ")
    seen = time.monotonic_ns() / 1000
    first = int(world.card("first"))
    world.take_away()
    return (seen - first) / 1000


def main():
    build, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 40
    with CardWorld(build / "tests/doubles/card_double", build / "tests/card_rival") as world:
        site = Site(build.resolve() / "cli/totsugo", world, TREE)
        desk = Desk(site)
        desk.see("カードを置く")
        one_desk(world, desk)
        check_wire(world.wire())
        commands = world.folder / "commands"
        commands.write_text("".join(line[2:] + "\n" for line in world.wire() if line[0] == ">"))
        ours = [one_desk(world, desk) for _ in range(count)]
        desk.finish()
        alone, lines = world.start(build / "tests/card_bare", commands)
        bare = [one_bare(world, lines) for _ in range(count)]
        alone.stdin.close()
        alone.wait(30)
        file = os.open(world.folder / "store" / "sync-alone", os.O_CREAT | os.O_RDWR, 0o600)
        syncs = [one_sync(file) for _ in range(count)]
        os.close(file)
        driver, said = world.start(build / "tests/card_driver", world.roots, 20000)
        said.until("readers")
        reading = [one_reading(world, said) for _ in range(count)]
        driver.stdin.close()
        driver.wait(30)
        print(f"{count} cards each, {len(commands.read_text().split())} commands a card")
        row, read, base, sync = (shown(name, taken) for name, taken in (
            ("first command to durable row", ours), ("first command to reading", reading), ("bare exchange", bare),
            ("one sync of this disk", syncs)))
        print(f"  the program adds {row - base:.2f} ms at the median, {row - read:.2f} of them for the store "
              f"(five syncs alone {5 * sync:.2f}); load {os.getloadavg()[0]:.1f}")


enter()
main()
