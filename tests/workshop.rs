//! The workshop's server: what visitors get, and that it is what the command gives.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

mod workshop_server;

use assert_cmd::Command;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use workshop_server::{SMALL, Server};

fn policy() -> Value {
    json!({ "evaluation.third_party": 0.75, "evaluation.weights.digital": 0.1, "windows.max_mandate": 0.2 })
}

/// Runs the command in a folder, and gives its one folder of results.
fn command(folder: &Path, args: &[&str]) -> std::path::PathBuf {
    Command::cargo_bin("jiama")
        .unwrap()
        .current_dir(folder)
        .args(args)
        .args(["--quiet", "--out", "out"])
        .assert()
        .success();
    let mut entries = std::fs::read_dir(folder.join("out")).unwrap();
    let found = entries.next().unwrap().unwrap().path();
    assert!(entries.next().is_none());
    found
}

/// Rows of a CSV file by the columns that name them.
fn rows(text: &str, keys: &[&str], value: &str) -> BTreeMap<Vec<String>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name} in {head:?}"));
    let (keys, value): (Vec<usize>, usize) = (keys.iter().map(|k| at(k)).collect(), at(value));
    reader
        .records()
        .map(|r| r.unwrap())
        .map(|r| (keys.iter().map(|k| r[*k].to_string()).collect(), r[value].to_string()))
        .collect()
}

#[test]
fn the_page_and_its_files_come_with_strict_headers_and_nothing_else_comes() {
    let server = Server::small();
    let page = server.get("/?lang=zh&evaluation.third_party=0.5");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"),
        "{policy}"
    );
    for (name, value) in
        [("x-content-type-options", "nosniff"), ("x-frame-options", "deny"), ("referrer-policy", "no-referrer")]
    {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
    let tag = page.header("etag").unwrap().to_string();
    assert_eq!(server.ask("GET", "/", &[("if-none-match", &tag)], "").status, 304);
    for (path, kind) in
        [("/assets/app.js", "text/javascript"), ("/assets/app.css", "text/css"), ("/icon.svg", "image/svg+xml")]
    {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").unwrap().starts_with(kind), "{path}");
    }
    for path in [
        "/Cargo.toml",
        "/../Cargo.toml",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "//etc/passwd",
        "/etc/passwd",
        "/assets",
        "/assets/",
        "/index.html%00",
        "/api",
        "/api/export/../../Cargo.toml",
        "/api/export/..%2f..%2fCargo.toml",
        "/api/export/passwd",
        "/api/export/%ff",
    ] {
        assert_eq!(server.get(path).refusal(), (404, "not_found".into()), "{path}");
    }
    assert_eq!(server.get("/api/run").refusal(), (405, "method".into()));
    assert_eq!(server.post("/", "").refusal(), (405, "method".into()));
}

#[test]
fn the_setting_has_every_lever_in_a_remedy_and_words_in_both_languages() {
    let server = Server::small();
    let english = server.get("/api/setting?lang=en").json();
    let chinese = server.get("/api/setting?lang=zh").json();
    let keys = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|e| e["key"].as_str().unwrap().to_string()).collect()
    };
    let mut held: Vec<String> = english["remedies"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|r| {
            r["levers"].as_array().unwrap().iter().map(|l| l.as_str().unwrap().to_string()).collect::<Vec<_>>()
        })
        .collect();
    held.sort();
    let mut levers = keys(&english["levers"]);
    levers.sort();
    assert_eq!(held, levers);
    assert!(levers.contains(&"evaluation.weights.digital".to_string()));
    assert!(levers.iter().all(|l| !l.starts_with("run.") && !l.starts_with("population.")));
    for list in ["levers", "measures", "remedies", "presets", "groups", "activities", "board"] {
        for (e, c) in english[list].as_array().unwrap().iter().zip(chinese[list].as_array().unwrap()) {
            assert_eq!(e["key"], c["key"]);
            assert!(!e["label"].as_str().unwrap().is_empty());
            let is_chinese = c["label"].as_str().unwrap().chars().any(|c| c > '\u{2e7f}' || c.is_ascii_digit());
            assert!(is_chinese, "{list} {c}");
        }
    }
    for lever in english["levers"].as_array().unwrap().iter().filter(|l| l["kind"] == "number") {
        let of = |key: &str| lever[key].as_f64().unwrap();
        assert!(of("low") <= of("value") && of("value") <= of("high") && of("step") > 0.0, "{lever}");
    }
    assert_eq!(english["country"]["policy_week"], 52);
    assert_eq!(english["class"], json!({ "open": true, "hidden": false, "teacher": false }));
    let teacher = server.get(&format!("/api/setting?teacher={}", server.teacher)).json();
    assert_eq!(teacher["class"]["teacher"], true);
}

#[test]
fn a_run_is_the_same_bytes_again_and_begins_as_the_country_as_it_is() {
    let server = Server::small();
    let (first, again) = (server.run(&policy()), server.run(&policy()));
    assert_eq!(
        (first.status, first.header("x-jiama-cache"), again.header("x-jiama-cache")),
        (200, Some("miss"), Some("hit"))
    );
    assert!(first.header("x-jiama-seconds").unwrap().parse::<f64>().unwrap() > 0.0);
    assert_eq!(first.body, again.body);
    let other = Server::small();
    assert_eq!(other.run(&policy()).body, first.body, "another server gives the same bytes");

    let (run, base) = (first.json(), server.run(&json!({})).json());
    assert_eq!(run["seeds"].as_array().unwrap().len(), 3);
    let told = run["set"].as_object().unwrap();
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|(lever, value)| policy()[lever] == *value), "{told:?}");
    let weeks = run["weeks"].as_array().unwrap();
    assert_eq!((weeks.len(), &weeks[0], &weeks[25]), (26, &json!(3), &json!(103)));
    let pairs = run["series"].as_array().unwrap().iter().zip(base["series"].as_array().unwrap());
    let mut changed = 0;
    for (policy, country) in pairs {
        assert_eq!(
            (&policy["measure"], &policy["group"], &policy["tier"]),
            (&country["measure"], &country["group"], &country["tier"])
        );
        for band in ["mean", "low", "high"] {
            let (a, b) = (policy[band].as_array().unwrap(), country[band].as_array().unwrap());
            // What a contest at the end of the year decides is recorded in its last week.
            assert_eq!(a[..12], b[..12], "{} {}", policy["measure"], policy["group"]);
            changed += usize::from(a[13..] != b[13..]);
        }
    }
    assert!(changed > 50, "{changed}");
    assert!(base["differences"].as_array().unwrap().iter().all(|d| d["difference"] == 0.0));
    let tiers = run["picture"]["tiers"].as_array().unwrap();
    assert_eq!(tiers.iter().map(|t| t["units"].as_array().unwrap().len()).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!(tiers[2]["units"][3]["parent"], 1);
    assert!(tiers[0]["units"][0]["target"].as_array().unwrap().iter().all(|t| *t == 1.0));
    assert!(tiers[2]["units"][0]["target"][0].as_f64().unwrap() > 1.0, "targets grow on their way down");
}

#[test]
fn differences_are_those_of_the_command() {
    let server = Server::small();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.toml"), SMALL).unwrap();
    let set: Vec<String> = policy().as_object().unwrap().iter().map(|(k, v)| format!("\"{k}\" = {v}")).collect();
    std::fs::write(
        folder.path().join("policy.toml"),
        format!("[[policy]]\nname = \"policy\"\nfrom = 52\nset = {{ {} }}\n", set.join(", ")),
    )
    .unwrap();
    let results = command(
        folder.path(),
        &["compare", "small.toml", "--with", "policy.toml", "--replicates", "3", "--format", "csv"],
    );
    let written = std::fs::read_to_string(results.join("differences.csv")).unwrap();
    let keys = ["tier", "region", "group", "measure", "window"];
    let expected = |value: &str| rows(&written, &keys, value);

    let query: Vec<String> = policy().as_object().unwrap().iter().map(|(k, v)| format!("{k}={v}")).collect();
    let exported = server.get(&format!("/api/export/differences.csv?{}", query.join("&")));
    assert_eq!(exported.status, 200);
    for value in
        ["n", "mean_baseline", "mean_arm", "difference", "low", "high", "effect_size", "agree", "variance_ratio"]
    {
        assert_eq!(rows(&exported.text(), &keys, value), expected(value), "{value}");
    }

    let run = server.run(&policy()).json();
    let (difference, low) = (expected("difference"), expected("low"));
    let told = run["differences"].as_array().unwrap();
    assert!(told.len() > 100);
    for entry in told {
        let text = |key: &str| entry[key].as_str().unwrap().to_string();
        let key = vec!["province".into(), "all".into(), text("group"), text("measure"), "year2".into()];
        assert_eq!(entry["difference"].as_f64().unwrap().to_string(), difference[&key], "{key:?}");
        assert_eq!(entry["low"].as_f64().map(|v| v.to_string()).unwrap_or_default(), low[&key], "{key:?}");
    }
    // Between any two: against the country as it is, the same.
    let both = server.post("/api/compare", &json!({ "a": { "set": {} }, "b": { "set": policy() } }).to_string());
    assert_eq!(both.json()["differences"], run["differences"]);
    let itself =
        server.post("/api/compare", &json!({ "a": { "set": policy() }, "b": { "set": policy() } }).to_string());
    let itself = itself.json()["differences"].as_array().unwrap().clone();
    assert!(itself.iter().all(|d| d["difference"] == 0.0));
    // A measure without a base in a replicate has fewer pairs; those of all citizens have all.
    let served = itself.iter().find(|d| d["measure"] == "citizens.resolved_in_time" && d["group"] == "all").unwrap();
    assert_eq!(served["n"], 3);
}

#[test]
fn an_exported_scenario_gives_the_same_run_to_the_bit() {
    let server = Server::small();
    let query: Vec<String> = policy().as_object().unwrap().iter().map(|(k, v)| format!("{k}={v}")).collect();
    let query = query.join("&");
    let scenario = server.get(&format!("/api/export/scenario.toml?{query}"));
    assert_eq!(scenario.header("content-disposition"), Some("attachment; filename=\"jiama-scenario.toml\""));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("exported.toml"), scenario.text()).unwrap();
    let results = command(folder.path(), &["run", "exported.toml", "--format", "csv"]);
    let keys = ["replicate", "week", "date", "tier", "region", "group", "measure"];
    let written = rows(&std::fs::read_to_string(results.join("series.csv")).unwrap(), &keys, "value");
    let series = rows(&server.get(&format!("/api/export/series.csv?{query}")).text(), &keys, "value");
    assert!(series.len() > 5_000, "{}", series.len());
    for (key, value) in &series {
        assert_eq!(written.get(key), Some(value), "{key:?}");
    }
}

#[test]
fn figures_and_tables_are_files_of_their_kind() {
    let server = Server::small();
    let figures = server.get("/api/setting").json()["figures"].clone();
    for figure in figures.as_array().unwrap().iter().map(|f| f["key"].as_str().unwrap()) {
        let svg = server.get(&format!("/api/export/{figure}.svg?evaluation.third_party=0.5&name=%3Cb%3Ex%3C%2Fb%3E"));
        assert_eq!((svg.status, svg.header("content-type")), (200, Some("image/svg+xml")), "{figure} {:?}", svg.text());
        assert!(svg.text().contains("<svg") && !svg.text().contains("<b>"), "{figure}");
    }
    let png = server.get("/api/export/hours.png?evaluation.third_party=0.5");
    assert!(png.body.starts_with(b"\x89PNG"));
    assert_eq!(server.get("/api/export/hours.gif").status, 404);
    assert_eq!(server.get("/api/export/regions.csv").status, 404);
    assert_eq!(server.get("/api/export/series.csv?evaluation.third_party=7").refusal(), (400, "value".into()));
    assert_eq!(
        server.get("/api/export/scenario.toml?evaluation.thirdparty=0.5").refusal(),
        (400, "unknown_lever".into())
    );
}

#[test]
fn the_report_is_one_page_of_the_differences() {
    let server = Server::small();
    let page = server.get("/api/export/report.html?lang=en&evaluation.third_party=0.5&name=%3Ci%3Eours%3C%2Fi%3E");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let text = page.text();
    assert!(text.contains("<svg") && !text.contains("<i>ours") && text.contains("&lt;i&gt;ours"), "{}", text.len());
    assert!(!text.contains("src=\"http") && !text.contains("href=\"http"));
    let chinese = server.get("/api/export/report.html?lang=zh&evaluation.third_party=0.5&base.evaluation.third_party=1&name=%E6%88%91%E4%BB%AC");
    assert!(chinese.status == 200 && chinese.text().contains("lang=\"zh-CN\""));
}
