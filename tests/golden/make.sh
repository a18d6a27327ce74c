#!/bin/sh
# make.sh NAME: makes tests/golden/NAME with the program as it is now (README.md).
set -eu
cd "$(dirname "$0")/../.."
[ $# -eq 1 ] || { echo "make.sh NAME" >&2; exit 2; }
cmake --build build --target golden_make
mkdir "tests/golden/$1"
build/tests/golden_make "tests/golden/$1"
