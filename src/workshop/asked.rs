//! What a request asks for: who asks, the words of its address, and the setting in its body or address.

use super::country::Wish;
use super::http::Peer;
use super::refusal::Refusal;
use super::visitors::Visitor;
use crate::terms::Lang;
use axum::extract::Query;
use axum::http::{HeaderMap, Uri};
use serde_json::{Map, Value};
use std::net::IpAddr;

/// The latest week and the longest ramp that are read at all; the country's reader says what is too late for it.
const MOST_WEEKS: u32 = 10_000;

/// A request without its body: who asks, and the words after the question mark.
pub(super) struct Asked {
    pub(super) visitor: Visitor,
    pub(super) address: IpAddr,
    pub(super) teacher: Option<String>,
    pub(super) query: Vec<(String, String)>,
}

impl Asked {
    pub(super) fn new(peer: Peer, headers: &HeaderMap, uri: &Uri) -> Result<Self, Refusal> {
        let query = Query::<Vec<(String, String)>>::try_from_uri(uri);
        let query = query.map_err(|e| Refusal::bad("json", format!("the address cannot be read: {e}")))?.0;
        let find = |key: &str| query.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
        let header = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_string());
        let word = header("x-jiama-visitor").or_else(|| find("visitor")).unwrap_or_default();
        let teacher = header("x-jiama-teacher").or_else(|| find("teacher")).filter(|key| !key.is_empty());
        Ok(Self { visitor: Visitor::new(peer.0, &word), address: peer.0, teacher, query })
    }

    pub(super) fn find(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// The language asked for; English where it is none.
    pub(super) fn lang(&self) -> Lang {
        self.find("lang").and_then(|lang| lang.parse().ok()).unwrap_or_default()
    }

    /// With the key that a body has.
    pub(super) fn with_body(mut self, body: &Map<String, Value>) -> Self {
        if let Some(key) = body.get("teacher").and_then(Value::as_str) {
            self.teacher = Some(key.to_string());
        }
        self
    }
}

/// A whole number of a body or of an address.
fn whole(value: Option<&Value>, key: &str) -> Result<Option<u32>, Refusal> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let number = value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= MOST_WEEKS);
            let text = || format!("`{key}` must be a whole number of weeks, at most {MOST_WEEKS}");
            number.map(Some).ok_or_else(|| Refusal::bad("value", text()).at(key))
        }
    }
}

/// What a body asks for.
pub(super) fn wish(body: &Map<String, Value>) -> Result<Wish, Refusal> {
    let set = match body.get("set") {
        None => Map::new(),
        Some(Value::Object(set)) => set.clone(),
        Some(_) => return Err(Refusal::bad("json", "`set` must be an object of levers and values").at("set")),
    };
    let from = whole(body.get("from").or_else(|| body.get("from_week")), "from")?;
    Ok(Wish { set, from, ramp: whole(body.get("ramp"), "ramp")?.unwrap_or(0) })
}

/// What an address asks for: levers and values whose names begin so.
pub(super) fn wish_of_query(query: &[(String, String)], beginning: &str) -> Result<Wish, Refusal> {
    let mut body = Map::new();
    let mut set = Map::new();
    for (key, text) in query {
        let Some(key) = key.strip_prefix(beginning) else { continue };
        let value = serde_json::from_str(text).ok().filter(|v: &Value| v.is_number() || v.is_boolean());
        let value = value.unwrap_or_else(|| Value::String(text.clone()));
        match key {
            "from" | "ramp" => drop(body.insert(key.to_string(), value)),
            // Levers have a point in their names; the other words are of the address itself.
            _ if key.contains('.') && !(beginning.is_empty() && key.starts_with("base.")) => {
                set.insert(key.to_string(), value);
            }
            _ => {}
        }
    }
    body.insert("set".into(), Value::Object(set));
    wish(&body)
}

/// A text of a body.
pub(super) fn text<'a>(body: &'a Map<String, Value>, key: &str) -> Result<&'a str, Refusal> {
    let refusal = || Refusal::bad("json", format!("`{key}` must be a text")).at(key);
    body.get(key).and_then(Value::as_str).ok_or_else(refusal)
}
