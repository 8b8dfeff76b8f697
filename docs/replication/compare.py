#!/usr/bin/env python3
"""Compares the means of jiama with those of replica.py, on output that both have written. Runs nothing itself.

    jiama run scenarios/validation/country.toml --replicates 40 --format csv
    python3 docs/replication/replica.py --seed 101 --seeds 40 --json replica.json
    python3 docs/replication/compare.py output/country-*/series.csv replica.json

The value of a seed is its mean over the last recorded year. A difference is given in standard errors of the difference,
sqrt(s1²/n1 + s2²/n2). Prints a table in Markdown; several JSON files are taken together as more seeds. Exits with 1 where
a headline measure differs by more than LIMIT standard errors or is missing on one side.
"""

import argparse
import csv
import json
import sys
from collections import defaultdict
from pathlib import Path
from statistics import NormalDist

import numpy as np

LIMIT = 4.0
YEAR = 52

SHORT = [
    "citizens.resolved_in_time",
    "citizens.excluded",
    "citizens.satisfaction",
    "effort.trace_share",
    "demands.overload",
    "fabrication.faked_share",
    "platforms.zombie_share",
    "mandate.refused",
    "contest.stake/township",
    "cascade.target[indicator:ledger]/township",
]
HEADLINES = [
    "citizens.resolved_in_time",
    "citizens.excluded",
    "citizens.excluded[age:75+]",
    "citizens.excluded[residence:rural]",
    "citizens.satisfaction",
    "citizens.waiting_time",
    "citizens.adopted",
    "citizens.internet_use",
    "citizens.skill",
    "citizens.hours_per_resolved",
    "mandate.level",
    "mandate.refused",
    "mandate.online_share",
    "effort.trace_share",
    "effort.overtime",
    "effort.burnout",
    "demands.overload",
    "demands.copies",
    "fabrication.faked_share",
    "fabrication.faking_offices",
    "platforms.live",
    "platforms.zombie_share",
    "platforms.quality",
    "contest.stake/township",
    "cascade.target[indicator:ledger]/township",
    "score.digital",
    "score.results_reported",
    "imitation.zeal/county",
    "audit.perceived_risk",
]


def of_jiama(path):
    """Values of each measure by replicate: means over the rows of the last recorded year."""
    rows = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            # The country has the tier of the centre; units of a tier together have the region "all" too.
            if row["region"] not in ("", "all"):
                continue
            name = row["measure"]
            if row["group"] not in ("", "all"):
                name += f"[{row['group']}]"
            if row["tier"] != "centre":
                name += "/" + row["tier"]
            rows[name, int(row["replicate"])].append((int(row["week"]), float(row["value"])))
    end = max(week for of_one in rows.values() for week, _ in of_one)
    values = defaultdict(list)
    for (name, _), of_one in rows.items():
        year = [value for week, value in of_one if week > end - YEAR]
        if year:
            values[name].append(np.mean(year))
    return values


def of_replica(paths):
    """Values of each measure by seed, and what was set."""
    files = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    if any(file["set"] != files[0]["set"] for file in files):
        sys.exit("the files of the replica are of different arms")
    seeds = [seed for file in files for seed in file["results"]]
    if len({seed["seed"] for seed in seeds}) < len(seeds):
        sys.exit("a seed of the replica comes twice")
    return {name: [seed[name] for seed in seeds] for name in seeds[0] if name != "seed"}, files[0]["set"]


def mean_and_error(values):
    return np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))


def apart(ours, theirs):
    """Difference, replica less jiama, in standard errors of the difference."""
    (a, sa), (b, sb) = ours, theirs
    error = np.hypot(sa, sb)
    if error > 1e-12:
        return (b - a) / error
    return 0.0 if abs(b - a) < 1e-9 else np.copysign(np.inf, b - a)


def signed(difference):
    return f"{difference:+.1f}".replace("-0.0", "+0.0")


def in_figures(ours, theirs):
    """Means and errors with the places of two figures of the smaller error."""
    errors = [error for _, error in (ours, theirs) if error > 1e-12]
    places = int(np.clip(1 - np.floor(np.log10(min(errors))), 0, 6)) if errors else 3
    return [f"{number:.{places}f}" for number in (*ours, *theirs)]


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("series", type=Path, help="series.csv of jiama")
    ap.add_argument("replica", type=Path, nargs="+", help="JSON of replica.py")
    ap.add_argument("--short", action="store_true", help="fewer rows in the table")
    ap.add_argument("--beyond", action="store_true", help="also name every measure beyond 2 standard errors")
    args = ap.parse_args()

    jiama, (replica, arm) = of_jiama(args.series), of_replica(args.replica)
    both = [name for name in replica if name in jiama]
    n_jiama, n_replica = (max(map(len, values.values())) for values in (jiama, replica))
    if min(n_jiama, n_replica) < 2:
        sys.exit("at least two seeds on each side are needed")
    summary = {name: (mean_and_error(jiama[name]), mean_and_error(replica[name])) for name in both}
    distance = {name: apart(*pair) for name, pair in summary.items()}

    print(f"{', '.join(arm) or 'default'}: {n_jiama} seeds of jiama, {n_replica} of the replica\n")
    print("| measure | jiama | standard error | replica | standard error | difference in standard errors |")
    print("|---|---|---|---|---|---|")
    for name in SHORT if args.short else HEADLINES:
        if name in distance:
            print(f"| `{name}` | {' | '.join(in_figures(*summary[name]))} | {signed(distance[name])} |")
    print()
    if args.beyond:
        for name in sorted(both, key=lambda name: -abs(distance[name])):
            if abs(distance[name]) > 2:
                print(f"{signed(distance[name])}  {name}")
    far = {limit: sum(abs(d) > limit for d in distance.values()) for limit in (2, 3)}
    chance = {limit: len(both) * 2 * (1 - NormalDist().cdf(limit)) for limit in (2, 3)}
    print(
        f"{len(both)} of the {len(jiama)} measures of jiama compared: {far[2]} beyond 2 standard errors, {far[3]} beyond 3; "
        f"by chance about {chance[2]:.1f} and {chance[3]:.1f}, if the two are the same"
    )
    missing = [name for name in HEADLINES if name not in distance]
    # Not "> LIMIT": what is not a number differs too.
    differ = [name for name in HEADLINES if name in distance and not abs(distance[name]) <= LIMIT]
    for name in missing:
        print(f"missing: {name}")
    for name in differ:
        print(f"differs by more than {LIMIT:.0f} standard errors: {name} ({signed(distance[name])})")
    if differ:
        print("Either the model or its description has changed, or luck: docs/replication/README.md says how to tell.")
    return 1 if missing or differ else 0


if __name__ == "__main__":
    sys.exit(main())
