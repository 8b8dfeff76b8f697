"""The Python of docs/analysis.md. Run it at the root of the repository: python3 docs/results/analysis.py"""

# --- open
from pathlib import Path

import pandas as pd

pd.set_option("display.width", 120)
pd.set_option("display.max_columns", 20)
results = Path("docs/results")

differences = pd.read_parquet(results / "compare/differences.parquet")
values = pd.read_parquet(results / "compare/values.parquet")
print(differences.shape, values.shape)
print(differences.columns.tolist())

# --- national
last = differences[(differences["window"] == "year5") & (differences["region"] == "all")]
everybody = last[last["group"] == "all"].set_index("measure")
print(everybody[["mean_baseline", "mean_arm", "difference", "low", "high", "effect_size", "agree"]].round(4).to_string())

# --- groups
by_age = last[last["group"].str.startswith("age:") & (last["measure"] == "citizens.resolved_in_time")]
print(by_age[["group", "difference", "low", "high"]].round(4).to_string(index=False))

# --- by-hand
one = values[
    (values["measure"] == "citizens.resolved_in_time")
    & (values["group"] == "all")
    & (values["region"] == "all")
    & (values["window"] == "year5")
]
paired = one.pivot(index="seed", columns="arm", values="value")
d = paired["results-over-traces"] - paired["demo"]
n = len(d)
t = 2.262157  # Student's t for 95 % and n - 1 = 9 degrees of freedom; scipy.stats.t.ppf(0.975, n - 1)
half = t * d.std() / n**0.5
spread = ((paired["results-over-traces"].var() + paired["demo"].var()) / 2) ** 0.5
print(f"n = {n}: {d.mean():+.4f}, {d.mean() - half:.4f} to {d.mean() + half:.4f}, effect {d.mean() / spread:.1f}")

told = everybody.loc["citizens.resolved_in_time"]
assert abs(d.mean() - told["difference"]) < 1e-12
assert abs(d.mean() - half - told["low"]) < 1e-6
assert abs(d.mean() / spread - told["effect_size"]) < 1e-9

# --- years
wide = differences[(differences["group"] == "all") & (differences["region"] == "all")].pivot(
    index="measure", columns="window", values="difference"
)
print(wide.round(4).to_string())

# --- sweep
runs = pd.read_parquet(results / "sweep/runs.parquet")
outcome = "citizens.resolved_in_time"
table = runs.pivot_table(index="effort.slack", columns="weight of digital indicators", values=outcome)
print(runs["status"].value_counts().to_dict())
print(table.round(3).to_string())

# --- series
series = pd.read_parquet(results / "run/series.parquet")
series["date"] = pd.to_datetime(series["date"])
traces = series[(series["measure"] == "effort.trace_share") & (series["group"] == "all") & (series["region"] == "all")]
print(traces.groupby(traces["date"].dt.year)["value"].agg(["mean", "min", "max"]).round(3).to_string())

# --- figure
import matplotlib

matplotlib.use("Agg")  # no window; leave this line out in a notebook
import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
by_age = by_age.sort_values("group")
left.errorbar(by_age["difference"], by_age["group"].astype(str), xerr=by_age["high"] - by_age["difference"], fmt="o")
left.axvline(0, color="grey")
left.set_title("Resolved in time, by age: difference, 95 % interval")
image = right.imshow(table, origin="lower", aspect="auto")
right.set_xticks(range(len(table.columns)), table.columns)
right.set_yticks(range(len(table.index)), table.index)
right.set_xlabel(table.columns.name)
right.set_ylabel(table.index.name)
right.set_title("Resolved in time, over slack and weight")
figure.colorbar(image, ax=right)
figure.savefig("output/analysis.png", dpi=80)
