//! Every fault of a scenario file says what, where and what to do: `tests/faults/NAME.toml` is the fault, `NAME.txt`
//! beside it the message. `JIAMA_BLESS=1 cargo test --test scenario_faults` writes the messages anew; read the difference.
#![cfg(feature = "scenario")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use jiama::scenario::{Diagnostics, Disk, Memory, Reader};
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir("tests/faults")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_fault_has_the_message_beside_it() {
    let bless = std::env::var_os("JIAMA_BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let said = match Reader::new(&Disk).read(&case) {
            Ok(_) => "no fault".to_string(),
            Err(faults) => faults.to_string(),
        };
        let said = said.replace('\\', "/") + "\n";
        let beside = case.with_extension("txt");
        if bless {
            std::fs::write(&beside, &said).unwrap();
        }
        assert!(said.starts_with("error: "), "{}", case.display());
        if std::fs::read_to_string(&beside).unwrap_or_default() != said {
            wrong.push(format!("{}:\n{said}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn faults(files: &Memory, path: &str) -> Diagnostics {
    Reader::new(files).read(path).unwrap_err()
}

#[test]
fn files_that_are_no_text_are_told() {
    let files = Memory::default().with("latin.toml", b"name = \"caf\xe9\"".to_vec()).with("folder/a.toml", "");
    assert_eq!(faults(&files, "nowhere.toml").to_string(), "error: cannot read `nowhere.toml`: there is no such file");
    let folder = faults(&files, "folder").to_string();
    assert!(folder.starts_with("error: cannot read `folder`: this is a folder, not a file"), "{folder}");
    let latin = faults(&files, "latin.toml").to_string();
    assert!(latin.contains("this is not UTF-8 text (first wrong byte at 11)"), "{latin}");
    let disk = Reader::new(&Disk).read("tests").unwrap_err().to_string();
    assert!(disk.contains("this is a folder"), "{disk}");
    assert!(Reader::new(&Disk).read("tests/nowhere.toml").unwrap_err().to_string().contains("no such file"));
}

#[test]
fn faults_of_all_files_come_at_once_in_order() {
    let files = Memory::default()
        .with("base.toml", "[cascade]\ncap = 9\n")
        .with("child.toml", "extends = \"base.toml\"\n[run]\nyears = 0\n")
        .with("policy.toml", "colour = 1\n[[policy]]\nname = \"x\"\nset = { \"cascade.capp\" = 1 }\n");
    let faults = Reader::new(&files)
        .with("policy.toml")
        .with("gone.toml")
        .set("cascade.hedging=high")
        .set("nonsense")
        .set("policy=3")
        .read("child.toml")
        .unwrap_err();
    let places: Vec<String> = faults
        .items()
        .iter()
        .map(|fault| match fault.place.map(|place| faults.position(place)) {
            Some((path, line, column)) => format!("{path}:{line}:{column}"),
            None => "-".into(),
        })
        .collect();
    let expected = [
        "-",
        "child.toml:3:9",
        "base.toml:2:7",
        "policy.toml:1:1",
        "policy.toml:4:9",
        "--set:1:17",
        "--set:1:1",
        "--set:1:1",
    ];
    assert_eq!(places, expected, "{faults}");
}

#[test]
fn no_text_makes_the_reader_panic() {
    use proptest::prelude::*;
    let pieces = prop::collection::vec(
        prop::sample::select(vec![
            "[run]",
            "[[policy]]",
            "[",
            "]",
            "{",
            "}",
            "=",
            "\n",
            "\n",
            ",",
            ".",
            "\"",
            "'",
            "#",
            "years",
            "set",
            "cascade",
            "cap",
            "0.5",
            "-1",
            "nan",
            "2020-01-01",
            "\"x\"",
            "hierarchy",
            "fan_out",
            "tiers",
            "regions",
            "name",
            "中",
            " ",
            "structure",
            "indicators",
            "true",
            "1e999",
            "0x",
            "\r\n",
            "\0",
            "scope",
            "evaluation.weights",
        ]),
        0..40,
    );
    proptest!(|(pieces in pieces)| {
        let files = Memory::default().with("a.toml", pieces.concat()).with("b.csv", pieces.concat());
        if let Err(faults) = Reader::new(&files).read("a.toml") {
            prop_assert!(!faults.to_string().is_empty());
        }
        let table = Memory::default()
            .with("a.toml", "[hierarchy]\ntiers = [\"a\", \"b\", \"c\"]\nregions = \"b.csv\"\n")
            .with("b.csv", format!("name,population,urban_share,share_60_plus,schooling_years,c\n{}", pieces.concat()));
        let _ = Reader::new(&table).read(Path::new("a.toml")).map_err(|faults| faults.to_string());
    });
}
