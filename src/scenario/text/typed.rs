//! From written values to typed ones; what does not fit becomes a fault that says what is allowed.

use super::diagnostic::{Diagnostic, Diagnostics, Place};
use super::node::{Node, Table, Value};

/// A fault of kind: something else was expected.
pub(crate) fn mismatch(node: &Node, name: &str, expected: &str) -> Diagnostic {
    Diagnostic::at(node.place, format!("`{name}` must be {expected}")).label(format!("this is {}", node.kind()))
}

/// A text.
pub(crate) fn text<'a>(node: &'a Node, name: &str, faults: &mut Diagnostics) -> Option<&'a str> {
    match &node.value {
        Value::Text(text) => Some(text),
        _ => {
            faults.push(mismatch(node, name, "a text in quotes"));
            None
        }
    }
}

/// A list of texts with their places; a single text is a list of one.
pub(crate) fn texts(node: &Node, name: &str, faults: &mut Diagnostics) -> Option<Vec<(String, Place)>> {
    match &node.value {
        Value::Text(text) => Some(vec![(text.clone(), node.place)]),
        Value::List(list) => {
            let read: Vec<_> = list.iter().map(|n| text(n, name, faults).map(|t| (t.to_string(), n.place))).collect();
            read.into_iter().collect()
        }
        _ => {
            faults.push(mismatch(node, name, "a list of texts, like [\"one\", \"two\"]"));
            None
        }
    }
}

/// `true` or `false`.
pub(crate) fn switch(node: &Node, name: &str, faults: &mut Diagnostics) -> Option<bool> {
    match node.value {
        Value::Switch(on) => Some(on),
        _ => {
            faults.push(mismatch(node, name, "true or false"));
            None
        }
    }
}

/// A whole number within bounds.
pub(crate) fn whole(node: &Node, name: &str, lowest: u32, highest: u32, faults: &mut Diagnostics) -> Option<u32> {
    let expected = format!("a whole number in {lowest}..={highest}");
    match node.value {
        Value::Number(n) if n.fract() == 0.0 && n >= f64::from(lowest) && n <= f64::from(highest) => Some(n as u32),
        Value::Number(n) => {
            faults.push(Diagnostic::at(node.place, format!("`{name}` must be {expected}")).label(format!("not {n}")));
            None
        }
        _ => {
            faults.push(mismatch(node, name, &expected));
            None
        }
    }
}

/// A table.
pub(crate) fn table<'a>(node: &'a Node, name: &str, faults: &mut Diagnostics) -> Option<&'a Table> {
    match &node.value {
        Value::Table(table) => Some(table),
        _ => {
            faults.push(mismatch(node, name, "a table"));
            None
        }
    }
}
