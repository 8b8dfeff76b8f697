//! Which measures a workshop shows, which way is good, and which of them the superior can see.

use crate::observe::{By, Column, MEASURES, Names};
use crate::report::spread::is_of_offices;

/// On the board of a class: its key there, measure, group.
pub const BOARD: [(&str, &str, &str); 8] = [
    ("citizens_served", "citizens.resolved_in_time", "all"),
    ("exclusion_old", "citizens.excluded", "age:75+"),
    ("staff_hours", "effort.hours_worked", "all"),
    ("hours_per_resolved", "citizens.hours_per_resolved", "all"),
    ("gap", "fabrication.gap", "all"),
    ("results_reported", "score.results_reported", "all"),
    ("satisfaction_reported", "score.satisfaction_reported", "all"),
    ("digital_reported", "score.digital", "all"),
];

/// Shown first.
pub const HEADLINE: [&str; 10] = [
    "citizens.resolved_in_time",
    "citizens.excluded",
    "citizens.satisfaction",
    "effort.trace_share",
    "effort.hours_worked",
    "effort.burnout",
    "fabrication.gap",
    "fabrication.faked_share",
    "score.results_reported",
    "platforms.zombie_share",
];

/// Of which an answer has the course over time for every group of citizens.
const BY_GROUP: [&str; 6] = [
    "citizens.population",
    "citizens.needs",
    "citizens.resolved",
    "citizens.resolved_in_time",
    "citizens.excluded",
    "mandate.online_share",
];

/// What the superior sees: what offices report.
const REPORTED: [&str; 5] = [
    "score.total",
    "score.digital",
    "score.results_reported",
    "score.satisfaction_reported",
    "fabrication.attainment_reported",
];

/// What the superior knows because it sets it, counts it from outside or does it itself.
const KNOWN: [&str; 11] = [
    "cascade.target",
    "cascade.amplification",
    "contest.stake",
    "contest.rank_mobility",
    "contest.score_spread",
    "platforms.live",
    "platforms.launched",
    "audit.audits",
    "audit.caught",
    "audit.dismissed",
    "careers.promotions",
];

const MORE: [&str; 13] = [
    "citizens.resolved",
    "citizens.resolved_in_time",
    "citizens.satisfaction",
    "citizens.skill",
    "effort.motivation",
    "fabrication.attainment_true",
    "platforms.quality",
    "score.digital_results_correlation",
    "careers.selection_quality",
    "imitation.integrity",
    "demands.sharing",
    "citizens.internet_use",
    "citizens.online_share_able",
];

const LESS: [&str; 32] = [
    "effort.hours_worked",
    "effort.trace_share",
    "effort.overtime",
    "effort.burnout",
    "effort.standby",
    "demands.overload",
    "demands.copies",
    "cascade.amplification",
    "fabrication.gap",
    "fabrication.faked_share",
    "fabrication.faking_offices",
    "platforms.zombies",
    "platforms.zombie_share",
    "platforms.fragmentation",
    "platforms.closed_on_paper",
    "platforms.breaches",
    "platforms.victims",
    "platforms.losses",
    "mandate.refused",
    "citizens.excluded",
    "citizens.waiting",
    "citizens.waiting_time",
    "citizens.waiting_time_p50",
    "citizens.waiting_time_p90",
    "citizens.bounced",
    "citizens.trips",
    "citizens.burden_learning",
    "citizens.burden_compliance",
    "citizens.burden_psychological",
    "citizens.hours_per_resolved",
    "citizens.exclusion_ratio_age",
    "citizens.gini_offices",
];

/// Whether a measure is what offices report, or what only the model knows. What is not named here counts as true, so that a
/// new measure is hidden when true values are.
pub fn truth(measure: &str) -> &'static str {
    if REPORTED.contains(&measure) {
        "reported"
    } else if KNOWN.contains(&measure) {
        "neither"
    } else {
        "true"
    }
}

/// Whether those may see a measure from whom the true values are hidden.
pub fn is_seen_from_above(measure: &str) -> bool {
    truth(measure) != "true"
}

/// Which way is good.
pub fn good(measure: &str) -> &'static str {
    if MORE.contains(&measure) {
        "more"
    } else if LESS.contains(&measure) {
        "less"
    } else {
        "neither"
    }
}

/// Whether answers have a measure over time by group, indicator or activity.
pub fn has_groups(measure: &str) -> bool {
    let by = MEASURES.iter().find(|m| m.name == measure).map(|m| m.by);
    matches!(by, Some(By::Indicators | By::Activities)) || BY_GROUP.contains(&measure)
}

/// Whether an answer has the course of this column over time: the whole country, and the targets of every tier.
pub fn is_drawn(names: &Names, column: &Column) -> bool {
    let name = names.measures[usize::from(column.measure)].name;
    let national = names.places[column.place as usize].region == "all";
    let of_offices = is_of_offices(&names.groups[usize::from(column.group)]);
    national
        && !of_offices
        && (column.place == 0 || name == "cascade.target")
        && (column.group == 0 || has_groups(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::measure_names;

    #[test]
    fn every_name_is_a_measure() {
        let known = measure_names();
        let named = BOARD.iter().map(|b| b.1).chain(HEADLINE).chain(BY_GROUP);
        for name in named.chain(REPORTED).chain(KNOWN).chain(MORE).chain(LESS) {
            assert!(known.contains(&name), "{name}");
        }
        assert!(MORE.iter().all(|m| !LESS.contains(m)));
        assert!(REPORTED.iter().all(|m| !KNOWN.contains(m)));
        let reported: Vec<&str> = known.iter().copied().filter(|m| m.ends_with("_reported")).collect();
        assert!(reported.iter().all(|m| truth(m) == "reported"), "{reported:?}");
        assert!(
            known.iter().filter(|m| m.starts_with("citizens.") || m.starts_with("effort.")).all(|m| truth(m) == "true")
        );
    }
}
