//! What is known of a parameter, and the two macros that declare parameters and choices.

use std::borrow::Cow;

/// What kind of number a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A real number.
    Real,
    /// A whole number.
    Whole,
    /// `true` or `false`; stored as 1 or 0.
    Switch,
    /// One of these names; stored as its place in the list.
    Choice(&'static [&'static str]),
}

/// Who may change a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A policy can change it at a date, for chosen tiers or regions.
    Lever,
    /// A property of the country or of people; a scenario sets it, a policy cannot.
    Fact,
    /// A structural alternative of the model; a scenario chooses it, a policy cannot.
    Structure,
    /// A setting of the run itself (length, seed); a policy cannot change it.
    Setting,
}

impl Role {
    /// The word used in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lever => "lever",
            Self::Fact => "fact",
            Self::Structure => "structure",
            Self::Setting => "setting",
        }
    }
}

/// What the default of a parameter rests on: the first word of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A published figure, used as it is.
    Measured,
    /// Fitted, by hand, so that the model comes out near a published figure.
    Calibrated,
    /// A value taken from a study.
    Literature,
    /// Judged by the makers of the model, in a first trial of its design.
    Expert,
    /// Without a source for its size; what is named beside it is the idea, a range or a case.
    Assumed,
    /// A setting of the user, a structural alternative, a null arm, or a remedy that is off.
    Choice,
}

impl Basis {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Measured, Self::Calibrated, Self::Literature, Self::Expert, Self::Assumed, Self::Choice];

    /// The word used in files and tables, with which a source begins.
    pub fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Calibrated => "calibrated",
            Self::Literature => "literature",
            Self::Expert => "expert",
            Self::Assumed => "assumed",
            Self::Choice => "choice",
        }
    }

    /// What the word means.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Measured => "A published figure, used as it is.",
            Self::Calibrated => "Fitted, by hand, so that the model comes out near a published figure.",
            Self::Literature => "A value taken from a study.",
            Self::Expert => "Judged by the makers of the model, in a first trial of its design.",
            Self::Assumed => "Without a source for its size; what is named beside it is the idea, a range or a case.",
            Self::Choice => "A setting of the user, a structural alternative, a null arm, or a remedy that is off.",
        }
    }

    /// The basis that a source begins with, and the rest of the source; none where it begins with no such word.
    pub fn of(source: &'static str) -> Option<(Self, &'static str)> {
        let (word, rest) = source.split_once(": ").unwrap_or((source, ""));
        Self::ALL.into_iter().find(|basis| basis.word() == word).map(|basis| (basis, rest))
    }
}

/// All that is known of one parameter. Everything shown to users of a parameter comes from here.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// Group in scenario files, for example `cascade` or `indicators.ledger`.
    pub group: Cow<'static, str>,
    /// Name within the group.
    pub name: &'static str,
    /// Kind of number.
    pub kind: Kind,
    /// Names of the elements of a row; empty for a single number.
    pub labels: &'static [&'static str],
    /// Default, one value an element.
    pub default: Vec<f64>,
    /// Unit; `1` for a share or a number without dimension.
    pub unit: &'static str,
    /// Least value allowed.
    pub lowest: f64,
    /// Greatest value allowed.
    pub highest: f64,
    /// Who may change it.
    pub role: Role,
    /// Where the default comes from: the word of its [`Basis`], and what there is to say, as in `measured: 63.89 % (census 2020)`.
    pub source: &'static str,
    /// One sentence that says what it is.
    pub sentence: String,
}

impl Declaration {
    /// Path in scenario files: `group.name`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.group, self.name)
    }

    /// What the default rests on; assumed where the source does not say.
    pub fn basis(&self) -> Basis {
        Basis::of(self.source).map_or(Basis::Assumed, |(basis, _)| basis)
    }

    /// What the source says beyond its basis; may be empty.
    pub fn origin(&self) -> &'static str {
        Basis::of(self.source).map_or(self.source, |(_, rest)| rest)
    }

    /// A stored number as a user would write it: `0.4`, `12`, `true`, `"rank"`.
    pub fn show(&self, value: f64) -> String {
        match self.kind {
            Kind::Real => format!("{value:?}"),
            Kind::Whole => format!("{value:.0}"),
            Kind::Switch => (value != 0.0).to_string(),
            Kind::Choice(names) => format!("\"{}\"", names.get(value as usize).unwrap_or(&"?")),
        }
    }

    /// What is allowed, in words: `0..=1`, `true or false`, `"rank" or "threshold"`.
    pub fn allowed(&self) -> String {
        match self.kind {
            Kind::Real => format!("a number in {}..={}", self.lowest, self.highest),
            Kind::Whole => format!("a whole number in {}..={}", self.lowest, self.highest),
            Kind::Switch => "true or false".into(),
            Kind::Choice(names) => names.iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(" or "),
        }
    }

    /// Whether a stored number is inside the bounds and of the right kind.
    pub fn admits(&self, value: f64) -> bool {
        let inside = value.is_finite() && value >= self.lowest && value <= self.highest;
        match self.kind {
            Kind::Real => inside,
            Kind::Whole | Kind::Switch => inside && value.fract() == 0.0,
            Kind::Choice(names) => value.fract() == 0.0 && value >= 0.0 && (value as usize) < names.len(),
        }
    }
}

/// A type that can be a parameter: one number or a row of them.
pub trait Field: Sized {
    /// Kind of each element.
    const KIND: Kind;
    /// Number of elements.
    const LENGTH: usize;
    /// The elements as stored.
    fn values(&self) -> Vec<f64>;
    /// From the elements as stored; `values` holds [`Self::LENGTH`] of them.
    fn from_values(values: &[f64]) -> Self;
}

impl Field for f64 {
    const KIND: Kind = Kind::Real;
    const LENGTH: usize = 1;
    fn values(&self) -> Vec<f64> {
        vec![*self]
    }
    fn from_values(values: &[f64]) -> Self {
        values[0]
    }
}

impl Field for u32 {
    const KIND: Kind = Kind::Whole;
    const LENGTH: usize = 1;
    fn values(&self) -> Vec<f64> {
        vec![f64::from(*self)]
    }
    fn from_values(values: &[f64]) -> Self {
        values[0] as Self
    }
}

impl Field for u64 {
    const KIND: Kind = Kind::Whole;
    const LENGTH: usize = 1;
    fn values(&self) -> Vec<f64> {
        vec![*self as f64]
    }
    fn from_values(values: &[f64]) -> Self {
        values[0] as Self
    }
}

impl Field for bool {
    const KIND: Kind = Kind::Switch;
    const LENGTH: usize = 1;
    fn values(&self) -> Vec<f64> {
        vec![f64::from(u8::from(*self))]
    }
    fn from_values(values: &[f64]) -> Self {
        values[0] != 0.0
    }
}

impl<const N: usize> Field for [f64; N] {
    const KIND: Kind = Kind::Real;
    const LENGTH: usize = N;
    fn values(&self) -> Vec<f64> {
        self.to_vec()
    }
    fn from_values(values: &[f64]) -> Self {
        std::array::from_fn(|i| values[i])
    }
}

/// A struct made by `parameters!`.
pub trait ParameterGroup: Default {
    /// Group name in scenario files.
    const NAME: &'static str;
    /// What the group is about.
    const ABOUT: &'static str;
    /// Numbers the whole group takes.
    const LENGTH: usize;
    /// One declaration a field, in order.
    fn declarations() -> Vec<Declaration>;
    /// From [`Self::LENGTH`] stored numbers, in order.
    fn from_values(values: &[f64]) -> Self;
}

/// Declares a group of parameters: a struct, its defaults and what is known of each field.
///
/// ```text
/// parameters! {
///     /// What the group is about.
///     pub struct Audit = "audit";
///     /// Share of offices audited in a contest period.
///     base: f64 = 0.08, "per contest", 0.0..=1.0, Lever, "assumed: range for sensitivity 0.02-0.5";
///     /// Weights of the three parts of the score.
///     weights: [f64; 3] = [0.5, 0.3, 0.2], by PARTS, "1", 0.0..=1.0, Lever, "assumed";
/// }
/// ```
macro_rules! parameters {
    (
        $(#[doc = $about:literal])+
        pub struct $Group:ident = $group:literal;
        $(
            $(#[doc = $doc:literal])+
            $field:ident: $ty:ty = $default:expr, $(by $labels:ident,)? $unit:literal,
            $low:literal ..= $high:literal, $role:ident, $source:literal;
        )+
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Group {
            $( $(#[doc = $doc])+ pub $field: $ty, )+
        }

        impl Default for $Group {
            fn default() -> Self {
                Self { $( $field: $default, )+ }
            }
        }

        impl $crate::parameter::ParameterGroup for $Group {
            const NAME: &'static str = $group;
            const ABOUT: &'static str = concat!($($about),+);
            const LENGTH: usize = 0 $( + <$ty as $crate::parameter::Field>::LENGTH )+;

            fn declarations() -> Vec<$crate::parameter::Declaration> {
                use $crate::parameter::{Declaration, Field, Role};
                let defaults = Self::default();
                vec![$( Declaration {
                    group: std::borrow::Cow::Borrowed($group),
                    name: stringify!($field),
                    kind: <$ty as Field>::KIND,
                    labels: { let labels: &[&str] = &[]; $( let _ = labels; let labels: &[&str] = &$labels; )? labels },
                    default: Field::values(&defaults.$field),
                    unit: $unit,
                    lowest: $low as f64,
                    highest: $high as f64,
                    role: Role::$role,
                    source: $source,
                    sentence: concat!($($doc),+).trim().to_string(),
                } ),+]
            }

            fn from_values(values: &[f64]) -> Self {
                let mut at = 0;
                $(
                    let $field = {
                        let n = <$ty as $crate::parameter::Field>::LENGTH;
                        let v = <$ty as $crate::parameter::Field>::from_values(&values[at..at + n]);
                        at += n;
                        v
                    };
                )+
                debug_assert_eq!(at, values.len());
                Self { $( $field, )+ }
            }
        }
    };
}

/// Declares an enumeration that can be a parameter; the names are what scenario files say.
macro_rules! choices {
    (
        $(#[doc = $about:literal])+
        pub enum $Choice:ident { $( $(#[doc = $doc:literal])+ $variant:ident = $word:literal, )+ }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $Choice { $( $(#[doc = $doc])+ $variant, )+ }

        impl $crate::parameter::Field for $Choice {
            const KIND: $crate::parameter::Kind = $crate::parameter::Kind::Choice(&[$($word),+]);
            const LENGTH: usize = 1;
            fn values(&self) -> Vec<f64> {
                vec![f64::from(*self as u8)]
            }
            fn from_values(values: &[f64]) -> Self {
                let all = [$(Self::$variant),+];
                all[(values[0] as usize).min(all.len() - 1)]
            }
        }
    };
}

pub(crate) use {choices, parameters};
