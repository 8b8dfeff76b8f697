#!/usr/bin/env bash
# Makes the results in this folder again; the same version of Jiama gives the same bytes. About a minute of computing.
#
#   docs/results/make.sh [JIAMA] [FOLDER]
#
# JIAMA is the program: `jiama` from the path unless given, or else what cargo builds. FOLDER is where: here unless given.
# Afterwards `python3 docs/results/check.py --write` puts what the scripts print into the pages.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
if [ -n "${1:-}" ]; then
    jiama=("$(realpath "$1")")
elif command -v jiama >/dev/null; then
    jiama=(jiama)
else
    jiama=(cargo run --release --quiet --manifest-path "$root/Cargo.toml" --)
fi
to=$(realpath -m "${2:-$root/docs/results}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"

# Few measures, groups and units, so that the tables are small.
few=(
    --set 'record.measures=["citizens.resolved_in_time", "citizens.excluded", "effort.trace_share", "fabrication.gap", "platforms.zombie_share"]'
    --set 'record.groups=["age"]'
    --set record.tier=prefecture
    --set record.offices=false
)
demo=(scenarios/demo.toml --with scenarios/policies/results-over-traces.toml)

# keep NAME FILE…: files of the one folder below $work/NAME.
keep() {
    local name=$1 file
    shift
    mkdir -p "$to/$name"
    for file in "$@"; do cp "$work/$name"/*/"$file" "$to/$name/"; done
}
# both COMMAND…: tables as Parquet and as CSV, run once.
both() {
    local name=$1
    shift
    "${jiama[@]}" "$@" --quiet --out "$work/$name" >/dev/null
    "${jiama[@]}" "$@" --quiet --out "$work/$name" --resume --format csv >/dev/null
}

# What the README shows, without the line that says where and how long.
mkdir -p "$to"
"${jiama[@]}" compare "${demo[@]}" --quiet --out "$work/answer" | grep -v '^Results in ' | sed 's/ *$//' | cat -s | sed '$ { /^$/ d }' >"$to/answer.txt"

both compare compare "${demo[@]}" "${few[@]}"
keep compare plan.json summary.json differences.parquet differences.csv values.parquet values.csv

both sweep sweep scenarios/experiments/where-traces-help.toml
keep sweep plan.json runs.parquet runs.csv

# Once as Parquet, once as CSV; the second takes the place of the first.
one=(run "${demo[@]}" "${few[@]}" --set 'record.groups=[]' --quiet --out "$work/run")
"${jiama[@]}" "${one[@]}" >/dev/null
keep run scenario.toml series.parquet
"${jiama[@]}" "${one[@]}" --force --format csv >/dev/null
keep run series.csv

echo "made $to"
