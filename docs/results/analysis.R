# The R of docs/analysis.md. Base R only. Run it at the root of the repository: Rscript docs/results/analysis.R

# --- open
options(width = 120)
results <- "docs/results"
differences <- read.csv(file.path(results, "compare/differences.csv"))
values <- read.csv(file.path(results, "compare/values.csv"))
cat(dim(differences), dim(values), "\n")

# --- national
last <- subset(differences, window == "year5" & region == "all")
everybody <- subset(last, group == "all")
columns <- c("mean_baseline", "mean_arm", "difference", "low", "high", "effect_size", "agree")
print(cbind(everybody["measure"], round(everybody[columns], 4)), row.names = FALSE)

# --- by-hand
one <- subset(values, measure == "citizens.resolved_in_time" & group == "all" & region == "all" & window == "year5")
paired <- reshape(one[c("seed", "arm", "value")], idvar = "seed", timevar = "arm", direction = "wide")
test <- t.test(paired[["value.results-over-traces"]], paired[["value.demo"]], paired = TRUE)
cat(sprintf("n = %d: %+.4f, %.4f to %.4f\n", nrow(paired), test$estimate, test$conf.int[1], test$conf.int[2]))

told <- subset(everybody, measure == "citizens.resolved_in_time")
stopifnot(abs(test$estimate - told$difference) < 1e-12, abs(test$conf.int[1] - told$low) < 1e-9)

# --- sweep
runs <- read.csv(file.path(results, "sweep/runs.csv"), check.names = FALSE)
table <- tapply(runs[["citizens.resolved_in_time"]], runs[c("effort.slack", "weight of digital indicators")], mean)
print(round(table, 3))

# --- series
series <- read.csv(file.path(results, "run/series.csv"))
series$date <- as.Date(series$date)
traces <- subset(series, measure == "effort.trace_share" & group == "all" & region == "all")
print(round(tapply(traces$value, format(traces$date, "%Y"), mean), 3))

# --- figure
png("output/analysis-r.png", width = 600, height = 400)
filled.contour(
  as.numeric(rownames(table)), as.numeric(colnames(table)), table,
  xlab = "slack", ylab = "weight of digital indicators", main = "Resolved in time"
)
invisible(dev.off())
