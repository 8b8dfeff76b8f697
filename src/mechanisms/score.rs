//! # Score, and what is observed
//!
//! **Models** what superiors see: reported digital indicators, results and satisfaction, and the score made of them.
//!
//! **Order**: at contests, after audits.
//!
//! **Equations** (τ third party; R true share of needs resolved in time, C true satisfaction)
//!
//! 1. S = w_D·D + w_R·R̂ + w_C·Ĉ − 0.15·sanction·caught
//! 2. D = Σ w_m·soft(A_m), soft(A) = A up to 1, then 1 + 0.2(1 − e^(−(A−1)/0.2)); A reported, true where caught
//! 3. R̂ = R + infl(1 − R) + N(0, 0.06(1 − 0.7τ)), infl = (1 − τ)·0.5·(0.2 + 0.8·Σ w_m·faking_m)
//! 4. Ĉ = 1 − (1 − C)(1 − coach) − 0.5·complaints a need + N(0, 0.05(1 − 0.7τ)), coach = (1 − τ)(1 − 0.5·random)·0.7
//! 5. reliability rel_R = 0.08²/(0.08² + noise²)·(1 − infl), rel_C = 0.06²/(0.06² + noise²)·(1 − coach)
//! 6. an upper unit's level of an indicator is the staff-weighted level of its children's reports; its attainment is that
//!    level against its own, lower target; its R̂ and Ĉ are staff-weighted means
//!
//! **Sources** S4-16, S4-17, Bevan & Hood 2006; de Janvry et al. 2023. **Leaves out** raters' tastes. **Checks** limits
//! of `soft`; full third-party assessment leaves no bias.

use super::context::{ContestWeek, parts, weights};
use crate::parameter::parameters;
use crate::random::{Stream, inverse_normal, open_unit};
use crate::world::office::ByIndicator;

/// The three parts of a score.
pub const PARTS: [&str; 3] = ["digital", "results", "satisfaction"];

parameters! {
    /// Evaluation: what is counted, how well it is measured and who looks.
    pub struct Evaluation = "evaluation";
    /// Weeks between contests (evaluation, ranking, rewards, new targets).
    period: u32 = 52, "weeks", 1..=520, Fact, "expert: trial of the design, after yearly assessments";
    /// Weights of digital indicators, of results (share of needs resolved in time) and of satisfaction; normalised to sum to 1.
    weights: [f64; 3] = [0.50, 0.30, 0.20], by PARTS, "1", 0.0..=1.0, Lever, "assumed: as in the trial of the design";
    /// Independence of the assessment: 0 own reporting, 1 third party.
    third_party: f64 = 0.0, "1", 0.0..=1.0, Lever, "choice: remedy of sources S4-17, off";
    /// Whether evaluators are drawn at random: 0 known in advance, 1 masked.
    random_evaluators: f64 = 0.0, "1", 0.0..=1.0, Lever, "choice: remedy of de Janvry et al. 2023, off";
    /// Staff hours a week that a full third-party check costs an office.
    check_hours: f64 = 0.5, "h/staff-week", 0.0..=40.0, Fact, "assumed";
    /// Inflation of reported results where an office that fakes reports them itself.
    inflation: f64 = 0.5, "1", 0.0..=1.0, Fact, "assumed: cases are closed far more often than resolved (reports on 12345 hotlines)";
    /// Coaching of satisfaction where the assessed unit collects the ratings.
    coaching: f64 = 0.7, "1", 0.0..=1.0, Fact, "assumed: where the assessed collect them, 0.0095 % of reviews are negative (Guangdong 2023)";
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
    digital_is_result: bool = false, "1", 0..=1, Lever, "choice: null arm of pattern 2";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "score",
    sentence: "Digital indicators, reported results and reported satisfaction make a score; own reporting inflates, coaches and adds noise.",
    when_off: "Results and satisfaction are observed as they are.",
    groups: &["evaluation"],
};

/// Attainment as it counts in a score (equation 2): in full up to the target, then less and less.
pub fn soft(attainment: f64) -> f64 {
    if attainment <= 1.0 { attainment } else { 1.0 + 0.2 * (1.0 - libm::exp(-(attainment - 1.0) / 0.2)) }
}

/// Inflation of reported results (equation 3); `faking` is the weight of the indicators being faked.
pub fn inflation(p: &Evaluation, faking: f64) -> f64 {
    (1.0 - p.third_party) * p.inflation * (0.2 + 0.8 * faking)
}

/// Coaching of satisfaction (equation 4).
pub fn coaching(p: &Evaluation) -> f64 {
    (1.0 - p.third_party) * (1.0 - 0.5 * p.random_evaluators) * p.coaching
}

/// Reliability of observed results and satisfaction (equation 5): how much of an improvement the score shows.
pub fn reliability(p: &Evaluation, faking: f64, perfect: bool) -> [f64; 2] {
    if perfect {
        return [1.0, 1.0];
    }
    let quiet = 1.0 - p.noise_reduction * p.third_party;
    let part = |spread: f64, noise: f64| spread * spread / (spread * spread + noise * noise);
    [
        part(p.results_spread, p.results_noise * quiet) * (1.0 - inflation(p, faking)),
        part(p.satisfaction_spread, p.satisfaction_noise * quiet) * (1.0 - coaching(p)),
    ]
}

/// Observes every unit and scores it, offices first, then upwards.
pub fn step(x: &mut ContestWeek<'_>) {
    observe_offices(x);
    for unit in x.superiors().rev() {
        gather(x, unit);
    }
}

fn observe_offices(x: &mut ContestWeek<'_>) {
    for o in 0..x.world.offices.len() {
        let office = &x.world.offices[o];
        let unit = office.unit;
        let p = x.timeline.at(x.week, unit);
        let period = &office.period;
        let weeks = f64::from(period.weeks.max(1));
        let mut s = std::mem::take(&mut x.world.jurisdictions[unit as usize].standing);
        s.genuine = period.genuine.map(|v| v / weeks);
        s.reported = if s.caught { s.genuine } else { period.reported.map(|v| v / weeks) };
        s.needs = period.needs;
        s.results = if period.needs > 0 { period.in_time as f64 / period.needs as f64 } else { 1.0 };
        s.satisfaction = office.satisfaction();
        let complaints = if period.needs > 0 { period.complaints as f64 / period.needs as f64 } else { 0.0 };
        (s.results_observed, s.satisfaction_observed) = if x.off.score {
            (s.results, s.satisfaction)
        } else {
            let e = &p.evaluation;
            let quiet = 1.0 - e.noise_reduction * e.third_party;
            let noise = x.luck.block(Stream::Observation, x.week, unit, 0).map(|w| inverse_normal(open_unit(w)));
            let results = s.results + inflation(e, s.faking) * (1.0 - s.results) + e.results_noise * quiet * noise[0];
            let satisfaction = 1.0 - (1.0 - s.satisfaction) * (1.0 - coaching(e)) - e.complaint_penalty * complaints
                + e.satisfaction_noise * quiet * noise[1];
            (results.clamp(0.0, 1.0), satisfaction.clamp(0.0, 1.0))
        };
        let digital = if p.evaluation.digital_is_result { s.results } else { digital(&s.reported, &weights(p)) };
        s.digital = digital;
        let lost = if s.caught { p.audit.score_loss * p.audit.sanction } else { 0.0 };
        s.score = total(parts(p), digital, s.results_observed, s.satisfaction_observed) - lost;
        x.world.jurisdictions[unit as usize].standing = s;
    }
}

fn digital(reported: &ByIndicator, weights: &ByIndicator) -> f64 {
    reported.iter().zip(weights).map(|(a, w)| w * soft(*a)).sum()
}

fn total(parts: [f64; 3], digital: f64, results: f64, satisfaction: f64) -> f64 {
    parts[0] * digital + parts[1] * results + parts[2] * satisfaction
}

/// Makes a superior's standing from its children's (equation 6).
fn gather(x: &mut ContestWeek<'_>, unit: u32) {
    let children = x.world.hierarchy.units[unit as usize].children.clone();
    let p = x.timeline.at(x.week, unit);
    let all = &x.world.jurisdictions;
    let staff: f64 = children.clone().map(|c| all[c as usize].staff).sum();
    let mean = |of: &dyn Fn(&crate::world::jurisdiction::Jurisdiction) -> f64| -> f64 {
        children.clone().map(|c| all[c as usize].staff * of(&all[c as usize])).sum::<f64>() / staff
    };
    let mut s = all[unit as usize].standing.clone();
    let own = all[unit as usize].targets;
    for (m, own) in own.into_iter().enumerate() {
        let against = |level: f64| if own > 0.0 { level / own } else { 1.0 };
        s.reported[m] = against(mean(&|c| c.standing.reported[m] * c.targets[m]));
        s.genuine[m] = against(mean(&|c| c.standing.genuine[m] * c.targets[m]));
    }
    s.needs = children.clone().map(|c| all[c as usize].standing.needs).sum();
    s.results = mean(&|c| c.standing.results);
    s.satisfaction = mean(&|c| c.standing.satisfaction);
    s.results_observed = mean(&|c| c.standing.results_observed);
    s.satisfaction_observed = mean(&|c| c.standing.satisfaction_observed);
    s.faking = mean(&|c| c.standing.faking);
    s.faked = mean(&|c| c.standing.faked);
    s.digital = if p.evaluation.digital_is_result { s.results } else { digital(&s.reported, &weights(p)) };
    s.score = total(parts(p), s.digital, s.results_observed, s.satisfaction_observed);
    x.world.jurisdictions[unit as usize].standing = s;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_is_the_attainment_up_to_the_target_and_saturates() {
        assert_eq!(soft(0.7), 0.7);
        assert_eq!(soft(1.0), 1.0);
        assert!(soft(1.1) > 1.0 && soft(1.1) < 1.1);
        assert!((soft(1e6) - 1.2).abs() < 1e-12);
    }

    #[test]
    fn a_full_third_party_leaves_no_bias() {
        let p = Evaluation { third_party: 1.0, ..Evaluation::default() };
        assert_eq!((inflation(&p, 1.0), coaching(&p)), (0.0, 0.0));
        let own = reliability(&Evaluation::default(), 0.5, false);
        let third = reliability(&p, 0.5, false);
        assert!(third[0] > own[0] && third[1] > own[1] && third[0] < 1.0);
    }
}
