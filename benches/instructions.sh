#!/usr/bin/env bash
# Counts the instructions of a small fixed run of the core (valgrind's callgrind: no clock, so it can be a gate) and compares them with
# those that benches/instructions.txt says. More than 5 % more fails; after 5 % less, write the new number with --write.
#
#   benches/instructions.sh [--write]
set -euo pipefail
cd "$(dirname "$0")/.."
file=benches/instructions.txt

# The plain program: one thread, and only instructions that every processor of the kind has, so that it is the same on all of them.
cargo build --release --quiet --locked --manifest-path benches/instructions/Cargo.toml --target-dir target/instructions
out=$(mktemp)
trap 'rm -f "$out"' EXIT
valgrind --tool=callgrind --callgrind-out-file=/dev/null target/instructions/release/jiama-instructions tiny >"$out" 2>&1 || { cat "$out"; exit 1; }
counted=$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$out")
digest=$(head -1 <(grep -E '^[0-9a-f]{16}$' "$out"))
echo "instructions $counted, digest $digest"
if [ "${1:-}" = --write ]; then
    printf 'instructions %s\ndigest %s\n' "$counted" "$digest" >"$file"
    exit 0
fi
awk -v counted="$counted" -v digest="$digest" '
    $1 == "digest" && $2 != digest { print "The results have changed: " digest ", not " $2; bad = 1 }
    $1 == "instructions" {
        printf "%.1f %% of what %s says\n", 100 * counted / $2, FILENAME
        if (counted > 1.05 * $2) { print "That is too many: find out why, or write the new number with --write and say why"; bad = 1 }
        if (counted < 0.95 * $2) print "Write the new number with --write, so that it stays so low"
    }
    END { exit bad }' "$file"
