//! # Demands on hours
//!
//! **Models** how targets, directives, platforms and citizens turn into hours asked of an office.
//!
//! **Order**: step 1 of the week.
//!
//! **Equations** (hours a staff-week; T the target, ρ productivity, k staff skill)
//!
//! 1. copies = (1 + (D−1)(1−σ)ω)(1 + π(live−1)⁺(1−portal))
//! 2. records: T·copies/(ρk); display: T/ρ; replies: T·directives·time·groups
//! 3. online: registering + persuading·(T − online share)⁺
//! 4. building: wanted/26 weeks × 12 h, wanted = (max(T, (1−ν)T + ν·siblings' stock) − stock)⁺, stock as reported
//! 5. upkeep: 0.35 h a live platform; improvement: 2 h × max(T, 0.3)
//! 6. insurance: 6·severity records
//! 7. service: (backlog × case hours + visits × visit hours)/staff, both as [`felt`]; case hours = τ/(1 + gain·quality·online share)
//! 8. overload L = (all but service + (inflow × case hours + visits × visit hours)/staff)/(H(1 − slack))
//!
//! **Sources** S1-16 to S1-28, S2-6 to S2-9; Kaufmann & van Witteloostuijn 2018. **Leaves out** differences between departments; queues
//! between staff. **Checks** copies and overload against values worked out by hand.

use super::context::OfficeWeek;
use super::felt::felt;
use super::{effort, fabrication};
use crate::parameter::parameters;
use crate::world::indicator::IndicatorKind;
use crate::world::office::{IMPROVEMENT, INSURANCE, SERVICE, UPKEEP};

parameters! {
    /// Demands on the hours of staff: targets, directives, platforms and citizens turned into hours.
    pub struct Demands = "demands";
    /// Hours H of a staff-week.
    hours: f64 = 40.0, "h/staff-week", 1.0..=168.0, Fact, "measured: the legal working week; county leaders worked 47.56 h (2011)";
    /// Department lines D above every office.
    departments: f64 = 6.0, "1", 1.0..=100.0, Fact, "assumed: named in sources S2-6";
    /// Data sharing σ between departments: 0 every department collects for itself, 1 collect once and use many times.
    sharing: f64 = 0.20, "1", 0.0..=1.0, Lever, "assumed: named in sources S0-18, S2-31";
    /// Pace at which departments follow a change of sharing: share of the way a week.
    sharing_pace: f64 = 0.05, "1/week", 0.0001..=1.0, Fact, "assumed: departmental interest is named in sources S2-24";
    /// Share ω of a record that another department asks for again.
    form_overlap: f64 = 0.35, "1", 0.0..=1.0, Fact, "assumed: one reported case has visits entered in 3 systems";
    /// Additional copies π of a record for each live platform beyond the first.
    platform_copies: f64 = 0.05, "1", 0.0..=1.0, Fact, "assumed";
    /// Unified filing for staff: share of the copies for platforms that it saves.
    staff_portal: f64 = 0.0, "1", 0.0..=1.0, Lever, "choice: remedy of sources S4-20, S4-26, off";
    /// Directives a staff-week that ask for a reply.
    directives: f64 = 8.0, "1/staff-week", 0.0..=1000.0, Lever, "assumed: named in sources S1-16";
    /// Hours that one reply takes.
    reply_hours: f64 = 0.08, "h", 0.0..=10.0, Fact, "assumed";
    /// Work groups in which a directive has to be answered.
    groups: f64 = 3.0, "1", 0.0..=100.0, Lever, "assumed: one reported case of 2024 has 12.5 groups a unit";
    /// Stand-by outside office hours for each group and unit of the reply target; counts towards burnout.
    standby: f64 = 1.0, "h/staff-week", 0.0..=100.0, Lever, "assumed: 42.20 % name replies round the clock (sources S1-4)";
    /// Hours of registering people for online use.
    online_hours: f64 = 1.0, "h/staff-week", 0.0..=40.0, Fact, "assumed";
    /// Hours of persuading people, for each unit of the gap between target and online share.
    persuasion_hours: f64 = 4.0, "h/staff-week", 0.0..=100.0, Fact, "assumed";
    /// Hours that building one platform takes, per officer.
    build_hours: f64 = 12.0, "h", 0.0..=1000.0, Fact, "assumed";
    /// Weeks in which a missing platform is to be built.
    build_weeks: f64 = 26.0, "weeks", 1.0..=520.0, Fact, "assumed";
    /// Hours of keeping one live platform up.
    upkeep_hours: f64 = 0.35, "h/staff-week", 0.0..=40.0, Fact, "assumed: reported cases give 8-16 min an app and day";
    /// Hours of improving platforms in full.
    improvement_hours: f64 = 2.0, "h/staff-week", 0.0..=40.0, Fact, "assumed";
    /// Least quality that offices work towards, whatever the target.
    improvement_floor: f64 = 0.3, "1", 0.0..=1.0, Fact, "assumed";
    /// Hours of a case without platforms.
    case_hours: f64 = 0.86, "h", 0.001..=100.0, Fact, "assumed: so that load is slightly above 1";
    /// Hours of a visit at the window.
    visit_hours: f64 = 0.12, "h", 0.0..=10.0, Fact, "assumed";
    /// How much good platforms shorten a case: hours are divided by 1 + gain × quality × online share.
    digital_gain: f64 = 0.8, "1", 0.0..=10.0, Fact, "assumed: named in sources S0-10, S3-2";
    /// Training of officials: relative rise of staff skill.
    staff_training: f64 = 0.0, "1", 0.0..=1.0, Lever, "choice: remedy of sources S3-26, S4-30, off";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "demands",
    sentence: "Targets, directives, platforms and citizens become demands on hours; departments and platforms want their own copies.",
    when_off: "No copies: every record is made once.",
    groups: &["demands"],
};

/// Copies of a record (equation 1): one for every department that does not share, each again for every platform.
pub fn copies(p: &Demands, sharing: f64, live: f64) -> f64 {
    let departments = 1.0 + (p.departments - 1.0) * (1.0 - sharing) * p.form_overlap;
    departments * (1.0 + p.platform_copies * (live - 1.0).max(0.0) * (1.0 - p.staff_portal))
}

/// Hours of a case (equation 7).
pub fn case_hours(p: &Demands, quality: f64, online_share: f64) -> f64 {
    p.case_hours / (1.0 + p.digital_gain * quality * online_share)
}

/// Platforms wanted beyond the stock (equation 4).
pub fn wanted(target: f64, siblings_weight: f64, siblings: f64, stock: f64) -> f64 {
    (target.max((1.0 - siblings_weight) * target + siblings_weight * siblings) - stock).max(0.0)
}

/// Turns targets, directives, platforms and citizens into hours.
pub fn step(x: &mut OfficeWeek<'_>) {
    let (p, targets) = (&x.p.demands, &x.seat.targets);
    let office = &mut *x.office;
    // Sharing that a policy decides arrives at the pace of departments' willingness.
    office.sharing += p.sharing_pace * (p.sharing - office.sharing);
    let week = &mut office.week;
    let skill = office.staff_skill * (1.0 + p.staff_training);
    week.copies = if x.off.demands { 1.0 } else { copies(p, office.sharing, office.platforms.live) };
    week.case_hours = case_hours(p, office.platforms.useful_quality(), office.online_share);
    week.demanded = [0.0; crate::world::office::DEMANDS];
    week.wanted = 0.0;
    week.standby = 0.0;
    let mut record_productivity = None;
    let mut quality_target = 0.0;
    for (m, indicator) in x.p.indicators.iter().enumerate() {
        // Someone who fakes aims lower.
        let target = targets[m] * fabrication::aim(office.faking[m], indicator, x.p);
        week.demanded[m] = match indicator.kind {
            IndicatorKind::Record => {
                record_productivity.get_or_insert(indicator.productivity);
                target * week.copies / (indicator.productivity * skill)
            }
            IndicatorKind::Display => target / indicator.productivity,
            IndicatorKind::Reply => {
                week.standby += p.standby * target * p.groups;
                target * p.directives * p.reply_hours * p.groups
            }
            IndicatorKind::OnlineShare if target > 0.0 => {
                p.online_hours + p.persuasion_hours * (target - office.online_share).max(0.0)
            }
            IndicatorKind::PlatformCount if x.off.platforms => 0.0,
            IndicatorKind::PlatformCount => {
                let stock = office.platforms.live + x.p.platforms.zombies_count * office.platforms.zombies;
                week.wanted = wanted(target, x.p.platforms.sibling_weight, office.siblings_stock, stock);
                week.wanted / p.build_weeks * p.build_hours
            }
            IndicatorKind::PlatformQuality => {
                quality_target = target;
                0.0
            }
            IndicatorKind::OnlineShare => 0.0,
        };
    }
    // Platforms that stay as they are ask for nothing.
    if !x.off.platforms && office.platforms.live > 0.0 {
        week.demanded[UPKEEP] = p.upkeep_hours * office.platforms.live;
        week.demanded[IMPROVEMENT] = p.improvement_hours * quality_target.max(p.improvement_floor);
    }
    week.demanded[INSURANCE] = x.p.accountability.process * x.p.accountability.insurance_records * week.copies
        / (record_productivity.unwrap_or(1.0) * skill);
    let visits = office.visits * p.visit_hours;
    let staff = office.staff_sampled;
    let backlog = felt(office.backlog.len() as f64, office.expected_backlog, office.scatter);
    week.demanded[SERVICE] = (backlog * week.case_hours + visits) / staff;
    let others: f64 = week.demanded[..SERVICE].iter().sum();
    let flow = (office.inflow * week.case_hours + visits) / staff;
    week.slack = effort::slack(&x.p.effort, office.kept);
    week.overload = (others + flow) / (p.hours * (1.0 - week.slack));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_by_hand() {
        let p = Demands::default();
        // (1 + 5·0.8·0.35)(1 + 0.05·1) = 2.4·1.05
        assert!((copies(&p, 0.2, 2.0) - 2.52).abs() < 1e-12);
        assert_eq!(copies(&p, 1.0, 0.0), 1.0);
        let portal = Demands { staff_portal: 1.0, ..p };
        assert!((copies(&portal, 0.2, 9.0) - 2.4).abs() < 1e-12);
    }

    #[test]
    fn a_case_without_platforms_takes_its_full_hours() {
        let p = Demands { case_hours: 0.8, ..Demands::default() };
        assert_eq!(case_hours(&p, 0.0, 0.5), p.case_hours);
        assert!((case_hours(&p, 1.0, 1.0) - 0.8 / 1.8).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_wanted_at_or_above_the_target_and_the_siblings_stock() {
        assert_eq!(wanted(2.0, 0.3, 1.0, 2.0), 0.0);
        assert!((wanted(2.0, 0.3, 4.0, 2.0) - 0.6).abs() < 1e-12);
        assert_eq!(wanted(0.0, 0.3, 0.0, 0.0), 0.0);
    }
}
