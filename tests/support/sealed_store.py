#!/usr/bin/env python3
"""Looks for values of the demo's people in everything that the store leaves on the disk.

    sealed_store.py PROGRAM DOUBLE TREE

After every step of the demo the files of the store (with whatever journal file is there) are searched
for every name, number, birth date, address and telephone of fixtures/demo, in UTF-8 and CP932, and so are
a backup and a store restored from it.  The control: each value is found where it is planted, and the
files that are meant for people do hold them.  A short value that was found is looked for in a second store.
"""
import sys
import tempfile
from pathlib import Path

from kill_runs import Step, answers, scenario
from open_values import Suspects, bytes_of, is_found_everywhere, lying_open, values_of
from site_double import Wrong, with_site

LEAST_VALUES = 200


def steps_of(tree):
    demo = tree / "fixtures" / "demo"
    whole = Step(f"import {demo}/visits.csv", codes=(0,))
    listed = [whole if step.words[0] == "import" else step for step in scenario(tree)]
    return [*listed, Step("export worklist --out out"), Step("export verdicts --out out --encoding cp932"),
            Step("day", codes=(3,)), Step("rebuild"), Step("backup copy.totsugo"),
            Step("restore copy.totsugo --store restored"), Step("explain V1 --store restored")]


def look(site, listed, suspects, after):
    places = [path for path in (site.folder / "store", site.folder / "restored") if path.exists()]
    found = [hit for folder in places for hit in lying_open(folder, listed)]
    copy = site.folder / "copy.totsugo"
    if copy.exists():
        content = copy.read_bytes()
        found += [(copy.name, value) for one, value in listed.items() if one in content]
    for file, value in found:
        if suspects.confirmed(site.folder, value, stores=2):
            raise Wrong(f"after {after}: {file} holds \"{value}\" open")
    return sum(path.stat().st_size for folder in places for path in folder.rglob("*"))


def run(site, listed, suspects):
    size = 0
    for step in steps_of(site.tree):
        site.call(step.words, step.codes, step.values)
        size = look(site, listed, suspects, " ".join(step.words[:2]))
    meant = {value for _, value in lying_open(site.folder / "out", listed)}
    if not {"00101", "シカク タロウ"} <= meant:
        raise Wrong("the search does not find what stands in a list for people")
    return size


def search(arguments, listed, suspects):
    return with_site(arguments, answers(arguments[2]), lambda site: run(site, listed, suspects))


def main():
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    arguments = [Path(word).resolve() for word in sys.argv[1:]]
    listed = bytes_of(values_of(arguments[2]))
    try:
        if len(listed) < LEAST_VALUES:
            raise Wrong(f"the fixtures give {len(listed)} values only")
        with tempfile.TemporaryDirectory(prefix="totsugo-control-") as folder:
            if not is_found_everywhere(Path(folder), listed):
                raise Wrong("the search does not find what lies open")
        suspects = Suspects()
        size = search(arguments, listed, suspects)
        if suspects.stores:
            search(arguments, listed, suspects)
    except Wrong as fault:
        print(fault)
        return 1
    print(f"{len(listed)} spellings, none in {size} bytes of store")
    return 0


if __name__ == "__main__":
    sys.exit(main())
