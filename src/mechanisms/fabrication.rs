//! # Attainment and fabrication
//!
//! **Models** what is truly attained, what is reported, and who closes the gap by faking (Becker 1968).
//!
//! **Order**: attainment after the hours are divided; the decision to fake at contests, for the period to come.
//!
//! **Equations**
//!
//! 1. true attainment: coverage of the full target for volumes and replies; level/T (at most 1.2) for stocks; 1 where T = 0
//! 2. platforms: genuine counts the live ones, a report counts zombies too, and so whatever was closed on paper only
//! 3. faked_m = min((1 − A)⁺, manipulability), A the attainment before faking
//! 4. P(fake) = logistic((gain − cost)/0.15), 0 where gain is 0; gain = 3·k_D·I·w_D·w_m·mean gap of the last period;
//!    cost = 2·risk·sanction·detection + integrity
//!
//! **Sources** Becker 1968; Greenstone et al. 2022; Ghanem & Zhang 2014; Bevan & Hood 2006. **Leaves out**
//! collusion between tiers. **Checks** reports bunch at the target; no gain, no faking.

use super::Parameters;
use super::context::{ContestWeek, OfficeWeek, parts, weights};
use crate::parameter::parameters;
use crate::random::{Stream, logistic, open_unit};
use crate::world::indicator::{Indicator, IndicatorKind};
use crate::world::office::{INSURANCE, Office};

parameters! {
    /// Fabrication: who fakes what in the next period (Becker 1968).
    pub struct Fabrication = "fabrication";
    /// Gain from closing a gap, for each unit of incentive.
    gain: f64 = 3.0, "1", 0.0..=50.0, Fact, "expert: trial of the design";
    /// Spread of the choice: temperature of the logistic rule.
    scale: f64 = 0.15, "1", 0.001..=10.0, Fact, "assumed";
    /// How far a faker lowers its honest aim, as a share of the largest fake.
    substitution: f64 = 0.5, "1", 0.0..=1.0, Fact, "expert: trial of the design";
    /// Hours of faking, as a share of the honest hours.
    hours: f64 = 0.10, "1", 0.0..=1.0, Fact, "assumed";
    /// Cost of faking for each unit of risk × sanction × detection.
    risk_cost: f64 = 2.0, "1", 0.0..=50.0, Fact, "expert: trial of the design";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "fabrication",
    sentence: "Offices decide at each contest what to fake in the next period.",
    when_off: "Nobody fakes: what is reported is true, apart from dead platforms.",
    groups: &["fabrication"],
};

/// Greatest attainment of a stock that counts.
const STOCK_CAP: f64 = 1.2;
/// Weight of the newest week in the running mean of records kept.
const KEPT_PACE: f64 = 0.25;

/// Attainment of a stock (equation 1).
pub fn of_stock(level: f64, target: f64) -> f64 {
    if target > 0.0 { (level / target).min(STOCK_CAP) } else { 1.0 }
}

/// What a faker adds (equation 3).
pub fn faked(attainment: f64, manipulability: f64) -> f64 {
    (1.0 - attainment).max(0.0).min(manipulability)
}

/// Probability of faking (equation 4).
pub fn probability(gain: f64, cost: f64, scale: f64) -> f64 {
    if gain > 0.0 { logistic((gain - cost) / scale) } else { 0.0 }
}

/// Whether an office fakes an indicator: it has decided to, and the record can be forged.
pub fn fakes(office: &Office, p: &Parameters, m: usize) -> bool {
    office.faking[m] && p.indicators[m].manipulability > 0.0
}

/// Share of the target that an office aims at: someone who fakes aims lower.
pub fn aim(fakes: bool, indicator: &Indicator, p: &Parameters) -> f64 {
    if fakes { 1.0 - p.fabrication.substitution * indicator.manipulability } else { 1.0 }
}

/// True attainment, and the honest part of what is reported.
fn attainment(
    office: &Office,
    indicator: &Indicator,
    m: usize,
    target: f64,
    aim: f64,
    zombies_count: f64,
) -> (f64, f64) {
    if target <= 0.0 {
        return (1.0, 1.0);
    }
    let stock = &office.platforms;
    let both = |a: f64| (a, a);
    match indicator.kind {
        IndicatorKind::Record | IndicatorKind::Display | IndicatorKind::Reply => both(office.week.coverage[m] * aim),
        IndicatorKind::OnlineShare => both(of_stock(office.online_share, target)),
        IndicatorKind::PlatformQuality => both(of_stock(stock.useful_quality(), target)),
        IndicatorKind::PlatformCount => {
            (of_stock(stock.live, target), of_stock(stock.live + zombies_count * stock.zombies, target))
        }
    }
}

/// Attainment of the week, true and reported.
pub fn attain(x: &mut OfficeWeek<'_>) {
    let targets = &x.seat.targets;
    let w = weights(x.p);
    let (mut faked_share, mut reported_share, mut genuine_share) = (0.0, 0.0, 0.0);
    let mut kept = 0.0;
    for (m, indicator) in x.p.indicators.iter().enumerate() {
        let fakes = fakes(x.office, x.p, m);
        let aim = aim(x.office.faking[m], indicator, x.p);
        let (genuine, honest) = attainment(x.office, indicator, m, targets[m], aim, x.p.platforms.zombies_count);
        let fake = if fakes { faked(honest, indicator.manipulability) } else { 0.0 };
        let (week, period) = (&mut x.office.week, &mut x.office.period);
        week.genuine[m] = genuine;
        week.faked[m] = fake;
        week.reported[m] = honest + fake;
        period.genuine[m] += genuine;
        period.reported[m] += honest + fake;
        period.faked[m] += fake;
        period.gap[m] += (1.0 - honest).max(0.0);
        faked_share += w[m] * fake;
        reported_share += w[m] * (honest + fake);
        genuine_share += w[m] * genuine;
        if indicator.kind == IndicatorKind::Record {
            kept += genuine * targets[m];
        }
    }
    let defensive = x.p.accountability.process * x.p.accountability.insurance_records;
    kept += x.office.week.coverage[INSURANCE] * defensive;
    // A running mean: with last week's records alone, the wish for insurance would swing from week to week.
    x.office.kept += KEPT_PACE * (kept - x.office.kept);
    x.office.period.weeks += 1;
    let week = &mut x.office.week;
    (week.faked_share, week.reported_share, week.genuine_share) = (faked_share, reported_share, genuine_share);
}

/// Notes in the standing what was faked in the period, before audits look at it.
pub fn note(x: &mut ContestWeek<'_>) {
    for office in &x.world.offices {
        let p = x.timeline.at(x.week, office.unit);
        let w = weights(p);
        let weeks = f64::from(office.period.weeks.max(1));
        let standing = &mut x.world.jurisdictions[office.unit as usize].standing;
        standing.faking = (0..p.indicators.len()).filter(|&m| fakes(office, p, m)).map(|m| w[m]).sum();
        standing.faked = office.period.faked.iter().zip(&w).map(|(f, w)| f / weeks * w).sum();
    }
}

/// Every office decides what to fake in the period to come.
pub fn decide(x: &mut ContestWeek<'_>) {
    for office in &mut x.world.offices {
        let p = x.timeline.at(x.week, office.unit);
        let seat = &x.world.jurisdictions[office.unit as usize];
        let digital = if p.evaluation.digital_is_result { 0.0 } else { parts(p)[0] };
        let w = weights(p);
        let weeks = f64::from(office.period.weeks.max(1));
        let f = &p.fabrication;
        let risk = if x.off.audit { 0.0 } else { office.risk };
        let cost = f.risk_cost * risk * p.audit.sanction * p.audit.detection + seat.leader.integrity;
        for (m, indicator) in p.indicators.iter().enumerate() {
            let gap = office.period.gap[m] / weeks;
            let gain = f.gain * p.effort.indicator_power * seat.stake * digital * w[m] * gap;
            let word = x.luck.block(Stream::Fabrication, x.week, office.unit, m as u32)[0];
            let possible = indicator.manipulability > 0.0 && !x.off.fabrication;
            office.faking[m] = possible && open_unit(word) < probability(gain, cost, f.scale);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_within_reach_close_exactly_so_reports_bunch_at_the_target() {
        for a in [0.7, 0.8, 0.95] {
            assert_eq!(a + faked(a, 0.35), 1.0);
        }
        assert_eq!(faked(0.5, 0.35), 0.35);
        assert_eq!(faked(1.1, 0.35), 0.0);
    }

    #[test]
    fn no_gain_no_faking_and_risk_deters() {
        assert_eq!(probability(0.0, -5.0, 0.15), 0.0);
        assert!(probability(0.5, 0.9, 0.15) < probability(0.5, 0.4, 0.15));
        assert_eq!(probability(0.3, 0.3, 0.15), 0.5);
    }

    #[test]
    fn what_is_not_asked_for_is_not_missed() {
        assert_eq!(of_stock(0.0, 0.0), 1.0);
    }
}
