//! TOML text as a tree in which every key and value knows its place.

use super::diagnostic::{Diagnostic, Diagnostics, Place};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

/// Message of a fault of syntax; other faults of its line are left out.
pub(crate) const SYNTAX: &str = "this is not valid TOML";

/// A value and where it is written.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where the value is.
    pub(crate) place: Place,
    /// The value.
    pub(crate) value: Value,
}

/// What is written.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Switch(bool),
    Date(Datetime),
    List(Vec<Node>),
    Table(Table),
}

/// Keys with their places, and what they hold.
pub(crate) type Table = BTreeMap<String, Entry>;

/// One entry of a table.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Where the key is.
    pub(crate) key: Place,
    /// What it holds.
    pub(crate) node: Node,
}

impl Node {
    /// What kind of value it is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Number(_) => "a number",
            Value::Switch(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// Parses the text of a source; faults of syntax go to `faults`, and the rest of the tree is still given.
pub(crate) fn parse(source: usize, faults: &mut Diagnostics) -> Table {
    let text = faults.sources()[source].text.clone();
    let (table, errors) = DeTable::parse_recoverable(&text);
    let mut lines = Vec::new();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let place = Place { source, start: span.start, end: span.end };
        // One slip often makes several errors in a row on its line; the first says it.
        let line = faults.position(place).1;
        if lines.contains(&line) {
            continue;
        }
        lines.push(line);
        faults.push(Diagnostic::at(place, SYNTAX).label(plain(error.message(), &text, span)));
    }
    table_of(table.into_inner(), source)
}

/// The parser's message in words that say what to do.
fn plain(message: &str, text: &str, span: Range<usize>) -> String {
    let missing = text.get(span).is_none_or(|written| written.trim().is_empty());
    match message.split(", expected").next() {
        Some("string values must be quoted") if missing => "a value is missing".into(),
        Some("string values must be quoted") => "not a value; texts stand in quotes".into(),
        _ => message.replace('\n', "; "),
    }
}

fn place_of(source: usize, span: Range<usize>) -> Place {
    Place { source, start: span.start, end: span.end }
}

fn table_of(table: DeTable<'_>, source: usize) -> Table {
    table
        .into_iter()
        .map(|(key, value)| {
            let place = place_of(source, key.span());
            (key.into_inner().into_owned(), Entry { key: place, node: node_of(value, source) })
        })
        .collect()
}

fn node_of(value: Spanned<DeValue<'_>>, source: usize) -> Node {
    let place = place_of(source, value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        // A whole number beyond 128 bits is beyond any bound too.
        DeValue::Integer(n) => {
            Value::Number(i128::from_str_radix(n.as_str(), n.radix()).map_or(f64::MAX, |n| n as f64))
        }
        DeValue::Float(x) => Value::Number(x.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(b) => Value::Switch(b),
        DeValue::Datetime(date) => Value::Date(date),
        DeValue::Array(list) => Value::List(list.into_iter().map(|v| node_of(v, source)).collect()),
        DeValue::Table(table) => Value::Table(table_of(table, source)),
    };
    Node { place, value }
}
