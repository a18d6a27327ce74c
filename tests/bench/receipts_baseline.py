#!/usr/bin/env python3
"""What one would write first for an overlay that changes nothing: lines parted and written again.

    receipts_baseline.py SOURCE TARGET

Decodes, parts every row, renumbers receipts, counts GO anew.  Read once; nothing is kept, checked,
synced or read back.
"""
import sys

with open(sys.argv[1], encoding="cp932", newline="") as source, \
        open(sys.argv[2], "w", encoding="cp932", newline="") as target:
    receipts = count = points = 0
    for line in source:
        row = line.rstrip("\r\n").split(",")
        if row[0] == "RE":
            receipts += 1
            row[1] = str(receipts)
        elif row[0] == "HO":
            count += 1
            points += int(row[5])
        elif row[0] == "KO":
            count += 1
        elif row[0] == "GO":
            row[1:3] = [str(count), str(points)]
        target.write(line if row[0] == "\x1a" else ",".join(row) + "\r\n")
