#!/bin/sh
# The reception loop against the virtual reader: card.sh BUILD.  A pcscd of its own in a namespace of its
# own, cards laid down by the keys that the other lines explain.  Leaves demo-site/ and nothing else.
set -eu

BUILD=$1
SITE=demo-site
export PYTHONDONTWRITEBYTECODE=1

rm -rf "$SITE"
mkdir "$SITE"
exec python3 tests/demo/card.py "$BUILD" "$SITE"
