//! The list of all measures.

use super::interval::Sum;
use super::measure::{By, Measure, Value};
use super::year::OFFICE_COLUMNS;
use crate::world::citizen::{SATISFACTION_MAX, SKILL_MAX};
use crate::world::office::Activity;
use crate::world::tally::Count;

/// Activities that leave traces.
const TRACES: [Activity; 5] =
    [Activity::Records, Activity::Display, Activity::Replies, Activity::Insurance, Activity::Faking];

const fn measure(name: &'static str, unit: &'static str, by: By, sentence: &'static str, value: Value) -> Measure {
    Measure { name, unit, sentence, by, value }
}

/// All measures, in the order of the mechanisms.
pub const MEASURES: [Measure; 76] = [
    measure(
        "effort.hours",
        "h/staff-week",
        By::Activities,
        "Hours by activity.",
        Value::Weeks(|v| v.interval.hours(v.item) / v.interval.sum(Sum::Staff)),
    ),
    measure(
        "effort.hours_share",
        "1",
        By::Activities,
        "Share of the hours worked, by activity.",
        Value::Weeks(|v| v.interval.hours(v.item) / v.worked()),
    ),
    measure(
        "effort.hours_worked",
        "h/staff-week",
        By::Nothing,
        "Hours worked.",
        Value::Weeks(|v| v.worked() / v.interval.sum(Sum::Staff)),
    ),
    measure(
        "effort.trace_share",
        "1",
        By::Nothing,
        "Share of the hours worked that goes to traces: records, display, replies, insurance and faking.",
        Value::Weeks(|v| v.hours(&TRACES) / v.worked()),
    ),
    measure(
        "effort.overtime",
        "1",
        By::Nothing,
        "Overtime, as a share of ordinary hours.",
        Value::Weeks(|v| v.of_staff(Sum::Overtime)),
    ),
    measure(
        "effort.unused",
        "h/staff-week",
        By::Nothing,
        "Hours that nothing was worth.",
        Value::Weeks(|v| v.of_staff(Sum::Unused)),
    ),
    measure(
        "effort.slack",
        "1",
        By::Nothing,
        "Slack (idleness), as a share of hours.",
        Value::Weeks(|v| v.of_staff(Sum::Slack)),
    ),
    measure("effort.burnout", "1", By::Nothing, "Burnout, 0 to 1.", Value::Weeks(|v| v.of_staff(Sum::Burnout))),
    measure(
        "effort.motivation",
        "1",
        By::Nothing,
        "Service motivation left, 0 to 1.",
        Value::Weeks(|v| v.of_staff(Sum::Motivation)),
    ),
    measure(
        "effort.standby",
        "h/staff-week",
        By::Nothing,
        "Stand-by outside office hours.",
        Value::Weeks(|v| v.of_staff(Sum::Standby)),
    ),
    measure(
        "demands.overload",
        "1",
        By::Nothing,
        "Load: demands, with the flow of cases, over ordinary hours.",
        Value::Weeks(|v| v.of_staff(Sum::Overload)),
    ),
    measure(
        "demands.copies",
        "1",
        By::Nothing,
        "Copies in which a record is made.",
        Value::Weeks(|v| v.of_staff(Sum::Copies)),
    ),
    measure("demands.sharing", "1", By::Nothing, "Data sharing in effect.", Value::Weeks(|v| v.of_staff(Sum::Sharing))),
    measure(
        "contest.stake",
        "1",
        By::Nothing,
        "Mean stake: what a unit of score is worth to a unit.",
        Value::Contest(|v| v.mean(|j| j.stake)),
    ),
    measure(
        "contest.rank_mobility",
        "1",
        By::Nothing,
        "Mean move of offices in rank since the contest before, as a share of the siblings.",
        Value::Offices(|v| v.rank_mobility()),
    ),
    measure(
        "contest.score_spread",
        "1",
        By::Nothing,
        "Standard deviation of offices' scores.",
        Value::Offices(|v| v.score_sd()),
    ),
    measure(
        "cascade.target",
        "of the kind",
        By::Indicators,
        "Mean target given to the units, by indicator.",
        Value::Contest(|v| v.mean(|j| j.targets[v.item])),
    ),
    measure(
        "cascade.amplification",
        "1",
        By::Indicators,
        "Mean amplification of targets handed down, by indicator; units with children only.",
        Value::Contest(|v| {
            if v.units.end <= v.world.hierarchy.unit_of_office(0) {
                v.mean(|j| j.amplification[v.item])
            } else {
                f64::NAN
            }
        }),
    ),
    measure("score.total", "1", By::Nothing, "Mean score.", Value::Contest(|v| v.mean(|j| j.standing.score))),
    measure(
        "score.digital",
        "1",
        By::Nothing,
        "Mean digital part of the score, as reported.",
        Value::Contest(|v| v.mean(|j| j.standing.digital)),
    ),
    measure(
        "score.results_reported",
        "1",
        By::Nothing,
        "Share of needs resolved in time, as reported to superiors.",
        Value::Contest(|v| v.mean(|j| j.standing.results_observed)),
    ),
    measure(
        "score.satisfaction_reported",
        "1",
        By::Nothing,
        "Satisfaction, as reported to superiors.",
        Value::Contest(|v| v.mean(|j| j.standing.satisfaction_observed)),
    ),
    measure(
        "score.digital_results_correlation",
        "1",
        By::Nothing,
        "Correlation over offices of the reported digital score with the true share resolved in time.",
        Value::Offices(|v| v.correlation(|j| j.standing.digital, |j| j.standing.results)),
    ),
    measure(
        "fabrication.attainment_reported",
        "1",
        By::Indicators,
        "Reported attainment, by indicator.",
        Value::Weeks(|v| v.interval.reported(v.item) / v.interval.sum(Sum::Staff)),
    ),
    measure(
        "fabrication.attainment_true",
        "1",
        By::Indicators,
        "True attainment, by indicator.",
        Value::Weeks(|v| v.interval.genuine(v.item) / v.interval.sum(Sum::Staff)),
    ),
    measure(
        "fabrication.gap",
        "1",
        By::Nothing,
        "Goodhart gap: reported less true attainment, weighted over the indicators.",
        Value::Weeks(|v| v.of_staff(Sum::Reported) - v.of_staff(Sum::Genuine)),
    ),
    measure(
        "fabrication.faked_share",
        "1",
        By::Nothing,
        "Part of the target that is faked, weighted over the indicators.",
        Value::Weeks(|v| v.of_staff(Sum::Faked)),
    ),
    measure(
        "fabrication.faking_offices",
        "1",
        By::Nothing,
        "Share of offices that fake at least one indicator in the period to come.",
        Value::Offices(|v| v.office_share(|o, _| o.faking.iter().any(|f| *f))),
    ),
    measure(
        "platforms.live",
        "1/office",
        By::Nothing,
        "Live platforms, apps and accounts.",
        Value::Weeks(|v| v.an_office(Sum::Live)),
    ),
    measure(
        "platforms.zombies",
        "1/office",
        By::Nothing,
        "Dead platforms that are still there.",
        Value::Weeks(|v| v.an_office(Sum::Zombies)),
    ),
    measure(
        "platforms.zombie_share",
        "1",
        By::Nothing,
        "Dead platforms among all.",
        Value::Weeks(|v| v.interval.sum(Sum::Zombies) / (v.interval.sum(Sum::Zombies) + v.interval.sum(Sum::Live))),
    ),
    measure(
        "platforms.quality",
        "1",
        By::Nothing,
        "Mean quality of live platforms.",
        Value::Weeks(|v| v.interval.sum(Sum::Quality) / v.interval.sum(Sum::Live)),
    ),
    measure(
        "platforms.fragmentation",
        "1",
        By::Nothing,
        "Fragmentation that citizens see.",
        Value::Weeks(|v| v.an_office(Sum::Fragmentation)),
    ),
    measure(
        "platforms.launched",
        "1/office/year",
        By::Nothing,
        "Platforms launched.",
        Value::Weeks(|v| v.a_year(v.interval.sum(Sum::Launched)) * v.weeks / v.interval.sum(Sum::Offices)),
    ),
    measure(
        "platforms.closed",
        "1/office/year",
        By::Nothing,
        "Platforms closed, merged or cleaned up.",
        Value::Weeks(|v| v.a_year(v.interval.sum(Sum::Closed)) * v.weeks / v.interval.sum(Sum::Offices)),
    ),
    measure(
        "platforms.closed_on_paper",
        "1/office/year",
        By::Nothing,
        "Closures only reported.",
        Value::Weeks(|v| v.a_year(v.interval.sum(Sum::ClosedOnPaper)) * v.weeks / v.interval.sum(Sum::Offices)),
    ),
    measure(
        "platforms.breaches",
        "1/year",
        By::Nothing,
        "Data breaches.",
        Value::Weeks(|v| v.a_year(v.interval.sum(Sum::Breaches))),
    ),
    measure(
        "platforms.victims",
        "people/year",
        By::Nothing,
        "Victims of fraud after breaches, real people.",
        Value::Weeks(|v| v.a_year(v.interval.sum(Sum::Victims)) * v.sample),
    ),
    measure(
        "platforms.losses",
        "yuan/year",
        By::Nothing,
        "Losses of these victims.",
        Value::Weeks(|v| v.a_year(v.interval.sum(Sum::Victims)) * v.sample * v.loss),
    ),
    measure(
        "mandate.level",
        "1",
        By::Nothing,
        "Mandate: share of people at the window who are sent online.",
        Value::Weeks(|v| v.of_staff(Sum::Mandate)),
    ),
    measure(
        "mandate.online_share",
        "1",
        By::Citizens,
        "Share of submissions made online.",
        Value::Weeks(|v| v.count(Count::SubmittedOnline) / v.submitted()),
    ),
    measure(
        "mandate.refused",
        "1",
        By::Nothing,
        "People sent from the window, as a share of those who came.",
        Value::Weeks(|v| v.count(Count::Refused) / v.interval.sum(Sum::AtWindow)),
    ),
    measure(
        "mandate.idle_windows",
        "1",
        By::Nothing,
        "Share of the windows' capacity that stood idle, by visits as felt.",
        Value::Weeks(|v| v.interval.sum(Sum::WindowIdle) / v.interval.sum(Sum::WindowCapacity)),
    ),
    measure(
        "citizens.population",
        "people",
        By::Citizens,
        "Citizens, real people.",
        Value::Weeks(|v| v.stand(Count::Citizens) * v.sample),
    ),
    measure(
        "citizens.needs",
        "1/person/year",
        By::Citizens,
        "Needs that arose.",
        Value::Weeks(|v| v.a_year(v.count(Count::Needs)) / v.stand(Count::Citizens)),
    ),
    measure(
        "citizens.submitted",
        "1/person/year",
        By::Citizens,
        "Cases submitted.",
        Value::Weeks(|v| v.a_year(v.submitted()) / v.stand(Count::Citizens)),
    ),
    measure(
        "citizens.resolved",
        "1",
        By::Citizens,
        "Needs resolved, as a share of those that arose.",
        Value::Weeks(|v| v.count(Count::Resolved) / v.count(Count::Needs)),
    ),
    measure(
        "citizens.resolved_in_time",
        "1",
        By::Citizens,
        "Needs resolved within the promised time, as a share of those that arose.",
        Value::Weeks(|v| v.count(Count::InTime) / v.count(Count::Needs)),
    ),
    measure(
        "citizens.excluded",
        "1",
        By::Citizens,
        "Needs given up, as a share of those that arose.",
        Value::Weeks(|v| v.count(Count::Excluded) / v.count(Count::Needs)),
    ),
    measure(
        "citizens.waiting",
        "1",
        By::Citizens,
        "Citizens with an open need at the end of the record.",
        Value::Weeks(|v| v.open() / v.stand(Count::Citizens)),
    ),
    measure(
        "citizens.bounced",
        "1",
        By::Citizens,
        "Cases sent back for another document, for each need resolved.",
        Value::Weeks(|v| v.count(Count::Bounced) / v.count(Count::Resolved)),
    ),
    measure(
        "citizens.trips",
        "1",
        By::Citizens,
        "Trips and evenings for each need resolved or given up.",
        Value::Weeks(|v| v.count(Count::Trips) / (v.count(Count::Resolved) + v.count(Count::Excluded))),
    ),
    measure(
        "citizens.waiting_time",
        "weeks",
        By::Citizens,
        "Mean time from need to resolution.",
        Value::Weeks(|v| v.count(Count::Weeks) / v.count(Count::Resolved)),
    ),
    measure(
        "citizens.waiting_time_p50",
        "weeks",
        By::Nothing,
        "Median time from need to resolution; 31 stands for more.",
        Value::Weeks(|v| v.waiting_quantile(0.5)),
    ),
    measure(
        "citizens.waiting_time_p90",
        "weeks",
        By::Nothing,
        "Time within which nine of ten resolved needs were resolved; 31 stands for more.",
        Value::Weeks(|v| v.waiting_quantile(0.9)),
    ),
    measure(
        "citizens.satisfaction",
        "1",
        By::Citizens,
        "Mean satisfaction.",
        Value::Weeks(|v| v.stand(Count::Satisfaction) / v.stand(Count::Citizens) / f64::from(SATISFACTION_MAX)),
    ),
    measure(
        "citizens.skill",
        "1",
        By::Citizens,
        "Mean digital skill.",
        Value::Weeks(|v| v.stand(Count::Skill) / v.stand(Count::Citizens) / f64::from(SKILL_MAX)),
    ),
    measure(
        "citizens.adopted",
        "1",
        By::Citizens,
        "Citizens with a device who have adopted the online way, as a share of those with a device.",
        Value::Weeks(|v| v.stand(Count::Adopted) / v.device_owners()),
    ),
    measure(
        "citizens.internet_use",
        "1",
        By::Citizens,
        "Citizens with a device.",
        Value::Weeks(|v| v.device_owners() / v.stand(Count::Citizens)),
    ),
    measure(
        "citizens.online_share_able",
        "1",
        By::Nothing,
        "Share of submissions made online, among citizens with a device.",
        Value::Weeks(|v| v.online_share_able()),
    ),
    measure(
        "citizens.complaints",
        "1",
        By::Citizens,
        "Complaints heard, for each need that arose.",
        Value::Weeks(|v| v.count(Count::Complaints) / v.count(Count::Needs)),
    ),
    measure(
        "citizens.burden_learning",
        "1",
        By::Citizens,
        "Learning costs: failed attempts online for each need that arose.",
        Value::Weeks(|v| v.count(Count::FailedOnline) / v.count(Count::Needs)),
    ),
    measure(
        "citizens.burden_compliance",
        "1",
        By::Citizens,
        "Compliance costs: attempts and further documents for each need that arose.",
        Value::Weeks(|v| (v.attempts() + v.count(Count::Bounced)) / v.count(Count::Needs)),
    ),
    measure(
        "citizens.burden_psychological",
        "1",
        By::Citizens,
        "Psychological costs: refusals at the window and giving up, for each need that arose.",
        Value::Weeks(|v| (v.count(Count::Refused) + v.count(Count::Excluded)) / v.count(Count::Needs)),
    ),
    measure(
        "citizens.hours_per_resolved",
        "h",
        By::Nothing,
        "Staff hours worked for each need resolved.",
        Value::Weeks(|v| v.worked() / (v.count(Count::Resolved) * v.sample)),
    ),
    measure(
        "citizens.exclusion_ratio_age",
        "1",
        By::Nothing,
        "Share given up at 60 and over against 18 to 44.",
        Value::Weeks(|v| v.excluded_at(4..6) / v.excluded_at(1..3)),
    ),
    measure(
        "citizens.gini_offices",
        "1",
        By::Nothing,
        "Gini coefficient of the share resolved in time between offices.",
        Value::Offices(|v| v.inequality().0),
    ),
    measure(
        "citizens.theil_offices",
        "1",
        By::Nothing,
        "Theil index of the share resolved in time between offices.",
        Value::Offices(|v| v.inequality().1),
    ),
    measure(
        "audit.audits",
        "1",
        By::Nothing,
        "Share of offices audited.",
        Value::Offices(|v| v.office_share(|_, j| j.standing.audited)),
    ),
    measure(
        "audit.caught",
        "1",
        By::Nothing,
        "Share of offices caught.",
        Value::Offices(|v| v.office_share(|_, j| j.standing.caught)),
    ),
    measure(
        "audit.dismissed",
        "1",
        By::Nothing,
        "Share of offices whose leader was dismissed.",
        Value::Offices(|v| v.office_share(|_, j| j.standing.dismissed)),
    ),
    measure(
        "audit.perceived_risk",
        "1",
        By::Nothing,
        "Perceived risk of an audit.",
        Value::Offices(|v| v.office_mean(|o, _| o.risk)),
    ),
    measure(
        "imitation.zeal",
        "1",
        By::Nothing,
        "Mean trace zeal of leaders.",
        Value::Contest(|v| v.mean(|j| j.leader.zeal)),
    ),
    measure(
        "imitation.integrity",
        "1",
        By::Nothing,
        "Mean integrity of leaders.",
        Value::Contest(|v| v.mean(|j| j.leader.integrity)),
    ),
    measure(
        "careers.promotions",
        "1",
        By::Nothing,
        "Leaders promoted into the units at this contest, for each unit.",
        Value::Contest(|v| v.promotions().0 / v.units.len() as f64),
    ),
    measure(
        "careers.selection_quality",
        "1",
        By::Nothing,
        "How well the promoted served among their siblings: 1 the best, -1 the worst.",
        Value::Contest(|v| v.promotions().1 / v.promotions().0),
    ),
];

/// Names of all measures.
pub fn measure_names() -> Vec<&'static str> {
    MEASURES.iter().map(|m| m.name).collect()
}

/// All measures and the columns of the table of offices, as Markdown.
pub fn measure_tables() -> String {
    let mut text = String::from(
        "# Measures\n\nEvery measure is declared once, in `src/observe/measures.rs`; this page is printed from there. Flows \
         are summed over the weeks of a record, standings are those at its end; measures at contests have one row a \
         contest. A measure without a base (no needs, no platforms) has no row.\n\n\
         | measure | unit | from | by | definition |\n|---|---|---|---|---|\n",
    );
    for m in &MEASURES {
        let from = match m.value {
            Value::Weeks(_) => "weeks",
            Value::Contest(_) => "units at a contest",
            Value::Offices(_) => "offices at a contest",
        };
        text.push_str(&format!("| `{}` | {} | {from} | {} | {} |\n", m.name, m.unit, m.by.word(), m.sentence));
    }
    text.push_str("\n## The yearly table of offices\n\n| column | unit | definition |\n|---|---|---|\n");
    for (name, unit, sentence) in &OFFICE_COLUMNS {
        text.push_str(&format!("| `{name}` | {unit} | {sentence} |\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanisms::MECHANISMS;
    use std::collections::BTreeSet;

    #[test]
    fn every_measure_has_its_own_name_under_a_mechanism_and_a_sentence() {
        let names: BTreeSet<&str> = measure_names().into_iter().collect();
        assert_eq!(names.len(), MEASURES.len());
        for m in &MEASURES {
            let (mechanism, _) = m.name.split_once('.').unwrap();
            assert!(MECHANISMS.iter().any(|x| x.name == mechanism), "{}", m.name);
            assert!(m.sentence.ends_with('.') && !m.unit.is_empty(), "{}", m.name);
        }
    }

    #[test]
    fn every_mechanism_has_a_measure() {
        for mechanism in &MECHANISMS {
            assert!(MEASURES.iter().any(|m| m.name.starts_with(&format!("{}.", mechanism.name))), "{}", mechanism.name);
        }
    }
}
