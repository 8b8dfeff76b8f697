//! Keys of scenario files that are not parameters, declared once: reader, schema, templates and `explain` use this table.

use super::suggest;

/// A key of scenario files that is not a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Path; `policy` stands for every `[[policy]]`.
    pub path: &'static str,
    /// What may be written.
    pub form: &'static str,
    /// What holds where nothing is written.
    pub default: &'static str,
    /// One sentence that says what it is.
    pub sentence: &'static str,
}

const fn key(path: &'static str, form: &'static str, default: &'static str, sentence: &'static str) -> Key {
    Key { path, form, default, sentence }
}

/// All keys that are not parameters, in the order of a file.
pub const KEYS: &[Key] = &[
    key(
        "extends",
        "path of a scenario file",
        "none",
        "Base scenario, relative to this file; this file says only what differs from it.",
    ),
    key("name", "letters, digits, - and _", "name of the file", "Short name; the folder of results begins with it."),
    key("description", "text", "empty", "What the scenario is about."),
    key("run.start", "date", "2020-01-01", "Date on which the first recorded week begins."),
    key(
        "hierarchy.tiers",
        "list of at least two texts",
        "[\"prefecture\", \"county\", \"township\"]",
        "Names of the tiers from the centre down to the offices that serve citizens.",
    ),
    key(
        "hierarchy.fan_out",
        "list of whole numbers, one fewer than tiers",
        "[4, 5]",
        "Children of every unit, tier by tier; instead of `regions`.",
    ),
    key(
        "hierarchy.regions",
        "path of a CSV file",
        "none",
        "Region table, relative to the file that says so, one row a unit of the second tier; instead of `fan_out`.",
    ),
    key(
        "structure.indicators",
        "list of one to eight names",
        "the standard six",
        "Which digital indicators exist, in order; each has a group `[indicators.NAME]`.",
    ),
    key("structure.off", "list of names of mechanisms", "[]", "Mechanisms that are switched off."),
    key("policy.name", "text", "required", "Name of the policy."),
    key("policy.about", "text", "empty", "One sentence about the policy."),
    key(
        "policy.from",
        "date, length of time or whole number of weeks",
        "0",
        "When it begins: a date, or a time after the first recorded week (\"1 year\", \"26 weeks\", 26); negative in the burn-in.",
    ),
    key(
        "policy.until",
        "date, length of time or whole number of weeks",
        "it stays",
        "When it ends: the first week in which it no longer holds.",
    ),
    key(
        "policy.ramp",
        "length of time or whole number of weeks",
        "0",
        "Time over which values move in equal steps from what they were to what is set.",
    ),
    key("policy.scope.tier", "name of a tier", "every tier", "Only the units of this tier."),
    key(
        "policy.scope.regions",
        "list of names of units",
        "the whole country",
        "Only these units and what lies below them.",
    ),
    key("policy.set", "table of levers", "required", "The levers it changes, each as \"group.parameter\" = value."),
    key(
        "record.every",
        "length of time or whole number of weeks",
        "4",
        "Weeks between two records; flows are summed over them.",
    ),
    key("record.tier", "name of a tier", "the second tier", "Deepest tier whose units are recorded one by one."),
    key(
        "record.measures",
        "list of names, `citizens.*` for all with that beginning",
        "[\"*\"]",
        "Measures that are recorded.",
    ),
    key(
        "record.groups",
        "list of age, education, residence, device",
        "all four",
        "Groups of citizens that are recorded apart.",
    ),
    key("record.offices", "true or false", "true", "Whether a yearly table of offices is written."),
    key(
        "look_at",
        "list of names of measures",
        "none",
        "Only in policy files: measures in which the policies should show.",
    ),
];

/// The key with this path.
pub fn find(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// Names of the keys directly below a path (`""` for the top of a scenario file).
pub fn below(path: &str) -> Vec<&'static str> {
    children(KEYS.iter().map(|key| key.path).filter(|path| *path != "look_at"), path)
}

/// First parts of what stands below a path in a list of paths, each once.
pub(crate) fn children(paths: impl Iterator<Item = &'static str>, path: &str) -> Vec<&'static str> {
    let below = |found: &'static str| match path {
        "" => Some(found),
        _ => found.strip_prefix(path)?.strip_prefix('.'),
    };
    let mut names: Vec<&'static str> =
        paths.filter_map(below).map(|rest| rest.split('.').next().unwrap_or(rest)).collect();
    names.dedup();
    names
}

/// Help for a wrong key below a path, with the sentence of the right one.
pub(super) fn help(path: &str, written: &str) -> String {
    let names = below(path);
    match suggest::nearest(written, names.iter().copied()) {
        Some(name) => {
            let full = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            match find(&full) {
                Some(key) => {
                    format!("did you mean `{name}`? ({}; {})", key.sentence.trim_end_matches('.'), key.form)
                }
                None => format!("did you mean `{name}`?"),
            }
        }
        None => format!("allowed: {}", suggest::one_of(names)),
    }
}
