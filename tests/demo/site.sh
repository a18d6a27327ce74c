#!/bin/sh
# A day at a site that files no receipts, from files to lists: site.sh BUILD checkup|treatment|midwife.
# Everything it makes is under demo-site/.
set -eu

BUILD=$1
KIND=$2
SITE=demo-site
FIXTURES=fixtures/$KIND
DAY=2026-01-20
export TOTSUGO_STORE="$SITE/store" TOTSUGO_KEY_FILE="$SITE/key" TOTSUGO_RULES=rules LC_ALL=C.UTF-8

. tests/demo/steps.sh

rm -rf "$SITE"
mkdir "$SITE"

title "1. 施設を作る（練習用。$DAY、架空の人だけ）"
run 0 init --facility 1310000003 --name 見本の施設 --practice --no-operator --make-key-file "$SITE/key"
run 0 settings set site_kind "$KIND"
if [ "$KIND" = checkup ]; then
    run 0 settings set contract_agreed yes
    run 0 settings set contract_insurers 06130488
fi

title "2. ファイルを取り込む"
for file in tickets visits answers; do
    [ -f "$FIXTURES/$file.csv" ] || continue
    wanted=0
    [ "$file" = tickets ] && wanted=3
    run $wanted import "$FIXTURES/$file.csv"
done
if [ "$KIND" = checkup ]; then
    python3 tests/support/archive_make.py ceiling-wrong "$SITE/settlement.zip"
    run 3 import "$SITE/settlement.zip"
fi

title "3. 判定と一覧"
run 3 decide
run 0 export lists --out "$SITE/out"
for list in eligible check not-eligible; do
    printf '\n%s:\n' "$list"
    cut -d, -f4,5,7,8,9,10 "$SITE/out/$list.csv" | tail -n +2 | sed 's/^/  /'
done
if [ "$KIND" = checkup ]; then
    printf '\n決済の点検:\n'
    tail -n +2 "$SITE/out/settlement.csv" | sed 's/^/  /'
fi

title "4. もう一度同じことをする"
run 3 decide
run 0 export lists --out "$SITE/again"
cmp "$SITE/out/check.csv" "$SITE/again/check.csv" && echo "一覧は1バイトも違いません。"
if grep -l 7777777 "$SITE"/out/*.csv; then
    echo "不詳の番号が一覧にあります" >&2
    exit 1
fi
echo "7を並べた番号は、どの一覧にもありません。"

title "5. この施設はレセプトを出さない"
run 5 export receipt --from "$FIXTURES/visits.csv" --out "$SITE/out"
run 0 journal verify
