//! Keys of experiment files, declared once: the reader, the schema and `docs/experiment-keys.md` use this list.

use crate::scenario::text::keys::children;

/// Kinds of experiment files.
pub const KINDS: [&str; 5] = ["comparison", "sweep", "sensitivity", "calibration", "pattern"];

/// A key of experiment files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Path; `arm`, `factor`, `target` and `check` stand for every `[[…]]` of that name.
    pub path: &'static str,
    /// Kinds of files that may have it; empty for all.
    pub kinds: &'static [&'static str],
    /// What may be written.
    pub form: &'static str,
    /// What holds where nothing is written.
    pub default: &'static str,
    /// One sentence that says what it is.
    pub sentence: &'static str,
}

const fn key(
    path: &'static str,
    kinds: &'static [&'static str],
    form: &'static str,
    default: &'static str,
    sentence: &'static str,
) -> Key {
    Key { path, kinds, form, default, sentence }
}

const ALL: &[&str] = &[];
const ARMS: &[&str] = &["comparison", "pattern"];
const COMPARISON: &[&str] = &["comparison"];
const DESIGNS: &[&str] = &["sweep", "sensitivity", "calibration"];
const SWEEP: &[&str] = &["sweep"];
const SENSITIVITY: &[&str] = &["sensitivity"];
const CALIBRATION: &[&str] = &["calibration"];
const PATTERN: &[&str] = &["pattern"];
const OUTCOMES: &[&str] = &["comparison", "sweep", "sensitivity"];

/// All keys, in the order of a file.
pub const KEYS: &[Key] = &[
    key("kind", ALL, "comparison, sweep, sensitivity, calibration or pattern", "required", "What is asked."),
    key(
        "name",
        ALL,
        "letters, digits, - and _",
        "name of the file",
        "Short name; the folder of results begins with it.",
    ),
    key("description", ALL, "text", "empty", "What the experiment is about."),
    key("scenario", ALL, "path of a scenario file", "required", "The country, relative to this file."),
    key("with", ALL, "list of paths of policy files", "[]", "Policies laid over the country in every run."),
    key("set", ALL, "table of parameters", "empty", "Values laid over the country in every run, as with --set."),
    key(
        "replicates",
        ALL,
        "a whole number in 1..=10000",
        "run.replicates of the scenario",
        "Replicates of every run, on seed, seed + 1, …; the same seeds everywhere.",
    ),
    key(
        "windows",
        ALL,
        "table of names, each a list of two lengths of time",
        "empty",
        "Stretches of recorded time with a name: [from, until). `first`, `last` and `year1`, `year2`, … are there anyway.",
    ),
    key(
        "outcomes",
        OUTCOMES,
        "list of expressions without an arm",
        "required; [] in a comparison",
        "Values that are looked at, such as \"citizens.excluded[age:75+]\" or \"platforms.live@year3 / platforms.live@first\".",
    ),
    key("baseline", COMPARISON, "name of an arm", "the first arm", "The arm with which the others are compared."),
    key("number", PATTERN, "a whole number in 1..=1000", "required", "Number of the pattern."),
    key("title", PATTERN, "text", "required", "Title of the pattern."),
    key("figure", PATTERN, "list of expressions without an arm", "[]", "Values that are drawn, arm by arm."),
    key("arm.name", ARMS, "letters, digits, - and _", "required", "Name of the arm."),
    key("arm.about", ARMS, "text", "empty", "What the arm is, in a sentence."),
    key("arm.set", ARMS, "table of parameters", "empty", "Values laid over the country in this arm."),
    key("arm.off", ARMS, "list of names of mechanisms", "[]", "Mechanisms that are switched off in this arm."),
    key("arm.with", ARMS, "list of paths of policy files", "[]", "Policies laid over the country in this arm."),
    key("arm.policy", ARMS, "list of policies", "[]", "Policies of this arm, written as in a scenario file."),
    key("check.says", PATTERN, "text", "required", "What is checked, in a sentence."),
    key(
        "check.value",
        PATTERN,
        "expression over arms",
        "required",
        "The value, computed seed by seed, such as \"heavy:effort.trace_share - none:effort.trace_share\".",
    ),
    key("check.expect", PATTERN, "> x, >= x, < x, <= x or in a..b", "required", "What is expected of the value."),
    key("check.null", PATTERN, "true or false", "false", "Whether the check is about a null arm."),
    key(
        "design.method",
        DESIGNS,
        "factorial, list, latin-hypercube, sobol (sweep); morris, sobol (sensitivity); rejection, smc (calibration)",
        "required",
        "How points are chosen.",
    ),
    key(
        "design.points",
        &["sweep", "sensitivity", "calibration"],
        "a whole number in 1..=1000000",
        "required where it is used",
        "Points of a Latin hypercube or of Sobol' points; base points N of Sobol' indices, a power of 2; draws of the rejection.",
    ),
    key("design.trajectories", SENSITIVITY, "a whole number in 2..=10000", "20", "Trajectories of Morris screening."),
    key("design.levels", SENSITIVITY, "an even number in 2..=100", "4", "Levels of the grid of Morris screening."),
    key("design.resamples", SENSITIVITY, "a whole number in 100..=100000", "1000", "Resamples of the bootstrap."),
    key("design.keep", CALIBRATION, "a number in 0.0001..=1", "0.1", "Share of the draws that the rejection keeps."),
    key(
        "design.particles",
        CALIBRATION,
        "a whole number in 10..=100000",
        "100",
        "Particles of sequential Monte Carlo.",
    ),
    key("design.generations", CALIBRATION, "a whole number in 1..=100", "5", "Generations of sequential Monte Carlo."),
    key(
        "design.quantile",
        CALIBRATION,
        "a number in 0.05..=0.95",
        "0.5",
        "Quantile of the distances of a generation that is the tolerance of the next.",
    ),
    key(
        "design.predictive",
        CALIBRATION,
        "a whole number in 10..=10000",
        "40",
        "Draws of the posterior for the predictive check.",
    ),
    key("design.seed", DESIGNS, "a whole number", "1", "Seed of points, proposals and resamples; not of the model."),
    key(
        "factor.parameter",
        DESIGNS,
        "path of a parameter, or a list of them",
        "required",
        "What is varied; several parameters get the same value.",
    ),
    key("factor.name", DESIGNS, "text", "name of the first parameter", "Name in results."),
    key(
        "factor.values",
        SWEEP,
        "list of values",
        "required for factorial and list",
        "The values; a list pairs the first of all factors, then the second.",
    ),
    key(
        "factor.range",
        DESIGNS,
        "list of two numbers",
        "required where there are no values",
        "Lowest and highest value.",
    ),
    key(
        "factor.scale",
        DESIGNS,
        "linear or log",
        "linear",
        "Whether equal steps are equal differences or equal ratios; the prior of a calibration is uniform on it.",
    ),
    key(
        "factor.normal",
        CALIBRATION,
        "list of mean and standard deviation",
        "none",
        "A normal prior, cut at the range.",
    ),
    key("target.name", CALIBRATION, "text", "required", "Name of the figure."),
    key(
        "target.value",
        CALIBRATION,
        "expression without an arm",
        "required",
        "What of the model stands for the figure.",
    ),
    key("target.published", CALIBRATION, "a number", "required", "The published figure."),
    key("target.tolerance", CALIBRATION, "a number above 0", "required", "The distance that counts as one."),
    key(
        "target.fit",
        CALIBRATION,
        "true or false",
        "true",
        "Whether it is fitted; else it is only checked afterwards.",
    ),
    key("target.source", CALIBRATION, "text", "required", "Where the figure is from."),
];

/// The key with this path.
pub fn find(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// Names directly below a path (`""` for the top of a file) that a kind of file may have.
pub fn below(path: &str, kind: &str) -> Vec<&'static str> {
    let allowed = KEYS.iter().filter(|key| key.kinds.is_empty() || key.kinds.contains(&kind));
    children(allowed.map(|key| key.path), path)
}
