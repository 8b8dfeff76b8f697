//! What only tests inside can try: runs that crash, hang or are left, and what becomes of the others.

use super::country::{Country, Setting, Wish};
use super::kept::Replicate;
use super::runs::{Failure, RunLimits, Runs, Ticket};
use super::simulate::{Simulate, Stage, simulate};
use super::*;
use crate::experiment::RunError;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

/// A country of one week in a blink.
pub(super) const SMALL: &str = "[run]\nyears = 2\nburn_in = 4\nreplicates = 3\n[hierarchy]\ntiers = [\"county\", \"township\"]\nfan_out = [3]\n\
     [population]\ncitizens_per_office = 60\n[record]\nevery = 4\ntier = \"county\"\ngroups = [\"age\"]\n";

pub(super) fn small() -> Loaded {
    let files = Memory::default().with("small.toml", SMALL);
    Reader::new(&files).vocabulary(crate::model::vocabulary()).read("small.toml").unwrap()
}

fn wish(set: Value) -> Wish {
    Wish { set: set.as_object().unwrap().clone(), ..Wish::default() }
}

const LIMITS: RunLimits =
    RunLimits { threads: 2, queue: 8, time: Duration::from_secs(60), remembered: 8, bytes: 50_000_000 };

fn runs(limits: RunLimits, simulate: Simulate) -> (Arc<Country>, Runs) {
    let country = Arc::new(Country::new(&small()).unwrap());
    let stage = Arc::new(Stage::new(country.clone()));
    (country, Runs::start(stage, limits, simulate).unwrap())
}

fn setting(country: &Country, third_party: f64) -> Setting {
    country.setting(&wish(json!({ "evaluation.third_party": third_party }))).unwrap()
}

fn wait(ticket: Ticket) -> Result<Arc<runs::Done>, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(ticket.wait())
}

/// Waits until something holds.
fn until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Runs until it is told to stop.
fn endless(_: &Stage, _: &Setting, _: u32, cancelled: &dyn Fn() -> bool) -> Result<Replicate, RunError> {
    while !cancelled() {
        std::thread::sleep(Duration::from_millis(1));
    }
    Err(RunError::Cancelled)
}

#[test]
fn settings_are_read_as_those_of_scenario_files() {
    let country = Country::new(&small()).unwrap();
    let read = |set: Value| country.setting(&wish(set));
    let set = read(json!({ "evaluation.third_party": 0.5, "evaluation.weights.digital": 0.25 })).unwrap();
    assert_eq!(
        country.shown_set(&set.set),
        json!({ "evaluation.weights.digital": 0.25, "evaluation.third_party": 0.5 }).as_object().unwrap().clone()
    );
    let burn_in = country.scenario.parameters().run.burn_in;
    assert_eq!(set.scenario.policies[0].from, burn_in + country.first_week());
    // What is as it is in the country is not set.
    let as_it_is = read(json!({ "evaluation.third_party": 0.0 })).unwrap();
    assert_eq!((as_it_is.hash.as_str(), as_it_is.set.len()), (country.hash.as_str(), 0));
    for (set, code, lever, words) in [
        (json!({ "evaluation.third_partty": 0.5 }), "unknown_lever", Some("evaluation.third_partty"), "third_party"),
        (json!({ "evaluation.third_party": 1.5 }), "value", Some("evaluation.third_party"), "0..=1"),
        (json!({ "evaluation.third_party": "NaN" }), "value", Some("evaluation.third_party"), "0..=1"),
        (json!({ "evaluation.third_party": [0.5] }), "value", Some("evaluation.third_party"), "a number"),
        (json!({ "evaluation.third_party": null }), "value", Some("evaluation.third_party"), "a number"),
        (json!({ "population.sample": 2 }), "unknown_lever", Some("population.sample"), "not a lever"),
        (json!({ "run.years": 50 }), "unknown_lever", Some("run.years"), "not a lever"),
        (json!({ "x\"]\n[run]\nyears": 50 }), "unknown_lever", Some("x\"]\n[run]\nyears"), "unknown"),
        (json!({ "x".repeat(200): 1 }), "unknown_lever", None, "so long"),
        (json!({ "evaluation.third_party": "x".repeat(200) }), "value", None, "short"),
        (
            json!({ "evaluation.weights.digital": 0, "evaluation.weights.results": 0, "evaluation.weights.satisfaction": 0 }),
            "rule",
            None,
            "all zero",
        ),
    ] {
        let faults = read(set.clone()).unwrap_err();
        assert_eq!(faults.code, code, "{set} {faults:?}");
        assert!(format!("{} {}", faults.message, faults.help).contains(words), "{set} {faults:?}");
        if lever.is_some() {
            assert_eq!(faults.lever.as_deref(), lever, "{set}");
        }
    }
    let many: Value = (0..1_000).map(|i| (format!("a.b{i}"), json!(1))).collect();
    let faults = read(many).unwrap_err();
    assert!(faults.code == "unknown_lever" && faults.message.contains("1000 are set"), "{faults:?}");
    let late = Wish { from: Some(country.weeks()), ..wish(json!({ "evaluation.third_party": 0.5 })) };
    assert!(country.setting(&late).unwrap_err().message.contains("after the run ends"));
}

#[test]
fn every_shipped_policy_is_a_preset_of_the_shipped_country() {
    let country = Country::new(&shipped().unwrap()).unwrap();
    assert_eq!(country.presets.len(), crate::terms::policy_files().len());
    for preset in &country.presets {
        let set = country.shown_set(preset.set.iter().map(|(at, value)| (at, value)));
        let wish = Wish { set, from: None, ramp: preset.ramp };
        assert!(country.setting(&wish).is_ok(), "{}", preset.key);
    }
}

#[test]
fn countries_that_take_too_long_are_refused() {
    let files = Memory::default().with("a.toml", SMALL);
    let read = |set: &str| Reader::new(&files).set(set).read("a.toml").unwrap();
    assert!(Country::new(&read("run.replicates=10000")).unwrap_err().contains("too long"));
    assert!(Country::new(&read("population.citizens_per_office=10000000")).unwrap_err().contains("population.sample"));
    assert!(Country::new(&read("run.years=1")).unwrap_err().contains("run.years"));
}

#[test]
fn a_run_is_remembered_and_asked_for_at_once_is_run_once() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    fn counted(stage: &Stage, s: &Setting, n: u32, stop: &dyn Fn() -> bool) -> Result<Replicate, RunError> {
        CALLS.fetch_add(1, Ordering::Relaxed);
        simulate(stage, s, n, stop)
    }
    let (country, runs) = runs(LIMITS, counted);
    let tickets: Vec<Ticket> = (0..5).map(|_| runs.ask(setting(&country, 0.5)).unwrap()).collect();
    let done: Vec<_> = tickets.into_iter().map(|t| wait(t).unwrap()).collect();
    assert!(done.iter().all(|d| Arc::ptr_eq(d, &done[0])));
    assert_eq!(CALLS.load(Ordering::Relaxed), 3);
    let again = runs.ask(setting(&country, 0.5)).unwrap();
    assert!(again.known);
    assert!(Arc::ptr_eq(&wait(again).unwrap(), &done[0]));
    assert_eq!(CALLS.load(Ordering::Relaxed), 3);
}

#[test]
fn what_is_remembered_is_bounded_and_the_country_stays() {
    let (country, runs) = runs(RunLimits { remembered: 3, ..LIMITS }, simulate);
    wait(runs.ask(country.untouched()).unwrap()).unwrap();
    for i in 1..6 {
        wait(runs.ask(setting(&country, f64::from(i) / 10.0)).unwrap()).unwrap();
        assert!(runs.counts().remembered <= 3);
    }
    assert!(runs.ask(country.untouched()).unwrap().known);
    assert!(runs.ask(setting(&country, 0.5)).unwrap().known);
    assert!(!runs.ask(setting(&country, 0.1)).unwrap().known);
}

#[test]
fn a_run_that_crashes_takes_no_other_with_it() {
    fn crashing(stage: &Stage, s: &Setting, n: u32, stop: &dyn Fn() -> bool) -> Result<Replicate, RunError> {
        assert!(s.set.is_empty() || n != 1, "a fault that was made on purpose");
        simulate(stage, s, n, stop)
    }
    let (country, runs) = runs(LIMITS, crashing);
    for _ in 0..5 {
        let failed = wait(runs.ask(setting(&country, 0.5)).unwrap());
        assert!(matches!(&failed, Err(Failure::Crashed(why)) if why.contains("on purpose")), "{failed:?}");
    }
    assert!(wait(runs.ask(country.untouched()).unwrap()).is_ok());
    assert_eq!(runs.counts().in_flight, 0);
}

#[test]
fn a_run_stops_when_nobody_waits_and_goes_on_while_someone_does() {
    static STOPPED: AtomicU32 = AtomicU32::new(0);
    fn noted(stage: &Stage, s: &Setting, n: u32, stop: &dyn Fn() -> bool) -> Result<Replicate, RunError> {
        let result = endless(stage, s, n, stop);
        STOPPED.fetch_add(1, Ordering::Relaxed);
        result
    }
    let (country, runs) = runs(LIMITS, noted);
    let (first, second) = (runs.ask(setting(&country, 0.5)).unwrap(), runs.ask(setting(&country, 0.5)).unwrap());
    drop(first);
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!((STOPPED.load(Ordering::Relaxed), runs.counts().in_flight), (0, 1));
    drop(second);
    until("the threads stop", || STOPPED.load(Ordering::Relaxed) >= 2);
    assert_eq!(runs.counts().in_flight, 0);
}

#[test]
fn runs_have_a_time_and_the_queue_an_end() {
    let (country, runs) = runs(RunLimits { queue: 2, time: Duration::from_millis(100), ..LIMITS }, endless);
    let (a, b) = (runs.ask(setting(&country, 0.1)).unwrap(), runs.ask(setting(&country, 0.2)).unwrap());
    assert!(matches!(runs.ask(setting(&country, 0.3)), Err(Failure::Full(2))));
    assert!(matches!(wait(a), Err(Failure::TooLong(_))));
    assert!(matches!(wait(b), Err(Failure::TooLong(_))));
    assert!(runs.ask(setting(&country, 0.3)).is_ok());
}

#[test]
fn a_workshop_that_closes_tells_those_who_wait() {
    let (country, runs) = runs(LIMITS, endless);
    let tickets: Vec<Ticket> = (1..5).map(|i| runs.ask(setting(&country, f64::from(i) / 10.0)).unwrap()).collect();
    runs.close();
    assert!(tickets.into_iter().all(|t| matches!(wait(t), Err(Failure::Closing))));
    assert!(matches!(runs.ask(country.untouched()), Err(Failure::Closing)));
}

#[test]
fn a_crash_is_told_with_a_status_and_the_server_lives_on() {
    use std::io::{Read, Write};
    fn crashing(stage: &Stage, s: &Setting, n: u32, stop: &dyn Fn() -> bool) -> Result<Replicate, RunError> {
        assert!(s.set.is_empty(), "a fault that was made on purpose");
        simulate(stage, s, n, stop)
    }
    let options = Options { port: 0, ..Options::default() };
    let workshop = Workshop::with(&small(), &options, crashing).unwrap();
    let address = workshop.address();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let post = |body: &str| {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let head = format!(
            "POST /api/run HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    std::thread::scope(|scope| {
        let served = scope.spawn(|| workshop.serve(&|| stop.load(Ordering::Relaxed)));
        for _ in 0..3 {
            let answer = post(r#"{"set": {"evaluation.third_party": 0.5}}"#);
            assert!(answer.starts_with("HTTP/1.1 500") && answer.contains("\"crash\""), "{answer}");
        }
        assert!(post(r#"{"set": {}}"#).starts_with("HTTP/1.1 200"));
        stop.store(true, Ordering::Relaxed);
        assert!(served.join().unwrap().is_ok());
    });
}
