# Read by the demos (. tests/demo/steps.sh): what they show is one titled step after the other.
# Needs BUILD, SITE and DAY.

title() {
    printf '\n──── %s ────\n' "$*"
}

# run CODE WORDS...: shows the command and what it says; any other exit code ends the demo.
run() {
    wanted=$1
    shift
    printf '$ totsugo %s\n' "$*"
    code=0
    "$BUILD/cli/totsugo" --now "${DAY}T18:00" "$@" >"$SITE/said" 2>&1 || code=$?
    grep -v '^【練習用】' "$SITE/said" || true
    if [ "$code" -ne "$wanted" ]; then
        echo "exit code $code instead of $wanted" >&2
        exit 1
    fi
}
