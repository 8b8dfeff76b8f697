//! The oracles of the estimators' tests: what other programs say, in a file made once by
//! `tests/fixtures/make_sensitivity.py`.

use serde_json::Value;
use std::sync::LazyLock;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../tests/fixtures/sensitivity.json")).unwrap());

/// One part of the document.
pub(super) fn oracle(part: &str) -> &'static Value {
    &DOCUMENT[part]
}

/// The numbers of a list.
pub(super) fn floats(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}
