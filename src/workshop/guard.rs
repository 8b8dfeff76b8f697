//! What holds for every request: who may ask, and what browsers may do with the answer.
//!
//! A page of another site could point its own name at this machine (DNS rebinding), or send a form here. Requests must
//! therefore name an address, `localhost` or a name that the command was given, and what changes something must come from the
//! page itself.

use super::refusal::Refusal;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src \
         'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The names under which the server may be asked.
#[derive(Debug, Clone)]
pub(super) struct Hosts(Vec<String>);

impl Hosts {
    /// Addresses, `localhost`, and these names.
    pub(super) fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self(std::iter::once("localhost".into()).chain(names.into_iter().map(|n| n.to_lowercase())).collect())
    }

    fn admits(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => return rest.split_once(']').is_some_and(|(ip, _)| ip.parse::<Ipv6Addr>().is_ok()),
            None => host.rsplit_once(':').map_or(host, |(name, _)| name),
        };
        name.parse::<IpAddr>().is_ok() || self.0.contains(&name.to_lowercase())
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Why a request is not for this server, if it is not.
fn refused(hosts: &Hosts, request: &Request) -> Option<Refusal> {
    let host = text(request.headers(), &header::HOST).or_else(|| request.uri().authority().map(|a| a.as_str()));
    let Some(host) = host else { return Some(Refusal::bad("host", "the request names no host")) };
    if !hosts.admits(host) {
        let refusal = Refusal::forbidden("host", "this server does not go by this name");
        return Some(refusal.help("use its address, or start it with --name NAME"));
    }
    let origin = request.headers().get(header::ORIGIN)?;
    let own = origin.to_str().ok().and_then(|o| o.split_once("://")).is_some_and(|(_, o)| o.eq_ignore_ascii_case(host));
    (request.method() != Method::GET && !own)
        .then(|| Refusal::forbidden("origin", "another page must not ask for this"))
}

/// Refuses what is not for this server, and adds the headers to every answer.
pub(super) async fn guard(State(hosts): State<Arc<Hosts>>, request: Request, next: Next) -> Response {
    let mut response = match refused(&hosts, &request) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    };
    for (name, value) in &HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let cached = response.headers().contains_key(header::CACHE_CONTROL);
    if !cached {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_addresses_and_known_names() {
        let hosts = Hosts::new(["Teacher.local".into()]);
        for good in ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8765", "192.168.1.5:80", "teacher.local:8765"]
        {
            assert!(hosts.admits(good), "{good}");
        }
        for bad in ["evil.example", "localhost.evil.example:8765", "", ":1", "[evil]:1", "127.0.0.1.evil.example"] {
            assert!(!hosts.admits(bad), "{bad}");
        }
    }
}
