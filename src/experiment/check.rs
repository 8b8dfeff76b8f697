//! What a pattern expects of a value, and what the paired seeds say to it.
//!
//! A direction holds if nine of ten seeds agree. It fails if fewer do and even the upper end of the interval of their share
//! stays below nine of ten; what lies between is undecided, and more seeds will tell.

use super::expression::ExpressionFault;
use super::statistics::{mean_interval, wilson};
use std::fmt;

/// Share of the seeds that must agree.
pub const AGREEMENT: f64 = 0.9;
const FORMS: &str = "write > 0, >= 0, < 0, <= 0 or in -0.01..0.01";

/// What is expected of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expectation {
    /// `> x`
    Above(f64),
    /// `>= x`
    AtLeast(f64),
    /// `< x`
    Below(f64),
    /// `<= x`
    AtMost(f64),
    /// `in a..b`, the bounds included.
    Within(f64, f64),
}

impl Expectation {
    /// Reads an expectation.
    ///
    /// # Errors
    ///
    /// The place where the text cannot be read.
    pub fn parse(text: &str) -> Result<Self, ExpressionFault> {
        let trimmed = text.trim();
        let start = text.len() - text.trim_start().len();
        let number = |part: &str, before: usize| -> Result<f64, ExpressionFault> {
            let from = start + before + (part.len() - part.trim_start().len());
            let part = part.trim();
            match part.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(number),
                _ => Err(ExpressionFault::new(from..from + part.len(), "a finite number is expected here", FORMS)),
            }
        };
        // The longer sign first: >= also begins with >.
        type Form = fn(f64) -> Expectation;
        let forms: [(&str, Form); 4] =
            [(">=", Self::AtLeast), (">", Self::Above), ("<=", Self::AtMost), ("<", Self::Below)];
        for (sign, form) in forms {
            if let Some(rest) = trimmed.strip_prefix(sign) {
                return number(rest, sign.len()).map(form);
            }
        }
        let all = start..start + trimmed.len();
        let Some(rest) = trimmed.strip_prefix("in").filter(|rest| rest.starts_with(char::is_whitespace)) else {
            return Err(ExpressionFault::new(all, "this is not an expectation", FORMS));
        };
        let Some((low, high)) = rest.split_once("..") else {
            return Err(ExpressionFault::new(all, "a range needs two bounds with .. between them", FORMS));
        };
        let (low, high) = (number(low, 2)?, number(high, 2 + low.len() + 2)?);
        match low <= high {
            true => Ok(Self::Within(low, high)),
            false => Err(ExpressionFault::new(all, "the lower bound of this range is above the upper one", FORMS)),
        }
    }

    /// Whether a value is as expected.
    pub fn meets(self, value: f64) -> bool {
        match self {
            Self::Above(x) => value > x,
            Self::AtLeast(x) => value >= x,
            Self::Below(x) => value < x,
            Self::AtMost(x) => value <= x,
            Self::Within(low, high) => (low..=high).contains(&value),
        }
    }
}

impl std::str::FromStr for Expectation {
    type Err = ExpressionFault;

    fn from_str(text: &str) -> Result<Self, ExpressionFault> {
        Self::parse(text)
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Above(x) => write!(f, "> {x}"),
            Self::AtLeast(x) => write!(f, ">= {x}"),
            Self::Below(x) => write!(f, "< {x}"),
            Self::AtMost(x) => write!(f, "<= {x}"),
            Self::Within(low, high) => write!(f, "in {low}..{high}"),
        }
    }
}

/// What came of a check, or of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As expected.
    Holds,
    /// Too few seeds to say.
    Undecided,
    /// Not as expected.
    Fails,
}

impl Verdict {
    /// The verdict on a pattern: fails if any of its checks does, holds if all do.
    pub fn of(checks: impl IntoIterator<Item = Self>) -> Self {
        checks.into_iter().max().unwrap_or(Self::Undecided)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Holds => "holds",
            Self::Undecided => "undecided",
            Self::Fails => "fails",
        })
    }
}

/// What the seeds say to one check.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Seeds.
    pub seeds: usize,
    /// Seeds with a value.
    pub n: usize,
    /// Mean of the values; none without any.
    pub mean: Option<f64>,
    /// 95 % interval of the mean by Student's t; none with fewer than two values.
    pub interval: Option<(f64, f64)>,
    /// Share of the seeds that are as expected; one without a value is not.
    pub agree: f64,
    /// What follows.
    pub verdict: Verdict,
}

impl Finding {
    /// Judges the values of a check, one for each seed.
    pub fn new(values: &[Option<f64>], expectation: Expectation) -> Self {
        let known: Vec<f64> = values.iter().copied().flatten().filter(|value| value.is_finite()).collect();
        let agreeing = known.iter().filter(|&&value| expectation.meets(value)).count();
        let seeds = values.len();
        let agree = agreeing as f64 / seeds.max(1) as f64;
        let verdict = match agree >= AGREEMENT {
            _ if seeds == 0 => Verdict::Undecided,
            true => Verdict::Holds,
            false if wilson(agreeing as u64, seeds as u64).1 < AGREEMENT => Verdict::Fails,
            false => Verdict::Undecided,
        };
        let (mean, interval) = mean_interval(&known);
        let mean = (!known.is_empty()).then_some(mean);
        Self { seeds, n: known.len(), mean, interval, agree, verdict }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn expectations_are_read() {
        for (text, expected) in [
            ("> 0", Expectation::Above(0.0)),
            (">=-1e-3", Expectation::AtLeast(-0.001)),
            (" < .5 ", Expectation::Below(0.5)),
            ("<= 2", Expectation::AtMost(2.0)),
            ("in -0.005..0.005", Expectation::Within(-0.005, 0.005)),
            ("in 1 .. 1", Expectation::Within(1.0, 1.0)),
            ("in 0.1...5e1", Expectation::Within(0.1, 5.0)),
        ] {
            assert_eq!(Expectation::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn faults_have_a_place() {
        for (text, at) in [
            ("", 0..0),
            ("0", 0..1),
            (" > x ", 3..4),
            (">", 1..1),
            ("in 1", 0..4),
            ("in 2..1", 0..7),
            ("in 1..b", 6..7),
            ("in1..2", 0..6),
            ("< nan", 2..5),
            ("= 1", 0..3),
        ] {
            assert_eq!(Expectation::parse(text).unwrap_err().at, at, "{text}");
        }
    }

    #[test]
    fn bounds_are_included_where_they_say_so() {
        let meets = |text: &str, value| Expectation::parse(text).unwrap().meets(value);
        assert!(!meets("> 0", 0.0) && meets(">= 0", 0.0) && !meets("< 0", 0.0) && meets("<= 0", 0.0));
        assert!(meets("in 0..1", 0.0) && meets("in 0..1", 1.0) && !meets("in 0..1", 1.01));
    }

    fn seeds(agree: usize, not: usize, without: usize) -> Finding {
        let values = [vec![Some(1.0); agree], vec![Some(-1.0); not], vec![None; without]].concat();
        Finding::new(&values, Expectation::Above(0.0))
    }

    #[test]
    fn nine_of_ten_must_agree() {
        // Wilson's upper end is 0.941 for 25 of 30, 0.912 for 23, 0.882 for 22.
        assert_eq!(seeds(27, 3, 0).verdict, Verdict::Holds);
        assert_eq!(seeds(26, 4, 0).verdict, Verdict::Undecided);
        assert_eq!(seeds(22, 8, 0).verdict, Verdict::Fails);
        assert_eq!(seeds(26, 0, 4).verdict, Verdict::Undecided);
        assert_eq!(seeds(0, 0, 30).verdict, Verdict::Fails);
        assert_eq!(seeds(0, 0, 0).verdict, Verdict::Undecided);
        assert_eq!(seeds(3, 1, 0).verdict, Verdict::Undecided);
    }

    #[test]
    fn mean_and_interval() {
        let finding = Finding::new(&[Some(1.0), None, Some(2.0), Some(3.0)], Expectation::Above(1.5));
        assert_eq!((finding.seeds, finding.n, finding.mean, finding.agree), (4, 3, Some(2.0), 0.5));
        let (low, high) = finding.interval.unwrap();
        // t(0.975, 2) = 4.302653, standard error 1/√3.
        assert!((low - (2.0 - 4.302_653 / 3f64.sqrt())).abs() < 1e-5 && (high + low - 4.0).abs() < 1e-12);
        let one = Finding::new(&[Some(1.0)], Expectation::Above(0.0));
        assert_eq!((one.mean, one.interval), (Some(1.0), None));
    }

    #[test]
    fn a_pattern_fails_with_any_check_and_holds_with_all() {
        use Verdict::{Fails, Holds, Undecided};
        assert_eq!(Verdict::of([Holds, Holds]), Holds);
        assert_eq!(Verdict::of([Holds, Undecided]), Undecided);
        assert_eq!(Verdict::of([Fails, Undecided, Holds]), Fails);
        assert_eq!(Verdict::of([]), Undecided);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(form in 0..5usize, x in -1e9..1e9f64, more in 0.0..1e9f64) {
            let expectation = match form {
                0 => Expectation::Above(x),
                1 => Expectation::AtLeast(x),
                2 => Expectation::Below(x),
                3 => Expectation::AtMost(x),
                _ => Expectation::Within(x, x + more),
            };
            prop_assert_eq!(Expectation::parse(&expectation.to_string()), Ok(expectation));
        }

        #[test]
        fn no_text_panics(text in ".{0,20}", near in "[<>=in .e0-9-]{0,12}") {
            for text in [text, near] {
                if let Err(fault) = Expectation::parse(&text) {
                    prop_assert!(text.get(fault.at).is_some());
                }
            }
        }
    }
}
