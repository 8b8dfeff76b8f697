//! # Effort allocation
//!
//! **Models** how an office divides its hours among demands, and what that does to the people who work there.
//!
//! **Order**: step 2 of the week, after the demands are known.
//!
//! **Equations** (I stake, z zeal, w weights, θ service motivation)
//!
//! 1. available = H(1 + overtime)(1 − slack)(1 − 0.35·burnout), less hours of faking and checks
//! 2. overtime = ot_max(1 − exp(−0.6·(L−1)⁺·min(I, 1.5)/ot_max))
//! 3. slack = slack₀·exp(−monitoring·genuine records/8), records kept: a running mean up to the week before
//! 4. incentive of an indicator a_m = k_D·I·z·w_D·w_m; of service a_s = I(w_R·rel_R + w_C·rel_C) + θ·motivation
//!    (+ severity·rel_R under outcome accountability); of upkeep 0.6·a_s + 0.5·a_usability; of improvement
//!    a_usability + 0.35·a_s; process accountability adds severity·exp(−kept/8) to records and insurance
//! 5. coverage f_i = min(1, a_i/c, μ·a_i), μ the largest number for which Σ demand_i·f_i fits the hours
//! 6. burnout += 0.030(overtime + stand-by/H)(1 − burnout) + 0.010(trace share − 0.25)⁺(1 − burnout) − 0.015·burnout
//! 7. motivation += −0.05(trace share − 0.28)⁺·motivation + 0.003(1 − motivation)
//!
//! That hours follow demand × incentive is how a higher quota draws hours at an unchanged incentive; it is an assumption.
//!
//! **Sources** Holmström & Milgrom 1991; Duflo, Hanna & Ryan 2012; Frey & Jegen 2001; Bakker & Demerouti 2017; Hood 2011. **Leaves out** differences between officers
//! of one office. **Checks** the water-filling against bisection; hours never exceed what there is.

use super::context::{OfficeWeek, parts, weights};
use super::{fabrication, score};
use crate::parameter::{choices, parameters};
use crate::world::indicator::IndicatorKind;
use crate::world::office::{Activity, DEMANDS, IMPROVEMENT, INSURANCE, SERVICE, UPKEEP, Week};

choices! {
    /// How an office divides its hours.
    pub enum EffortRule {
        /// Multitask best response: demands are met in proportion to their incentive.
        BestResponse = "best-response",
        /// Meet the targets, then stop: every demand with any incentive gets the same coverage.
        Satisficing = "satisficing",
        /// Do as the better-scoring siblings do; routines change only at contests.
        Imitation = "imitation",
        /// Every demand gets the same constant share, whatever it pays.
        Fixed = "fixed",
    }
}

parameters! {
    /// Effort: how an office divides its hours among its demands; slack, overtime, burnout and motivation.
    pub struct Effort = "effort";
    /// How hours are divided.
    rule: EffortRule = EffortRule::BestResponse, "1", 0..=3, Structure, "choice: structural alternative; Holmström & Milgrom 1991 for the default";
    /// Coverage of every demand under the fixed rule.
    fixed_share: f64 = 0.6, "1", 0.0..=1.0, Structure, "expert: trial of the design";
    /// Power k_D of indicators: three equal ones count as much each as the digital part together.
    indicator_power: f64 = 3.0, "1", 0.0..=20.0, Fact, "expert: trial of the design";
    /// Cost c of effort: the incentive at which a demand is met in full.
    cost: f64 = 0.30, "1", 0.01..=10.0, Fact, "expert: trial of the design";
    /// Largest overtime, as a share of H.
    overtime_max: f64 = 0.35, "1", 0.001..=1.0, Fact, "expert: trial of the design, up to 20 h";
    /// Overtime for each unit of overload and stake.
    overtime_gain: f64 = 0.6, "1", 0.0..=10.0, Fact, "assumed";
    /// Slack (idleness) where nothing is seen.
    slack: f64 = 0.12, "1", 0.0..=0.9, Fact, "assumed: range for sensitivity 0.05-0.5";
    /// Monitoring: how fast genuine traces reduce slack.
    monitoring: f64 = 2.0, "1", 0.0..=20.0, Fact, "assumed: range for sensitivity 1-10";
    /// Genuine records a staff-week on which monitoring is scaled.
    monitoring_scale: f64 = 8.0, "1/staff-week", 0.1..=1000.0, Fact, "expert: trial of the design";
    /// Share of capacity lost at full burnout.
    burnout_loss: f64 = 0.35, "1", 0.0..=1.0, Fact, "assumed: range for sensitivity 0.3-0.5";
    /// Rise of burnout for each unit of overtime and stand-by.
    burnout_rise: f64 = 0.030, "1/week", 0.0..=1.0, Fact, "assumed";
    /// Rise of burnout for each unit of trace share above what is tolerated.
    burnout_trace: f64 = 0.010, "1/week", 0.0..=1.0, Fact, "assumed: Bakker & Demerouti 2017 for the effect";
    /// Trace share above which traces burn out.
    burnout_tolerance: f64 = 0.25, "1", 0.0..=1.0, Fact, "assumed";
    /// Recovery from burnout.
    recovery: f64 = 0.015, "1/week", 0.0001..=1.0, Fact, "assumed";
    /// Loss of motivation for each unit of trace share above what is tolerated.
    crowding: f64 = 0.05, "1/week", 0.0..=1.0, Fact, "assumed: Frey & Jegen 2001 for the effect";
    /// Trace share above which control crowds motivation out.
    crowding_tolerance: f64 = 0.28, "1", 0.0..=1.0, Fact, "assumed";
    /// Return of motivation.
    motivation_recovery: f64 = 0.003, "1/week", 0.0..=1.0, Fact, "assumed: recovery slower than decline";
    /// Share of the lost motivation that a new leader brings back.
    new_leader_relief: f64 = 0.5, "1", 0.0..=1.0, Fact, "assumed";
    /// Share of the service incentive that reaches the upkeep of platforms.
    upkeep_share: f64 = 0.6, "1", 0.0..=1.0, Fact, "expert: trial of the design";
    /// Share of the service incentive that reaches their improvement.
    improvement_share: f64 = 0.35, "1", 0.0..=1.0, Fact, "expert: trial of the design";
}

parameters! {
    /// Accountability: blame for missing procedure or for missing results.
    pub struct Accountability = "accountability";
    /// Severity of process accountability: blame where the record is missing.
    process: f64 = 0.0, "1", 0.0..=3.0, Lever, "choice: off; Hood 2011 for the kinds of blame";
    /// Severity of outcome accountability: blame where the result is missing.
    outcome: f64 = 0.0, "1", 0.0..=3.0, Lever, "choice: off; Hood 2011 for the kinds of blame";
    /// Defensive records a staff-week at severity 1.
    insurance_records: f64 = 6.0, "1/staff-week", 0.0..=100.0, Fact, "expert: trial of the design";
    /// Records kept on which the wish for insurance fades.
    insurance_scale: f64 = 8.0, "1/staff-week", 0.1..=1000.0, Fact, "expert: trial of the design";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "effort",
    sentence: "Offices divide their hours among demands by what they pay; slack, overtime, burnout and motivation follow.",
    when_off: "Every demand gets the same coverage; no overtime, burnout or crowding out.",
    groups: &["effort", "accountability"],
};

/// Slack (equation 3), as a share of the hours, where `kept` genuine records a staff-week let superiors see idleness.
pub fn slack(p: &Effort, kept: f64) -> f64 {
    p.slack * libm::exp(-p.monitoring * kept / p.monitoring_scale)
}

/// Overtime (equation 2), as a share of H.
pub fn overtime(p: &Effort, overload: f64, stake: f64) -> f64 {
    let pull = p.overtime_gain * (overload - 1.0).max(0.0) * stake.min(1.5);
    p.overtime_max * (1.0 - libm::exp(-pull / p.overtime_max))
}

/// Coverage of each demand (equation 5): `min(1, a/c, μ·a)` with the largest μ that fits the hours. Exact: μ is found on
/// the sorted breakpoints `min(1/a, 1/c)`. Demands of no incentive get nothing; demands of no hours cost nothing.
pub fn divide(demands: &[f64; DEMANDS], incentives: &[f64; DEMANDS], cost: f64, hours: f64) -> [f64; DEMANDS] {
    let mut at = [(f64::INFINITY, 0usize); DEMANDS];
    let mut slope = 0.0;
    for (i, a) in incentives.iter().enumerate() {
        if *a > 0.0 {
            at[i] = ((1.0 / a).min(1.0 / cost), i);
            slope += demands[i] * a;
        }
    }
    at.sort_by(|x, y| x.0.total_cmp(&y.0));
    let (mut filled, mut mu) = (0.0, f64::INFINITY);
    let hours = hours.max(0.0);
    for &(breakpoint, i) in at.iter().take_while(|b| b.0.is_finite()) {
        if filled + slope * breakpoint > hours {
            mu = if slope > 0.0 { (hours - filled) / slope } else { f64::INFINITY };
            break;
        }
        slope = (slope - demands[i] * incentives[i]).max(0.0);
        filled += demands[i] * incentives[i] * breakpoint;
    }
    let mut coverage = [0.0; DEMANDS];
    for (f, a) in coverage.iter_mut().zip(incentives) {
        if *a > 0.0 {
            *f = (a / cost).min(1.0).min(mu * a).max(0.0);
        }
    }
    coverage
}

/// What each demand pays (equation 4).
fn incentives(x: &OfficeWeek<'_>) -> [f64; DEMANDS] {
    let (p, office, leader) = (&x.p.effort, &*x.office, &x.seat.leader);
    let [digital, results, satisfaction] = parts(x.p);
    let w = weights(x.p);
    let stake = x.seat.stake;
    let faking: f64 = (0..x.p.indicators.len()).filter(|&m| fabrication::fakes(office, x.p, m)).map(|m| w[m]).sum();
    let [results_weight, satisfaction_weight] = score::reliability(&x.p.evaluation, faking, x.off.score);
    let outcome = x.p.accountability.outcome * results_weight;
    let mut service = stake * (results * results_weight + satisfaction * satisfaction_weight)
        + leader.motivation * office.motivation
        + outcome;
    let mut a = [0.0; DEMANDS];
    let mut usability = 0.0;
    let insurance = x.p.accountability.process * libm::exp(-office.kept / x.p.accountability.insurance_scale);
    if x.p.evaluation.digital_is_result {
        service += stake * digital;
    } else {
        for (m, indicator) in x.p.indicators.iter().enumerate() {
            a[m] = p.indicator_power * stake * leader.zeal * digital * w[m];
            if indicator.kind == IndicatorKind::PlatformQuality {
                usability = a[m];
            }
        }
    }
    for (m, indicator) in x.p.indicators.iter().enumerate() {
        if indicator.kind == IndicatorKind::Record {
            a[m] += insurance;
        }
    }
    a[INSURANCE] = insurance;
    a[UPKEEP] = p.upkeep_share * service + 0.5 * usability;
    a[IMPROVEMENT] = usability + p.improvement_share * service;
    a[SERVICE] = service;
    a
}

/// Coverage of each demand under the rule of the scenario.
fn coverage(x: &OfficeWeek<'_>, incentives: &[f64; DEMANDS], hours: f64) -> [f64; DEMANDS] {
    let p = &x.p.effort;
    let demands = &x.office.week.demanded;
    let same = |share: f64| {
        let asked: f64 = demands.iter().sum();
        let share = if asked * share > hours { hours.max(0.0) / asked } else { share };
        [share; DEMANDS]
    };
    if x.off.effort {
        return same(1.0);
    }
    match p.rule {
        EffortRule::BestResponse => divide(demands, incentives, p.cost, hours),
        EffortRule::Satisficing => divide(demands, &incentives.map(|a| f64::from(u8::from(a > 0.0))), 1.0, hours),
        EffortRule::Fixed => same(p.fixed_share),
        EffortRule::Imitation => divide(demands, &x.office.routine, 1.0, hours),
    }
}

/// The coverages that the imitation rule starts from: what pays, up to the point where a demand is met in full.
pub fn first_routine(x: &OfficeWeek<'_>) -> [f64; DEMANDS] {
    incentives(x).map(|a| (a / x.p.effort.cost).clamp(0.01, 1.0))
}

/// Divides the hours of the week; burnout and motivation follow.
pub fn step(x: &mut OfficeWeek<'_>) {
    let p = &x.p.effort;
    let h = x.p.demands.hours;
    if x.week == 0 && p.rule == EffortRule::Imitation {
        x.office.routine = first_routine(x);
    }
    let week = &x.office.week;
    let overtime = if x.off.effort { 0.0 } else { overtime(p, week.overload, x.seat.stake) };
    let all = h * (1.0 + overtime) * (1.0 - week.slack) * (1.0 - p.burnout_loss * x.office.burnout);
    let checks = (x.p.evaluation.check_hours * x.p.evaluation.third_party).min(all);
    let honest: f64 =
        (0..x.p.indicators.len()).filter(|&m| fabrication::fakes(x.office, x.p, m)).map(|m| week.demanded[m]).sum();
    let faking = (x.p.fabrication.hours * honest).min(all - checks);
    let left = all - checks - faking;
    let a = incentives(x);
    let f = coverage(x, &a, left);

    let week = &mut x.office.week;
    week.overtime = overtime;
    week.available = all;
    week.incentives = a;
    week.coverage = f;
    week.hours = [0.0; 11];
    let mut used = 0.0;
    let mut give = |week: &mut Week, activity: Activity, demand: usize| {
        let hours = week.demanded[demand] * f[demand];
        week.hours[activity as usize] += hours;
        used += hours;
    };
    for (m, indicator) in x.p.indicators.iter().enumerate() {
        match indicator.kind {
            IndicatorKind::Record => give(week, Activity::Records, m),
            IndicatorKind::Display => give(week, Activity::Display, m),
            IndicatorKind::Reply => give(week, Activity::Replies, m),
            IndicatorKind::OnlineShare => give(week, Activity::Registering, m),
            IndicatorKind::PlatformCount => give(week, Activity::Building, m),
            IndicatorKind::PlatformQuality => {}
        }
    }
    give(week, Activity::Upkeep, UPKEEP);
    give(week, Activity::Improvement, IMPROVEMENT);
    give(week, Activity::Insurance, INSURANCE);
    give(week, Activity::Service, SERVICE);
    week.hours[Activity::Faking as usize] = faking;
    week.hours[Activity::Checks as usize] = checks;
    week.unused = (left - used).max(0.0);

    let trace = week.trace_share();
    let standby = week.standby / h;
    if !x.off.effort {
        let office = &mut *x.office;
        let rise = p.burnout_rise * (overtime + standby) + p.burnout_trace * (trace - p.burnout_tolerance).max(0.0);
        office.burnout = (office.burnout + rise * (1.0 - office.burnout) - p.recovery * office.burnout).clamp(0.0, 1.0);
        let crowding = p.crowding * (trace - p.crowding_tolerance).max(0.0) * office.motivation;
        office.motivation =
            (office.motivation - crowding + p.motivation_recovery * (1.0 - office.motivation)).clamp(0.0, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spent(demands: &[f64; DEMANDS], f: &[f64; DEMANDS]) -> f64 {
        demands.iter().zip(f).map(|(d, f)| d * f).sum()
    }

    /// The same by bisection on μ.
    fn by_bisection(demands: &[f64; DEMANDS], a: &[f64; DEMANDS], cost: f64, hours: f64) -> [f64; DEMANDS] {
        let at = |mu: f64| a.map(|a| if a > 0.0 { (a / cost).min(1.0).min(mu * a) } else { 0.0 });
        let (mut low, mut high) = (0.0, 1e9);
        if spent(demands, &at(high)) <= hours {
            return at(high);
        }
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if spent(demands, &at(middle)) <= hours { low = middle } else { high = middle }
        }
        at(low)
    }

    fn some() -> impl Strategy<Value = [f64; DEMANDS]> {
        prop::array::uniform12(prop_oneof![1 => Just(0.0), 4 => 0.001f64..20.0])
    }

    proptest! {
        #[test]
        fn the_division_is_that_of_bisection(demands in some(), a in some(), cost in 0.05f64..3.0, hours in 0.0f64..80.0) {
            let f = divide(&demands, &a, cost, hours);
            let g = by_bisection(&demands, &a, cost, hours);
            for i in 0..DEMANDS {
                prop_assert!((f[i] - g[i]).abs() < 1e-6 || demands[i] == 0.0, "{i}: {} {}", f[i], g[i]);
                prop_assert!((0.0..=1.0).contains(&f[i]));
            }
            prop_assert!(spent(&demands, &f) <= hours + 1e-9);
        }
    }

    #[test]
    fn nothing_pays_nothing_is_done() {
        assert_eq!(divide(&[5.0; DEMANDS], &[0.0; DEMANDS], 0.3, 40.0), [0.0; DEMANDS]);
    }

    #[test]
    fn overtime_needs_overload_and_a_stake() {
        let p = Effort::default();
        assert_eq!(overtime(&p, 0.9, 1.0), 0.0);
        assert_eq!(overtime(&p, 2.0, 0.0), 0.0);
        assert!(overtime(&p, 50.0, 1.5) <= p.overtime_max);
    }
}
