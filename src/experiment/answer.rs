//! What an experiment gives out: tables, a document, figures, and what is worth reading first.

use super::expression::{self, Expression, Reference};
use super::file::locate;
use super::job::{Arm, Record};
use super::runner::Stopped;
use crate::report::Tidy;
use crate::report::figures::picture::Picture;
use serde_json::Value;
use std::collections::BTreeMap;

/// The answer of an experiment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Tables to be written.
    pub tables: Vec<Tidy>,
    /// The answer as a document; the same bits for the same experiment.
    pub document: Value,
    /// The answer for people.
    pub blocks: Vec<Block>,
    /// Figures, by file name without an ending.
    pub figures: Vec<(String, Picture)>,
    /// Pages, by file name.
    pub pages: Vec<(String, String)>,
    /// Whether something that was expected did not show.
    pub unmet: bool,
}

/// A part of the answer for people.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A sentence or several.
    Line(String),
    /// A table of texts.
    Table {
        /// Head.
        head: Vec<String>,
        /// Rows.
        rows: Vec<Vec<String>>,
        /// Columns that stand to the right.
        right: Vec<usize>,
    },
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// Not all runs were made.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The runs do not answer the question.
    #[error("{what}\nhelp: {help}")]
    Cannot {
        /// What is in the way.
        what: String,
        /// What to do.
        help: String,
        /// Tables that say more.
        tables: Vec<Tidy>,
    },
}

impl Unanswered {
    /// The runs do not answer the question.
    pub(super) fn cannot(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::with_tables(Vec::new(), what, help)
    }

    /// The same, with tables that say more.
    pub(super) fn with_tables(tables: Vec<Tidy>, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Cannot { what: what.into(), help: help.into(), tables }
    }
}

/// An expression, and where the numbers of an arm stand that it needs.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    expression: Expression,
    places: BTreeMap<Reference, usize>,
}

impl Outcome {
    /// An expression without an arm, for this one.
    pub(super) fn new(text: &str, arm: &Arm) -> Result<Self, Unanswered> {
        let fault = |what: String| Unanswered::cannot(format!("`{text}`: {what}"), "see `jiama explain` for measures");
        let expression = expression::parse(text).map_err(|e| fault(e.message))?;
        let mut places = BTreeMap::new();
        for reference in expression.references() {
            places.insert(reference.clone(), locate(arm, reference).map_err(|(message, _)| fault(message))?);
        }
        Ok(Self { expression, places })
    }

    /// Its value in a run; NaN where the run failed or where it has none.
    pub(super) fn of(&self, record: &Record) -> f64 {
        let Some(values) = record.values() else { return f64::NAN };
        let mut read = |reference: &Reference| self.places.get(reference).and_then(|at| values.get(*at)).copied();
        self.expression.value(&mut read).unwrap_or(f64::NAN)
    }
}

/// The unit of an expression: that of its measure where it is nothing but one.
pub(super) fn unit(text: &str, arm: &Arm) -> String {
    let Ok(parsed) = expression::parse(text) else { return String::new() };
    let mut references = parsed.references();
    match (references.next(), references.next()) {
        (Some(one), None) if one.to_string() == text.trim() => {
            let names = &arm.grid.names;
            let measure = names.measures.iter().find(|m| m.name == one.measure);
            let group = one.group.as_deref().and_then(|g| names.groups.iter().position(|n| n == g));
            match (measure.map(|m| m.unit), group.and_then(|g| names.group_units.get(g))) {
                (Some("of the kind"), Some(unit)) => (*unit).into(),
                (Some(unit), _) => unit.into(),
                (None, _) => String::new(),
            }
        }
        _ => String::new(),
    }
}

/// A number with the digits that are worth reading.
pub(super) fn shown(value: f64) -> String {
    match value.abs() {
        _ if !value.is_finite() => "—".into(),
        0.0 => "0".into(),
        v if v >= 1000.0 => format!("{value:.0}"),
        v if v >= 100.0 => format!("{value:.1}"),
        v if v >= 10.0 => format!("{value:.2}"),
        v if v >= 0.1 => format!("{value:.3}"),
        v if v >= 0.0001 => format!("{value:.4}"),
        _ => format!("{value:.1e}"),
    }
}

/// A number with its sign.
pub(super) fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", shown(value)) } else { shown(value) }
}

/// An interval in words.
pub(super) fn interval(ends: Option<(f64, f64)>) -> String {
    ends.map_or_else(|| "—".into(), |(low, high)| format!("{} … {}", shown(low), shown(high)))
}

/// A number for a document: nothing where it is not finite.
pub(super) fn json(value: f64) -> Value {
    if value.is_finite() { Value::from(value) } else { Value::Null }
}

/// Failed runs, with their reasons.
pub(super) fn failures<'a>(records: impl IntoIterator<Item = &'a Record>) -> Vec<String> {
    let reasons = records.into_iter().filter_map(|record| match record {
        Record::Failed(reason) => Some(reason.clone()),
        Record::Done(_) => None,
    });
    reasons.collect()
}

/// A sentence on failed runs; none without any.
pub(super) fn failed_line(reasons: &[String]) -> Option<Block> {
    let first = reasons.first()?;
    Some(Block::Line(format!("{} runs failed; the first: {first}", reasons.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        let texts = [0.0, 1234.6, 123.46, 12.345, 0.1234, 0.00123, 1e-7, f64::NAN].map(shown);
        assert_eq!(texts, ["0", "1235", "123.5", "12.35", "0.123", "0.0012", "1.0e-7", "—"]);
        assert_eq!([signed(0.5), signed(-0.5)], ["+0.500", "-0.500"]);
    }
}
