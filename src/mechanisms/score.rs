//! Score, and what is observed.

use crate::parameter::parameters;

/// The three parts of a score.
pub const PARTS: [&str; 3] = ["digital", "results", "satisfaction"];

parameters! {
    /// Evaluation: what is counted, how well it is measured and who looks.
    pub struct Evaluation = "evaluation";
    /// Weeks between contests (evaluation, ranking, rewards, new targets).
    period: u32 = 52, "weeks", 1..=520, Fact, "yearly assessment; domain B.25";
    /// Weights of digital indicators, of results (share of needs resolved in time) and of satisfaction; normalised to sum to 1.
    weights: [f64; 3] = [0.50, 0.30, 0.20], by PARTS, "1", 0.0..=1.0, Lever, "assumed; domain B.25";
    /// Independence of the assessment: 0 own reporting, 1 third party.
    third_party: f64 = 0.0, "1", 0.0..=1.0, Lever, "domain S4-17";
    /// Whether evaluators are drawn at random: 0 known in advance, 1 masked.
    random_evaluators: f64 = 0.0, "1", 0.0..=1.0, Lever, "de Janvry et al. 2023";
    /// Staff hours a week that a full third-party check costs an office.
    check_hours: f64 = 0.5, "h/staff-week", 0.0..=40.0, Fact, "assumed";
    /// Inflation of reported results where an office that fakes reports them itself.
    inflation: f64 = 0.5, "1", 0.0..=1.0, Fact, "assumed; closure rates far above resolution rates (domain C.6)";
    /// Coaching of satisfaction where the assessed unit collects the ratings.
    coaching: f64 = 0.7, "1", 0.0..=1.0, Fact, "assumed; 0.0095 % negative reviews (domain C.6)";
    /// Noise of observed results under own reporting (sd).
    results_noise: f64 = 0.06, "1", 0.0..=1.0, Fact, "assumed";
    /// Noise of observed satisfaction under own reporting (sd).
    satisfaction_noise: f64 = 0.05, "1", 0.0..=1.0, Fact, "assumed";
    /// Share of the noise that a full third-party check removes.
    noise_reduction: f64 = 0.7, "1", 0.0..=1.0, Fact, "assumed";
    /// Spread of true results between offices that raters reckon with.
    results_spread: f64 = 0.08, "1", 0.001..=1.0, Fact, "assumed";
    /// Spread of true satisfaction between offices that raters reckon with.
    satisfaction_spread: f64 = 0.06, "1", 0.001..=1.0, Fact, "assumed";
    /// Observed satisfaction lost for each complaint a need.
    complaint_penalty: f64 = 0.5, "1", 0.0..=10.0, Fact, "assumed";
    /// Null arm: the digital indicator cannot be forged and is the true result itself.
    digital_is_result: bool = false, "1", 0..=1, Lever, "null arm of pattern 2";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "score",
    sentence: "Digital indicators, reported results and reported satisfaction make a score; own reporting inflates, coaches and adds noise.",
    when_off: "Results and satisfaction are observed as they are.",
    groups: &["evaluation"],
};
