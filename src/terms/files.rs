//! What the catalogue is read from: its own files, and those of the shipped policies.

macro_rules! policies {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../scenarios/policies/", $name, ".toml")))),+]
    };
}

/// Measures.
pub(super) const MEASURES: &str = include_str!("measures.toml");
/// Levers.
pub(super) const LEVERS: &str = include_str!("levers.toml");
/// Other words of the model.
pub(super) const WORDS: &str = include_str!("words.toml");
/// Units.
pub(super) const UNITS: &str = include_str!("units.toml");
/// Chinese of the shipped policies.
pub(super) const POLICY_WORDS: &str = include_str!("policies.toml");
/// Remedies.
pub(super) const REMEDIES: &str = include_str!("remedies.toml");
/// Texts of the report and of the page.
pub(super) const TEXTS: [&str; 2] = [include_str!("report.toml"), include_str!("ui.toml")];

/// The shipped policies, in the order of the remedies: name of the file without its ending, and its text.
pub(super) const POLICIES: [(&str, &str); 15] = policies![
    "results-over-traces",
    "count-what-helps",
    "third-party-assessment",
    "audit-and-accountability",
    "fewer-contests",
    "cap-on-layering",
    "data-sharing",
    "integration-and-clean-up",
    "keep-windows",
    "guides-and-training",
    "unforgeable-records",
    "staff-training",
    "fewer-directives",
    "information-security",
    "change-of-heart",
];
