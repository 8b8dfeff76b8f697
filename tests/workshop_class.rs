//! A class: groups join, submit and see the board; the teacher decides what is shown.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

mod workshop_server;

use serde_json::{Value, json};
use workshop_server::{Answer, Server};

fn token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["token"].as_str().unwrap().to_string()
}

fn submit(server: &Server, token: &str, set: Value) -> Answer {
    server.post("/api/class/submit", &json!({ "token": token, "set": set }).to_string())
}

fn board(server: &Server, token: &str) -> Value {
    server.get(&format!("/api/class?token={token}")).json()
}

fn teachers_board(server: &Server) -> Value {
    server.get(&format!("/api/class?teacher={}", server.teacher)).json()
}

#[test]
fn two_groups_join_submit_and_see_each_other_on_the_board() {
    let server = Server::small();
    let (a, b) = (token(&server.join("Reds")), token(&server.join("蓝队")));
    assert_eq!(submit(&server, &a, json!({ "evaluation.third_party": 1.0 })).status, 200);
    let shown = submit(&server, &b, json!({ "evaluation.weights.digital": 0.9 })).json();
    let groups = shown["groups"].as_array().unwrap();
    assert_eq!(groups.iter().map(|g| g["name"].as_str().unwrap()).collect::<Vec<_>>(), ["Reds", "蓝队"]);
    assert_eq!(shown["group"], groups[1]["id"]);
    assert!(shown.get("code").is_none());
    assert_eq!(groups[0]["set"], json!({ "evaluation.third_party": 1.0 }));

    // On the same seeds as a run of one's own.
    let run = server.run(&json!({ "evaluation.third_party": 1.0 })).json();
    for (key, measure, group) in [
        ("citizens_served", "citizens.resolved_in_time", "all"),
        ("exclusion_old", "citizens.excluded", "age:75+"),
        ("staff_hours", "effort.hours_worked", "all"),
        ("gap", "fabrication.gap", "all"),
        ("results_reported", "score.results_reported", "all"),
    ] {
        let of = |list: &str| {
            let found = run[list].as_array().unwrap().iter().find(|f| f["measure"] == measure && f["group"] == group);
            found.unwrap_or_else(|| panic!("{list} {measure}")).clone()
        };
        let (value, own, difference) = (&groups[0]["values"][key], of("final"), of("differences"));
        for part in ["mean", "low", "high"] {
            assert_eq!(value[part], own[part], "{key} {part}");
        }
        assert_eq!(value["difference"]["difference"], difference["difference"], "{key}");
        assert!(shown["baseline"]["values"][key]["mean"].is_number(), "{key}");
    }
    assert_eq!(teachers_board(&server)["code"], server.code.as_str());
    // The last policy counts.
    submit(&server, &a, json!({}));
    let again = board(&server, &a);
    assert_eq!((&again["groups"][0]["set"], &again["groups"][0]["submissions"]), (&json!({}), &json!(2)));
    assert_eq!(again["groups"][0]["values"], again["baseline"]["values"]);
}

#[test]
fn only_who_belongs_to_the_class_sees_it() {
    let server = Server::small();
    // Wrong by one letter, too short, none.
    let near = format!("{}{}", if server.code.starts_with('A') { 'B' } else { 'A' }, &server.code[1..]);
    for code in [near.as_str(), &server.code[..4], ""] {
        let wrong = server.post("/api/class/join", &json!({ "code": code, "name": "x" }).to_string());
        assert_eq!(wrong.refusal(), (403, "code".into()), "{code}");
    }
    assert_eq!(server.get("/api/class").refusal(), (403, "token".into()));
    assert_eq!(server.get("/api/class?token=x").refusal(), (403, "token".into()));
    assert_eq!(server.get("/api/class?teacher=x").refusal(), (403, "key".into()));
    assert_eq!(submit(&server, "x", json!({})).refusal(), (403, "token".into()));
    let a = token(&server.join("a"));
    for body in [
        json!({ "action": "reset" }),
        json!({ "action": "reset", "teacher": "" }),
        json!({ "action": "reset", "teacher": a }),
        json!({ "action": "reset", "teacher": server.code }),
        json!({ "action": "reset", "token": a }),
    ] {
        assert_eq!(server.post("/api/class/control", &body.to_string()).status, 403, "{body}");
    }
    assert_eq!(board(&server, &a)["groups"].as_array().unwrap().len(), 1);
    assert_eq!(server.control("explode", None).refusal(), (400, "value".into()));
    assert_eq!(server.control("remove", None).refusal(), (400, "value".into()));
    assert_eq!(server.control("remove", Some(99)).refusal(), (404, "not_found".into()));
    let faulty = submit(&server, &a, json!({ "evaluation.third_party": 7 }));
    assert_eq!(faulty.refusal(), (400, "value".into()));
    assert_eq!(board(&server, &a)["groups"][0]["submitted"], false);
}

#[test]
fn names_with_markup_stay_names() {
    let server = Server::small();
    for name in ["<img src=x onerror=alert(1)>", "\"]}; drop", "a&b' \\ x", "</script>"] {
        assert_eq!(server.join(name).status, 200, "{name}");
    }
    let shown = server.get(&format!("/api/class?teacher={}", server.teacher));
    assert_eq!(shown.header("content-type"), Some("application/json; charset=utf-8"));
    let names: Vec<String> =
        shown.json()["groups"].as_array().unwrap().iter().map(|g| g["name"].as_str().unwrap().to_string()).collect();
    assert_eq!(names[0], "<img src=x onerror=alert(1)>");
    assert_eq!(server.join("<img src=x onerror=alert(1)>").refusal(), (409, "name_taken".into()));
    for name in ["", "   ", &"x".repeat(41), "a\nb\u{0}", "a\u{202e}b"] {
        assert_eq!(server.join(name).refusal(), (400, "name".into()), "{name:?}");
    }
    assert_eq!(server.join(&"长".repeat(40)).status, 200);
    assert_eq!(server.post("/api/class/join", &json!({ "code": server.code, "name": 5 }).to_string()).status, 400);
}

#[test]
fn a_thousand_joins_fill_the_class_and_stop_there() {
    let server = Server::small();
    let mut statuses = std::collections::BTreeMap::new();
    for i in 0..1_000 {
        *statuses.entry(server.join(&format!("group {i}")).status).or_insert(0) += 1;
    }
    assert_eq!(statuses, [(200, 60), (429, 940)].into());
    assert_eq!(teachers_board(&server)["groups"].as_array().unwrap().len(), 60);
    assert!(server.is_alive());
}

#[test]
fn while_true_values_are_hidden_nobody_but_the_teacher_gets_one() {
    let server = Server::small();
    let (a, b) = (token(&server.join("a")), token(&server.join("b")));
    let policy = json!({ "evaluation.third_party": 0.5 });
    submit(&server, &a, policy.clone());
    let setting = server.get("/api/setting").json();
    let truth = |measure: &str| {
        let found = setting["measures"].as_array().unwrap().iter().find(|m| m["key"] == measure);
        found.unwrap_or_else(|| panic!("{measure}"))["truth"].as_str().unwrap().to_string()
    };
    let open = server.run(&policy).json();
    assert_eq!(server.control("hide", None).status, 200);

    let hidden = server.run(&policy).json();
    assert_eq!((&hidden["hidden"], &open["hidden"]), (&json!(true), &json!(false)));
    let compared =
        server.post("/api/compare", &json!({ "a": { "set": {} }, "b": { "set": policy } }).to_string()).json();
    for list in [&hidden["series"], &hidden["final"], &hidden["differences"], &compared["differences"]] {
        let list = list.as_array().unwrap();
        assert!(!list.is_empty());
        assert!(list.iter().all(|e| truth(e["measure"].as_str().unwrap()) != "true"));
    }
    assert_eq!(hidden["picture"]["citizens"], json!([]));
    for unit in hidden["picture"]["tiers"].as_array().unwrap().iter().flat_map(|t| t["units"].as_array().unwrap()) {
        assert!(unit["target"].is_array() && unit["reported"].is_array());
        for key in ["load", "faked", "resolved", "excluded"] {
            assert_eq!(unit[key], Value::Null, "{key}");
        }
    }
    for file in ["series.csv", "differences.csv"] {
        let answer = server.get(&format!("/api/export/{file}?evaluation.third_party=0.5"));
        assert_eq!(answer.status, 200);
        let text = answer.text();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let at = reader.headers().unwrap().iter().position(|h| h == "measure").unwrap();
        let measures: Vec<String> = reader.records().map(|r| r.unwrap()[at].to_string()).collect();
        assert!(!measures.is_empty() && measures.iter().all(|m| truth(m) != "true"), "{file}");
    }
    for figure in ["hours", "reported", "citizens", "platforms", "differences", "groups"] {
        let answer = server.get(&format!("/api/export/{figure}.svg?evaluation.third_party=0.5"));
        assert_eq!(answer.refusal(), (403, "hidden".into()), "{figure}");
    }
    assert_eq!(server.get("/api/export/report.html").refusal(), (403, "hidden".into()));
    assert_eq!(server.get("/api/export/targets.svg").status, 200);

    // The board: what is reported of all, one's own policy.
    let seen = board(&server, &b);
    assert_eq!(seen["hidden"], true);
    let values = seen["groups"][0]["values"].as_object().unwrap();
    assert!(
        values.contains_key("results_reported")
            && !values.contains_key("gap")
            && !values.contains_key("citizens_served")
    );
    assert!(seen["baseline"]["values"].get("citizens_served").is_none());
    assert!(seen["groups"][0].get("set").is_none());
    assert_eq!(board(&server, &a)["groups"][0]["set"], policy);

    // The teacher sees everything, by header, body and address.
    assert!(teachers_board(&server)["groups"][0]["values"]["citizens_served"]["mean"].is_number());
    let body = json!({ "set": policy }).to_string();
    assert_eq!(server.ask("POST", "/api/run", &[("x-jiama-teacher", &server.teacher)], &body).json(), open);
    let with_key = json!({ "set": policy, "teacher": server.teacher }).to_string();
    assert_eq!(server.post("/api/run", &with_key).json(), open);
    assert_eq!(
        server.get(&format!("/api/export/hours.svg?evaluation.third_party=0.5&teacher={}", server.teacher)).status,
        200
    );
    let wrong = json!({ "set": policy, "teacher": "guessed" }).to_string();
    assert_eq!(server.post("/api/run", &wrong).json(), hidden);

    server.control("reveal", None);
    assert_eq!(server.run(&policy).json(), open);
    assert!(board(&server, &b)["groups"][0]["values"]["gap"]["mean"].is_number());
}

#[test]
fn the_teacher_freezes_closes_removes_and_resets() {
    let server = Server::small();
    let (a, b) = (token(&server.join("a")), token(&server.join("b")));
    submit(&server, &a, json!({}));
    server.control("freeze", None);
    assert_eq!(submit(&server, &a, json!({})).refusal(), (409, "frozen".into()));
    assert_eq!(board(&server, &a)["groups"][0]["submissions"], 1);
    server.control("unfreeze", None);
    assert_eq!(submit(&server, &a, json!({})).status, 200);

    server.control("close", None);
    assert_eq!(server.join("c").refusal(), (409, "closed".into()));
    assert_eq!(server.get("/api/setting").json()["class"]["open"], false);
    server.control("open", None);

    let number = board(&server, &a)["group"].as_u64().unwrap();
    let left = server.control("remove", Some(number)).json();
    assert_eq!(left["groups"].as_array().unwrap().len(), 1);
    assert_eq!(server.get(&format!("/api/class?token={a}")).refusal(), (403, "token".into()));
    assert_eq!(board(&server, &b)["groups"].as_array().unwrap().len(), 1);

    server.control("hide", None);
    let reset = server.control("reset", None).json();
    assert_eq!((&reset["groups"], &reset["hidden"], &reset["frozen"]), (&json!([]), &json!(false), &json!(false)));
    assert_eq!(submit(&server, &b, json!({})).status, 403);
    assert_eq!(server.join("a").status, 200);
}
