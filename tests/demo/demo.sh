#!/bin/sh
# The demo: one end of day with twelve invented people, from a line that is down to a corrected receipt
# file.  demo.sh BUILD; everything it makes is under demo-site/, nothing stays behind but that.
set -eu

BUILD=$1
SITE=demo-site
FIXTURES=fixtures/demo
DAY=2026-03-31
export TOTSUGO_STORE="$SITE/store" TOTSUGO_KEY_FILE="$SITE/key" TOTSUGO_RULES=rules LC_ALL=C.UTF-8
DOUBLE=""

# The double ends by its own limit at the latest.
finish() {
    if [ -n "$DOUBLE" ]; then
        touch "$SITE/stop"
        wait "$DOUBLE" || true
        DOUBLE=""
    fi
}
trap finish EXIT

. tests/demo/steps.sh

quietly() {
    run "$@" >/dev/null
}

rm -rf "$SITE"
mkdir "$SITE"

title "1. 施設を作る（練習用。時計は $DAY の18時に合わせる）"
run 0 init --facility 1310000003 --name 見本内科クリニック --folder "$SITE/terminal" --practice --no-operator --make-key-file "$SITE/key"
for setting in fetch_after_ms=0 fetch_spacing_ms=50 poll_ms=10 retry_ms=0 link_down_ms=500 sync_seconds=3 anchor_file=$SITE/anchors.txt; do
    quietly 0 settings set "${setting%=*}" "${setting#*=}"
done

title "2. 回線が止まっている。窓口の出来事は手元に残る"
run 0 capture visit --visit-kind repeat --brought old_card --values-fd 0 <$FIXTURES/taro.txt
run 0 capture number V1 --numbers-from old_card --values-fd 0 <$FIXTURES/taro-number.txt
run 0 capture document V1 --brought old_card --document-expiry 2025-12-01
run 0 capture visit --visit-kind first --brought card --card-trouble certificate_expired --values-fd 0 <$FIXTURES/saburo.txt
run 0 capture declaration V2 --declaration-paper yes --declared-scheme employee --contact-date 2026-03-31 --declared-share 30 --current-attempt failed --past-attempt failed --values-fd 0 <$FIXTURES/saburo-declaration.txt
run 0 capture charge V2 --share-charged 30
run 0 import $FIXTURES/visits.csv
run 4 sync
run 0 status

title "3. 回線が戻る（端末の代役が動き、照会の1つを差し戻し、回答の1つを遅らせる）"
"$BUILD/tests/doubles/terminal_double" --folder "$SITE/terminal" --script $FIXTURES/terminal.script --limit-seconds 30 --stop-file "$SITE/stop" >"$SITE/terminal.log" &
DOUBLE=$!
while [ ! -d "$SITE/terminal/req" ]; do sleep 0.01; done
run 0 sync
finish
printf '端末の代役の記録:\n'
sed -e 's/^taken/受取    /; s/^answered/回答    /; s/^rejected/差し戻し/; s/^late/遅らせる/; s/^/  /' "$SITE/terminal.log"

title "4. 判定と理由"
run 3 decide
run 0 work resolve V2 --give-up cannot_ask
run 3 decide
run 3 work list --all

title "5. なぜか（1件）"
run 0 explain V3

title "6. レセプトファイルを直す"
run 3 export receipt --from $FIXTURES/RECEIPTC.UKE --out "$SITE/out"

title "7. 不詳のレセプトの行（シフトJISから直して表示。左は行のバイト数）"
LC_ALL=C awk '/^RE,/ { on = index($0, ",00103,") > 0 } on && /^(HO|SN|CO),/' "$SITE/out/RECEIPTC.UKE" |
    while IFS= read -r line; do
        line=$(printf '%s' "$line" | tr -d '\r')
        printf '%4d  ' "$(printf '%s' "$line" | LC_ALL=C wc -c)"
        printf '%s\n' "$line" | iconv -f CP932 -t UTF-8
    done
printf 'ファイル全体: %d バイト\n' "$(wc -c <"$SITE/out/RECEIPTC.UKE")"

title "8. 人に残る仕事と、1日の締め"
run 0 export worklist --out "$SITE/out"
run 3 day

title "9. もう一度同じことをする"
run 0 import $FIXTURES/visits.csv
run 3 decide
run 3 export receipt --from $FIXTURES/RECEIPTC.UKE --out "$SITE/again"
cmp "$SITE/out/RECEIPTC.UKE" "$SITE/again/RECEIPTC.UKE" && echo "2つのレセプトファイルは1バイトも違いません。"

title "10. 同じ受診が暫定措置の終わった次の日だったら（何も記録しない）"
run 0 rules whatif --visit-date 2026-04-01

title "11. 記録の鎖"
run 0 journal verify --anchors "$SITE/anchors.txt"
