//! Words and numbers in the language of the page. All words come from the catalogue of terms.

use super::cube::{Difference, Stat};
use super::material::{Arm, Material};
use crate::terms::{self, Lang};
use std::borrow::Cow;

/// Measures of unit 1 that are a share of something, and so are shown in per cent.
const SHARES: [&str; 31] = [
    "effort.hours_share",
    "effort.trace_share",
    "effort.overtime",
    "effort.slack",
    "score.results_reported",
    "score.satisfaction_reported",
    "fabrication.attainment_reported",
    "fabrication.attainment_true",
    "fabrication.gap",
    "fabrication.faked_share",
    "fabrication.faking_offices",
    "platforms.zombie_share",
    "mandate.level",
    "mandate.online_share",
    "mandate.refused",
    "mandate.idle_windows",
    "citizens.resolved",
    "citizens.resolved_in_time",
    "citizens.excluded",
    "citizens.waiting",
    "citizens.satisfaction",
    "citizens.adopted",
    "citizens.internet_use",
    "citizens.online_share_able",
    "audit.audits",
    "audit.caught",
    "audit.dismissed",
    "audit.perceived_risk",
    "demands.sharing",
    "demands.overload",
    "effort.burnout",
];

/// Words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) lang: Lang,
}

impl Words {
    /// A text of the page; its key where the catalogue has none, which a test looks for.
    pub(super) fn text(self, key: &str) -> String {
        terms::text(key, self.lang).unwrap_or(key).to_string()
    }

    /// A text with its `{placeholders}` filled.
    pub(super) fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        let mut rest = terms::text(key, self.lang).unwrap_or(key);
        let mut out = String::with_capacity(rest.len());
        // One pass, so that a value that looks like a placeholder stays as it is.
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            rest = &rest[open..];
            let close = rest.find('}').unwrap_or(rest.len() - 1);
            let found = values.iter().find(|(name, _)| *name == &rest[1..close]);
            out.push_str(found.map_or(&rest[..=close], |(_, value)| value));
            rest = &rest[close + 1..];
        }
        out.push_str(rest);
        out
    }

    /// The same with values that are made for this text.
    pub(super) fn fill_owned(self, key: &str, values: &[(&str, String)]) -> String {
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.fill(key, &values)
    }

    /// The label of a parameter; its path where the catalogue has none, as for facts.
    pub(super) fn parameter(self, path: &str) -> String {
        self.named("lever", path)
    }

    /// The label of a name of this kind, as `mechanism`; the name where the catalogue has none.
    pub(super) fn named(self, kind: &str, name: &str) -> String {
        terms::label(&format!("{kind}:{name}"), self.lang).unwrap_or(name).to_string()
    }

    /// The label of a measure; its name where the catalogue has none.
    pub(super) fn label(self, key: &str) -> String {
        terms::label(key, self.lang).unwrap_or(key).to_string()
    }

    /// The label of a group: of people, or of what stands after the colon.
    pub(super) fn group(self, key: &str) -> String {
        match terms::label(key, self.lang) {
            Some(label) => label.to_string(),
            None => key.split_once(':').map_or(key, |(_, name)| name).to_string(),
        }
    }

    /// The label of a tier.
    pub(super) fn tier(self, name: &str) -> String {
        self.named("tier", name)
    }

    /// The label of an arm: that of the shipped policies it is called after, or else its name.
    pub(super) fn arm(self, arm: &Arm) -> String {
        let label = |name: &str| terms::label(&format!("policy:{name}"), self.lang);
        let parts: Option<Vec<&str>> = arm.name.split('+').map(label).collect();
        parts.map_or_else(|| arm.name.clone(), |parts| parts.join(" + "))
    }

    /// The sentence of the shipped policies that an arm is called after.
    pub(super) fn policy(self, arm: &Arm) -> Option<String> {
        let sentence = |name: &str| terms::sentence(&format!("policy:{name}"), self.lang);
        let parts: Option<Vec<Cow<'static, str>>> = arm.name.split('+').map(sentence).collect();
        Some(parts?.join(if self.lang == Lang::Zh { "" } else { " " }))
    }

    /// The arm as a legend names it: the baseline says that it is that.
    pub(super) fn in_legend(self, material: &Material, arm: usize) -> String {
        let Some(found) = material.arms.get(arm) else { return String::new() };
        match material.arms.len() > 1 && arm == material.baseline {
            true => self.fill("report.baseline_of", &[("name", &self.arm(found))]),
            false => self.arm(found),
        }
    }

    /// How numbers of a measure are written.
    pub(super) fn scale(self, material: &Material, measure: &str, group: &str) -> Scale {
        self.scale_of(measure, material.cube.unit(measure, group))
    }

    /// The same for a measure of this unit.
    pub(super) fn scale_of(self, measure: &str, unit: &str) -> Scale {
        match unit {
            "1" | "" if SHARES.contains(&measure) => Scale { per_cent: true, unit: "%".into() },
            "1" | "" => Scale::plain(),
            unit => Scale { per_cent: false, unit: terms::unit(unit, self.lang).into_owned() },
        }
    }

    /// A value of a parameter that is a choice or a switch.
    pub(super) fn choice(self, name: &str) -> String {
        self.named("choice", name)
    }

    /// An interval in words.
    pub(super) fn interval(self, scale: &Scale, ends: Option<(f64, f64)>, sign: bool) -> String {
        let Some((low, high)) = ends else { return self.text("report.no_interval") };
        let of = |v: f64| if sign { scale.signed(v) } else { scale.number(v) };
        self.fill("report.interval", &[("low", &of(low)), ("high", &of(high))])
    }

    /// A mean with its interval.
    pub(super) fn stat(self, scale: &Scale, stat: &Stat) -> String {
        match stat.interval {
            None => scale.with_unit(stat.mean),
            ends => self.fill(
                "report.with_interval",
                &[("value", &scale.with_unit(stat.mean)), ("interval", &self.interval(scale, ends, false))],
            ),
        }
    }

    /// A difference with its interval.
    pub(super) fn difference(self, scale: &Scale, found: &Difference) -> String {
        let value = self.points(scale, found.difference);
        match found.interval {
            None => value,
            ends => {
                self.fill("report.with_interval", &[("value", &value), ("interval", &self.interval(scale, ends, true))])
            }
        }
    }

    /// A number of a table: the interval in brackets, the unit in the head.
    pub(super) fn cell(self, scale: &Scale, value: f64, ends: Option<(f64, f64)>, sign: bool) -> String {
        let of = |v: f64| if sign { scale.signed(v) } else { scale.number(v) };
        match ends {
            Some((low, high)) => {
                self.fill("report.cell", &[("value", &of(value)), ("low", &of(low)), ("high", &of(high))])
            }
            None => of(value),
        }
    }

    /// The label of a measure with its unit, as the head of a row or column.
    pub(super) fn head(self, label: &str, scale: &Scale) -> String {
        match scale.unit.as_str() {
            "" => label.into(),
            unit => self.fill("report.in_unit", &[("label", label), ("unit", unit)]),
        }
    }

    /// A difference with its sign and unit; of shares in percentage points.
    pub(super) fn points(self, scale: &Scale, value: f64) -> String {
        match scale.per_cent {
            true => self.fill("report.points", &[("value", &scale.signed(value))]),
            false if scale.unit.is_empty() => scale.signed(value),
            false => format!("{} {}", scale.signed(value), scale.unit),
        }
    }
}

/// How numbers of a measure are written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    /// Whether they are shares, shown in per cent.
    pub(super) per_cent: bool,
    /// The unit in words; empty for a plain number.
    pub(super) unit: String,
}

impl Scale {
    /// A plain number without a unit.
    pub(super) fn plain() -> Self {
        Self { per_cent: false, unit: String::new() }
    }

    /// What is drawn for a value.
    pub(super) fn drawn(&self, value: f64) -> f64 {
        if self.per_cent { 100.0 * value } else { value }
    }

    /// A number with the digits that are worth reading.
    pub(super) fn number(&self, value: f64) -> String {
        number(self.drawn(value))
    }

    /// The same with its sign.
    pub(super) fn signed(&self, value: f64) -> String {
        let text = self.number(value);
        if value > 0.0 && text != "0" { format!("+{text}") } else { text }
    }

    /// The same with its unit.
    pub(super) fn with_unit(&self, value: f64) -> String {
        match self.unit.as_str() {
            "" => self.number(value),
            unit => format!("{} {unit}", self.number(value)),
        }
    }
}

/// A number with about three digits, and a real minus sign.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    let text = match size {
        _ if !value.is_finite() => return "—".into(),
        0.0 => return "0".into(),
        s if s >= 1e6 => format!("{:.2e}", size),
        s if s >= 1000.0 => format!("{size:.0}"),
        s if s >= 10.0 => format!("{size:.1}"),
        s if s >= 0.1 => format!("{size:.2}"),
        s if s >= 0.01 => format!("{size:.3}"),
        s if s >= 0.000_1 => format!("{size:.5}"),
        _ => format!("{size:.1e}"),
    };
    if value < 0.0 { format!("\u{2212}{text}") } else { text }
}

/// The same without zeros at its end, for values that somebody has chosen.
pub(super) fn chosen(value: f64) -> String {
    let text = number(value);
    match text.contains('.') && !text.contains('e') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        let shown = [0.0, 123_456.7, 97.381, -1.886, 0.589, -0.0412, 0.000_34, 1e-9, 3e9, f64::NAN].map(number);
        assert_eq!(shown, ["0", "123457", "97.4", "−1.89", "0.59", "−0.041", "0.00034", "1.0e-9", "3.00e9", "—"]);
        assert_eq!([0.05, 0.4, 2.0, 1e-9].map(chosen), ["0.05", "0.4", "2", "1.0e-9"]);
        let share = Scale { per_cent: true, unit: "%".into() };
        assert_eq!([share.signed(0.018_86), share.signed(-0.018_86), share.signed(0.0)], ["+1.89", "−1.89", "0"]);
        assert_eq!(share.with_unit(0.973_81), "97.4 %");
    }

    #[test]
    fn every_share_is_a_measure_of_unit_one() {
        for name in SHARES {
            let measure = crate::observe::MEASURES.iter().find(|m| m.name == name);
            assert!(measure.is_some_and(|m| m.unit == "1"), "{name}");
        }
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_stays() {
        let words = Words { lang: Lang::En };
        assert_eq!(words.fill("{a} and {b} {c}", &[("a", "{b}"), ("b", "x")]), "{b} and x {c}");
        assert_eq!(words.fill("open {", &[]), "open {");
    }
}
