//! Arithmetic over measures of arms: what the checks of a pattern and the columns of a comparison are made of.
//!
//! ```text
//! heavy:effort.trace_share - none:effort.trace_share
//! clean:platforms.live@year4 / clean:platforms.live@before - 1
//! max(0, citizens.excluded[age:75+] - citizens.excluded[age:18-29])
//! cascade.target[indicator:ledger]/township
//! ```
//!
//! A reference is `ARM:MEASURE[GROUP]/TIER@WINDOW`; everything but the measure can be left out. Names of arms, tiers and
//! windows may hold a `-`, so a minus sign has spaces around it; and `/` right after a measure begins a tier, so a division
//! sign has spaces too.

use std::fmt;
use std::ops::Range;

/// Parentheses, functions and minus signs inside each other that are read; more is a fault.
const DEPTH: usize = 50;
/// Functions and how many values each takes at least and at most.
const FUNCTIONS: [(&str, Range<usize>); 3] = [("min", 1..usize::MAX), ("max", 1..usize::MAX), ("abs", 1..2)];
const SPACES: &str = "names of arms, tiers and windows can contain -, so put spaces around a minus sign";
const DIVISION: &str = "/ right after a measure begins the name of a tier; put spaces around a division sign";
const EXAMPLE: &str = "for example heavy:citizens.excluded[age:75+]@last - none:citizens.excluded[age:75+]@last";

/// A measure of an arm.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Name of the arm; none where the expression is for every arm.
    pub arm: Option<String>,
    /// Name of the measure.
    pub measure: String,
    /// Group, such as `age:75+` or `indicator:ledger`; none is everybody.
    pub group: Option<String>,
    /// Tier whose row is read; none is the row of the whole country.
    pub tier: Option<String>,
    /// Window of time; none is the default.
    pub window: Option<String>,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(arm) = &self.arm {
            write!(f, "{arm}:")?;
        }
        f.write_str(&self.measure)?;
        if let Some(group) = &self.group {
            write!(f, "[{group}]")?;
        }
        if let Some(tier) = &self.tier {
            write!(f, "/{tier}")?;
        }
        if let Some(window) = &self.window {
            write!(f, "@{window}")?;
        }
        Ok(())
    }
}

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionFault {
    /// Bytes of the text; empty at its end.
    pub at: Range<usize>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
}

impl ExpressionFault {
    /// A fault at a place.
    pub(super) fn new(at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: help.into() }
    }
}

/// One step of the calculation; takes its operands from the top of a stack.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Number(f64),
    Reference(Reference),
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Least(usize),
    Greatest(usize),
    Absolute,
}

/// An expression, as steps in the order in which they are done: operands first.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    steps: Vec<Step>,
}

/// Reads an expression.
///
/// # Errors
///
/// The first place where the text cannot be read on.
pub fn parse(text: &str) -> Result<Expression, ExpressionFault> {
    let mut reader = Reader { text, at: 0, depth: 0, steps: Vec::new() };
    reader.sum()?;
    reader.spaces();
    match reader.rest().chars().next() {
        None => Ok(Expression { steps: reader.steps }),
        Some(')') => Err(reader.fault("this parenthesis was never opened", "")),
        Some(',') => Err(reader.fault("a comma stands only between the values of a function", "")),
        Some('@' | '[') => Err(reader.fault(
            "group, tier and window come right after the measure, in this order, each once",
            "ARM:MEASURE[GROUP]/TIER@WINDOW, without spaces",
        )),
        Some(_) => Err(reader.fault("an operator is missing before this", format!("write + - * or /; {SPACES}"))),
    }
}

impl std::str::FromStr for Expression {
    type Err = ExpressionFault;

    fn from_str(text: &str) -> Result<Self, ExpressionFault> {
        parse(text)
    }
}

impl Expression {
    /// The references, from left to right; one that is written twice comes twice.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.steps.iter().filter_map(|step| match step {
            Step::Reference(reference) => Some(reference),
            _ => None,
        })
    }

    /// The value, with `read` giving that of a reference. None where a reference has none, or where the calculation leaves
    /// the finite numbers on its way (a division by zero).
    pub fn value(&self, read: &mut dyn FnMut(&Reference) -> Option<f64>) -> Option<f64> {
        let mut stack: Vec<f64> = Vec::new();
        for step in &self.steps {
            let value = match step {
                Step::Number(number) => *number,
                Step::Reference(reference) => read(reference)?,
                Step::Negate => -stack.pop()?,
                Step::Absolute => stack.pop()?.abs(),
                Step::Least(n) => stack.drain(stack.len().checked_sub(*n)?..).reduce(f64::min)?,
                Step::Greatest(n) => stack.drain(stack.len().checked_sub(*n)?..).reduce(f64::max)?,
                Step::Add | Step::Subtract | Step::Multiply | Step::Divide => {
                    let (right, left) = (stack.pop()?, stack.pop()?);
                    match step {
                        Step::Add => left + right,
                        Step::Subtract => left - right,
                        Step::Multiply => left * right,
                        _ => left / right,
                    }
                }
            };
            if !value.is_finite() {
                return None;
            }
            stack.push(value);
        }
        stack.pop()
    }
}

/// How tightly the parts of a written expression hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hold {
    Sum,
    Product,
    Sign,
    Atom,
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn inside(part: Option<(String, Hold)>, least: Hold) -> String {
            match part {
                Some((text, hold)) if hold >= least => text,
                Some((text, _)) => format!("({text})"),
                None => String::new(),
            }
        }
        let mut stack: Vec<(String, Hold)> = Vec::new();
        for step in &self.steps {
            let part = match step {
                Step::Number(number) => (number.to_string(), Hold::Atom),
                Step::Reference(reference) => (reference.to_string(), Hold::Atom),
                Step::Negate => (format!("-{}", inside(stack.pop(), Hold::Sign)), Hold::Sign),
                Step::Absolute => (format!("abs({})", inside(stack.pop(), Hold::Sum)), Hold::Atom),
                Step::Least(n) | Step::Greatest(n) => {
                    let values: Vec<String> =
                        stack.drain(stack.len().saturating_sub(*n)..).map(|(text, _)| text).collect();
                    let name = if matches!(step, Step::Least(_)) { "min" } else { "max" };
                    (format!("{name}({})", values.join(", ")), Hold::Atom)
                }
                Step::Add | Step::Subtract | Step::Multiply | Step::Divide => {
                    let (sign, hold, after) = match step {
                        Step::Add => ('+', Hold::Sum, Hold::Product),
                        Step::Subtract => ('-', Hold::Sum, Hold::Product),
                        Step::Multiply => ('*', Hold::Product, Hold::Sign),
                        _ => ('/', Hold::Product, Hold::Sign),
                    };
                    let right = inside(stack.pop(), after);
                    let left = inside(stack.pop(), hold);
                    (format!("{left} {sign} {right}"), hold)
                }
            };
            stack.push(part);
        }
        f.write_str(&inside(stack.pop(), Hold::Sum))
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    steps: Vec<Step>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Goes past `sign`, if it is next.
    fn take(&mut self, sign: char) -> bool {
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len_utf8() } else { 0 };
        found
    }

    /// A fault at the next character.
    fn fault(&self, message: impl Into<String>, help: impl Into<String>) -> ExpressionFault {
        let width = self.rest().chars().next().map_or(0, char::len_utf8);
        ExpressionFault::new(self.at..self.at + width, message, help)
    }

    /// The letters that come next and are of a kind; goes past them.
    fn word(&mut self, part: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let word = &rest[..rest.find(|c| !part(c)).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// Reads operands of one strength with the signs between them.
    fn chain(
        &mut self,
        signs: [(char, Step); 2],
        operand: fn(&mut Self) -> Result<(), ExpressionFault>,
    ) -> Result<(), ExpressionFault> {
        operand(self)?;
        loop {
            self.spaces();
            let Some((_, step)) = signs.iter().find(|(sign, _)| self.rest().starts_with(*sign)) else { return Ok(()) };
            self.at += 1;
            operand(self)?;
            self.steps.push(step.clone());
        }
    }

    fn sum(&mut self) -> Result<(), ExpressionFault> {
        self.chain([('+', Step::Add), ('-', Step::Subtract)], Self::product)
    }

    fn product(&mut self) -> Result<(), ExpressionFault> {
        self.chain([('*', Step::Multiply), ('/', Step::Divide)], Self::signed)
    }

    fn signed(&mut self) -> Result<(), ExpressionFault> {
        self.spaces();
        if self.depth == DEPTH {
            return Err(self.fault(format!("more than {DEPTH} levels inside each other"), "split the expression"));
        }
        self.depth += 1;
        if self.take('-') {
            self.signed()?;
            self.steps.push(Step::Negate);
        } else {
            self.atom()?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn atom(&mut self) -> Result<(), ExpressionFault> {
        let start = self.at;
        let word = self.word(is_name);
        if !word.is_empty() && !word.starts_with('-') && self.rest().starts_with(':') {
            self.at += 1;
            let step = self.reference(Some(word))?;
            self.steps.push(step);
            return Ok(());
        }
        self.at = start;
        match self.rest().chars().next() {
            None => Err(self.fault("a number or a measure is missing at the end", EXAMPLE)),
            Some('(') => {
                self.at += 1;
                self.sum()?;
                self.spaces();
                match self.take(')') {
                    true => Ok(()),
                    false => Err(self.fault(") is missing", "")),
                }
            }
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(c) if c.is_alphabetic() || c == '_' => self.named(),
            Some(c) => Err(self.fault(format!("{c:?} cannot begin a number or a measure"), EXAMPLE)),
        }
    }

    fn number(&mut self) -> Result<(), ExpressionFault> {
        let start = self.at;
        self.word(|c| c.is_ascii_digit());
        if self.take('.') {
            self.word(|c| c.is_ascii_digit());
        }
        let before = self.at;
        if self.take('e') || self.take('E') {
            let _ = self.take('-') || self.take('+');
            if self.word(|c| c.is_ascii_digit()).is_empty() {
                self.at = before;
            }
        }
        match self.text[start..self.at].parse::<f64>() {
            Ok(number) if number.is_finite() => {
                self.steps.push(Step::Number(number));
                Ok(())
            }
            _ => Err(ExpressionFault::new(start..self.at, "this is not a finite number", "for example 0.5 or 2e-3")),
        }
    }

    /// A measure without an arm, or a function.
    fn named(&mut self) -> Result<(), ExpressionFault> {
        let start = self.at;
        let word = self.word(is_name);
        let end = self.at;
        if !self.take('(') {
            self.at = start;
            let step = self.reference(None)?;
            self.steps.push(step);
            return Ok(());
        }
        let Some((name, allowed)) = FUNCTIONS.iter().find(|(name, _)| *name == word) else {
            let message = format!("there is no function {word:?}");
            return Err(ExpressionFault::new(start..end, message, "functions are min, max and abs"));
        };
        let mut values = 0;
        loop {
            self.sum()?;
            values += 1;
            self.spaces();
            if self.take(')') {
                break;
            }
            if !self.take(',') {
                return Err(self.fault(format!(") is missing after the values of {name}"), ""));
            }
        }
        if !allowed.contains(&values) {
            return Err(ExpressionFault::new(start..self.at, format!("{name} takes one value"), ""));
        }
        self.steps.push(match *name {
            "min" => Step::Least(values),
            "max" => Step::Greatest(values),
            _ => Step::Absolute,
        });
        Ok(())
    }

    fn reference(&mut self, arm: Option<&str>) -> Result<Step, ExpressionFault> {
        let start = self.at;
        let measure = self.word(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.');
        if measure.is_empty() {
            let name = "a measure is written in lower-case letters, with a dot, such as effort.trace_share";
            return Err(self.fault("the name of a measure is missing here", name));
        }
        if !measure.contains('.') || measure.split('.').any(str::is_empty) {
            let message = format!("{measure:?} is not the name of a measure");
            let help = "a measure is a group, a dot and a name, such as effort.trace_share; `jiama explain` lists them";
            return Err(ExpressionFault::new(start..self.at, message, help));
        }
        let group = if self.take('[') {
            let open = self.at - 1;
            let group = self.word(|c| c != ']' && c != '[').trim();
            if !self.take(']') {
                return Err(ExpressionFault::new(open..self.at, "] is missing", "a group is such as [age:75+]"));
            }
            if group.is_empty() {
                return Err(ExpressionFault::new(
                    open..self.at,
                    "this group has no name",
                    "leave [] out for everybody",
                ));
            }
            Some(group.to_string())
        } else {
            None
        };
        let tier = if self.take('/') {
            let start = self.at;
            let tier = self.word(is_name);
            if tier.is_empty() || tier.starts_with('-') || tier.starts_with(|c: char| c.is_numeric()) {
                let at = start - 1..self.at.max(start);
                return Err(ExpressionFault::new(at, "the name of a tier is missing after /", DIVISION));
            }
            Some(tier.to_string())
        } else {
            None
        };
        let window = if self.take('@') {
            let start = self.at;
            let window = self.word(is_name);
            if window.is_empty() || window.starts_with('-') {
                let help = "windows are first, last, year1, year2, … and those of [windows]";
                return Err(ExpressionFault::new(start - 1..start, "the name of a window is missing after @", help));
            }
            Some(window.to_string())
        } else {
            None
        };
        Ok(Step::Reference(Reference {
            arm: arm.map(str::to_string),
            measure: measure.to_string(),
            group,
            tier,
            window,
        }))
    }
}

/// Whether a letter may be part of the name of an arm, a tier or a window.
fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers(text: &str) -> Option<f64> {
        parse(text).unwrap().value(&mut |reference| match reference.measure.as_str() {
            "a.two" => Some(2.0),
            "a.nan" => Some(f64::NAN),
            _ => None,
        })
    }

    #[test]
    fn arithmetic_is_the_usual_one() {
        for (text, value) in [
            ("1 + 2 * 3", 7.0),
            ("(1 + 2) * 3", 9.0),
            ("8 - 3 - 2", 3.0),
            ("8/4/2", 1.0),
            ("-2 * -3", 6.0),
            ("--1", 1.0),
            ("2 - -1", 3.0),
            ("min(3, 1, 2) + max(-1, a.two) + abs(1 - 4)", 6.0),
            (" a.two / 4 ", 0.5),
            ("1e-1 + .5 + 2.", 2.6),
        ] {
            assert_eq!(numbers(text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_has_no_value_has_none() {
        for text in ["a.none", "1 + a.none", "a.nan", "min(1, a.nan)", "1 / 0", "1 / (1 / 0)", "0 / 0", "1e308 * 10"] {
            assert_eq!(numbers(text), None, "{text}");
        }
    }

    #[test]
    fn all_parts_of_a_reference_are_read() {
        let found = parse("强-1:cascade.target[indicator:ledger]/township@year2 - effort.overtime").unwrap();
        let some = |text: &str| Some(text.to_string());
        let expected = [
            Reference {
                arm: some("强-1"),
                measure: "cascade.target".into(),
                group: some("indicator:ledger"),
                tier: some("township"),
                window: some("year2"),
            },
            Reference { arm: None, measure: "effort.overtime".into(), group: None, tier: None, window: None },
        ];
        assert_eq!(found.references().cloned().collect::<Vec<_>>(), expected);
        let groups = parse("a.b[age:75+] - 60-percent:a.b[ age:18-29 ]@前").unwrap();
        let groups: Vec<_> = groups.references().map(|r| (r.arm.as_deref(), r.group.as_deref())).collect();
        assert_eq!(groups, [(None, Some("age:75+")), (Some("60-percent"), Some("age:18-29"))]);
    }

    #[test]
    fn a_minus_sign_inside_a_name_needs_no_spaces_but_after_one_it_does() {
        assert!(parse("a.b-none:a.b").is_ok());
        let fault = parse("none:a.b@last-none:a.b").unwrap_err();
        assert_eq!((fault.at, fault.message.as_str()), (18..19, "an operator is missing before this"));
        assert!(fault.help.contains("spaces around a minus sign"), "{}", fault.help);
    }

    #[test]
    fn faults_have_a_place_and_a_help() {
        for (text, at, message) in [
            ("", 0..0, "a number or a measure is missing at the end"),
            ("1 +", 3..3, "a number or a measure is missing at the end"),
            ("1 + * 2", 4..5, "'*' cannot begin a number or a measure"),
            ("(1 + 2", 6..6, ") is missing"),
            ("1 + 2)", 5..6, "this parenthesis was never opened"),
            ("1, 2", 1..2, "a comma stands only between the values of a function"),
            ("trace", 0..5, "\"trace\" is not the name of a measure"),
            ("a..b", 0..4, "\"a..b\" is not the name of a measure"),
            ("arm:", 4..4, "the name of a measure is missing here"),
            ("arm:Effort.x", 4..5, "the name of a measure is missing here"),
            ("a.b/2", 3..5, "the name of a tier is missing after /"),
            ("a.b/ c.d", 3..4, "the name of a tier is missing after /"),
            ("a.b/c.d", 5..6, "an operator is missing before this"),
            ("a.b@ x", 3..4, "the name of a window is missing after @"),
            ("a.b@x[y]", 5..6, "group, tier and window come right after the measure, in this order, each once"),
            ("a.b[age", 3..7, "] is missing"),
            ("a.b[ ]", 3..6, "this group has no name"),
            ("mean(1)", 0..4, "there is no function \"mean\""),
            ("abs(1, 2)", 0..9, "abs takes one value"),
            ("min(1 2)", 6..7, ") is missing after the values of min"),
            ("1e999", 0..5, "this is not a finite number"),
            (".", 0..1, "this is not a finite number"),
            ("2 a.b", 2..3, "an operator is missing before this"),
        ] {
            let fault = parse(text).unwrap_err();
            assert_eq!((fault.at, fault.message.as_str()), (at, message), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        for text in ["(".repeat(100_000), "-".repeat(100_000), "abs(".repeat(100_000)] {
            assert!(parse(&text).unwrap_err().message.starts_with("more than 50 levels"));
        }
        let long = format!("{}1", "1 - ".repeat(20_000));
        assert_eq!(parse(&long).unwrap().value(&mut |_| None), Some(-19_999.0));
    }

    fn name() -> impl Strategy<Value = String> {
        "[a-zé加0-9_][a-zé加0-9_-]{0,5}"
    }

    fn reference() -> impl Strategy<Value = Step> {
        let parts = (
            proptest::option::of(name()),
            "[a-z][a-z0-9_]{0,4}(\\.[a-z0-9_]{1,4}){1,2}",
            proptest::option::of("[a-z]{1,4}:[0-9a-z+-]{1,6}"),
            proptest::option::of("[a-zé加_][a-zé加0-9_-]{0,5}"),
            proptest::option::of(name()),
        );
        parts.prop_map(|(arm, measure, group, tier, window)| {
            Step::Reference(Reference { arm, measure, group, tier, window })
        })
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let leaf = prop_oneof![(0.0..1e9f64).prop_map(Step::Number), Just(Step::Number(1e-300)), reference()];
        leaf.prop_map(|step| vec![step]).prop_recursive(5, 40, 3, |inner| {
            let operator = prop_oneof![Just(Step::Add), Just(Step::Subtract), Just(Step::Multiply), Just(Step::Divide)];
            let one = prop_oneof![Just(Step::Negate), Just(Step::Absolute)];
            prop_oneof![
                (inner.clone(), inner.clone(), operator).prop_map(|(a, b, step)| [a, b, vec![step]].concat()),
                (inner.clone(), one).prop_map(|(a, step)| [a, vec![step]].concat()),
                (proptest::collection::vec(inner, 1..4), any::<bool>()).prop_map(|(values, least)| {
                    let n = values.len();
                    let step = if least { Step::Least(n) } else { Step::Greatest(n) };
                    [values.concat(), vec![step]].concat()
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(steps in steps()) {
            let expression = Expression { steps };
            let text = expression.to_string();
            prop_assert_eq!(parse(&text), Ok(expression), "{}", text);
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            check(&text);
        }

        #[test]
        fn no_near_miss_panics(text in "[a-z0-9加.:@/ ()\\[\\]+*,-]{0,30}") {
            check(&text);
        }
    }

    fn check(text: &str) {
        match parse(text) {
            Ok(expression) => {
                let _ = expression.value(&mut |_| Some(1.0));
                assert_eq!(parse(&expression.to_string()).as_ref(), Ok(&expression), "{text}");
            }
            Err(fault) => assert!(text.get(fault.at.clone()).is_some(), "{text} {fault:?}"),
        }
    }
}
