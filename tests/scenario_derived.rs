//! What is derived from the declarations is complete and current: schema, templates, tables, explanations.
//! `JIAMA_BLESS=1 cargo test --test scenario_derived` writes the derived documents anew.
#![cfg(feature = "scenario")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use jiama::scenario::text::explain::{Entry, Glossary};
use jiama::scenario::text::keys;
use jiama::scenario::text::schema::{schema, schema_text};
use jiama::scenario::text::template::{TEMPLATES, parameter_tables};
use jiama::scenario::{Disk, Memory, Reader, Scenario, write};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn current(path: &str, text: &str) {
    if std::env::var_os("JIAMA_BLESS").is_some() {
        std::fs::write(path, text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == text, "{path} is not current; JIAMA_BLESS=1 cargo test --test scenario_derived writes it");
}

#[test]
fn the_committed_schema_is_current() {
    current("docs/scenario.schema.json", &schema_text(jiama::model::vocabulary().measures));
}

#[test]
#[cfg(feature = "files")]
fn the_committed_keys_of_experiments_are_current() {
    use jiama::experiment::file::schema;
    current("docs/experiment.schema.json", &schema::schema_text());
    current("docs/experiment-keys.md", &schema::keys_markdown());
}

#[test]
fn the_committed_tables_are_current() {
    current("docs/parameters.md", &format!("{}\n", parameter_tables().trim_end()));
    current("docs/measures.md", &jiama::observe::measure_tables());
    current("docs/terms.md", &jiama::terms::term_tables());
}

fn json_of(text: &str) -> Value {
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::String(s) => s.into(),
            toml::Value::Integer(i) => i.into(),
            toml::Value::Float(f) => f.into(),
            toml::Value::Boolean(b) => b.into(),
            toml::Value::Datetime(d) => d.to_string().into(),
            toml::Value::Array(a) => a.into_iter().map(convert).collect(),
            toml::Value::Table(t) => t.into_iter().map(|(k, v)| (k, convert(v))).collect(),
        }
    }
    convert(toml::Value::Table(text.parse().unwrap()))
}

/// Scenarios and policies in a folder and below it; patterns and comparisons, which name their kind, are none.
fn toml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            toml_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "toml")
            && !std::fs::read_to_string(&path).unwrap().parse::<toml::Table>().unwrap().contains_key("kind")
        {
            found.push(path);
        }
    }
}

#[test]
#[cfg(feature = "files")]
fn every_shipped_experiment_fits_its_schema() {
    let validator = jsonschema::draft202012::new(&jiama::experiment::file::schema::schema()).unwrap();
    let mut n = 0;
    for folder in ["scenarios/validation", "scenarios/experiments"] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            if text.parse::<toml::Table>().unwrap().contains_key("kind") {
                let value = json_of(&text);
                let errors: Vec<String> =
                    validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
                assert!(errors.is_empty(), "{}: {errors:?}", path.display());
                n += 1;
            }
        }
    }
    assert!(n > 16);
}

#[test]
fn every_shipped_scenario_and_template_fits_the_schema() {
    let validator = jsonschema::draft202012::new(&schema(jiama::model::vocabulary().measures)).unwrap();
    let mut texts: Vec<(String, String)> =
        TEMPLATES.iter().map(|t| (format!("template {}", t.name), (t.text)())).collect();
    texts.push(("everything uncommented".into(), uncommented()));
    texts.push(("written".into(), write(&Scenario::default())));
    let mut shipped = Vec::new();
    toml_files(Path::new("scenarios"), &mut shipped);
    for path in shipped {
        texts.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
    }
    for (name, text) in texts {
        let errors: Vec<String> =
            validator.iter_errors(&json_of(&text)).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

#[test]
fn every_shipped_scenario_is_without_fault() {
    let mut shipped = Vec::new();
    toml_files(Path::new("scenarios"), &mut shipped);
    for path in shipped.iter().filter(|path| !path.components().any(|c| c.as_os_str() == "policies")) {
        Reader::new(&Disk).read(path).unwrap_or_else(|faults| panic!("{faults}"));
    }
    let country = Path::new("scenarios/baseline.toml");
    for path in shipped.iter().filter(|path| path.components().any(|c| c.as_os_str() == "policies")) {
        Reader::new(&Disk).with(path).read(country).unwrap_or_else(|faults| panic!("{faults}"));
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let validator = jsonschema::draft202012::new(&schema(jiama::model::vocabulary().measures)).unwrap();
    for wrong in [
        "colour = 1",
        "[cascade]\nhedgeing = 0.5",
        "[cascade]\ncap = 1.5",
        "[cascade]\ncap = \"high\"",
        "[run]\nyears = 2.5",
        "[platforms]\nlaunch_rule = \"market\"",
        "[evaluation]\nweights = [1, 2]",
        "[evaluation]\nweights = { digtal = 1 }",
        "[structure]\noff = [\"nobody\"]",
        "[hierarchy]\nfan_out = [0]",
        "[hierarchy]\nfan_out = [2]\nregions = \"x.csv\"",
        "[[policy]]\nname = \"x\"",
        "[[policy]]\nname = \"x\"\nset = { \"population.urban\" = 0.2 }",
        "[[policy]]\nname = \"x\"\nset = { \"cascade.cap\" = 2 }",
        "[[policy]]\nname = \"x\"\nfrom = \"soon\"\nset = { \"cascade.cap\" = 0 }",
        "[record]\ngroups = [\"nobody\"]",
        "[indicators.ledger]\nweight = 2",
    ] {
        assert!(!validator.is_valid(&json_of(wrong)), "the schema accepts {wrong}");
        assert!(
            Reader::new(&Memory::default().with("a.toml", wrong)).read("a.toml").is_err(),
            "the reader accepts {wrong}"
        );
    }
}

/// The full template with every line in force that can be in force together with the others.
fn uncommented() -> String {
    let full = TEMPLATES.iter().find(|t| t.name == "full").unwrap();
    let beginnings = ["# extends", "# regions", "# scope"];
    let is_setting = |line: &str| {
        let setting = line.strip_prefix("# ").is_some_and(|rest| {
            rest == "[[policy]]" || rest.split_once(" = ").is_some_and(|(key, _)| !key.contains([' ', ';', ':']))
        });
        setting && !beginnings.iter().any(|b| line.starts_with(b))
    };
    let text = (full.text)();
    let lines = text.lines().map(|line| if is_setting(line) { &line[2..] } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn templates_are_scenarios() {
    for template in TEMPLATES {
        let files = Memory::default().with("default.toml", (template.text)());
        let read = Reader::new(&files).read("default.toml").unwrap_or_else(|faults| panic!("{faults}"));
        if template.name == "full" {
            assert_eq!(write(&read.scenario), write(&Scenario::default()));
        }
        assert!((template.text)().lines().all(|line| !line.ends_with(' ')), "{}", template.name);
    }
}

#[test]
fn the_full_template_shows_every_default() {
    let files = Memory::default().with("default.toml", uncommented());
    let mut read = Reader::new(&files).read("default.toml").unwrap_or_else(|f| panic!("{f}")).scenario;
    assert_eq!(read.policies.len(), 1);
    read.policies.clear();
    read.name = "default".into();
    assert_eq!(write(&read), write(&Scenario::default()));
    for declaration in Scenario::default().registry.declarations() {
        assert!(uncommented().contains(&declaration.sentence), "{}", declaration.path());
    }
}

#[test]
fn everything_can_be_explained() {
    let glossary = Glossary::new(jiama::model::vocabulary().measures);
    for leaf in Scenario::default().registry.leaves() {
        assert!(matches!(glossary.find(&leaf.path)[..], [Entry::Parameter(_), ..]), "{}", leaf.path);
    }
    for (group, _) in Scenario::default().registry.groups() {
        assert!(glossary.find(group).iter().any(|e| matches!(e, Entry::Group(..))), "{group}");
    }
    for mechanism in jiama::mechanisms::MECHANISMS {
        assert!(glossary.find(mechanism.name).iter().any(|e| matches!(e, Entry::Mechanism(_))), "{}", mechanism.name);
    }
    for key in keys::KEYS {
        assert!(glossary.find(key.path).iter().any(|e| matches!(e, Entry::Key(_))), "{}", key.path);
        assert!(key.sentence.ends_with('.'), "{}", key.path);
    }
    assert!(matches!(&glossary.find("hedging")[..], [Entry::Parameter(d)] if d.path() == "cascade.hedging"));
    assert!(glossary.find("nothing-at-all").is_empty());
    assert_eq!(glossary.nearest("hedgeing").as_deref(), Some("cascade.hedging"));
    assert_eq!(glossary.nearest("cascade.hedgeing").as_deref(), Some("cascade.hedging"));
}
