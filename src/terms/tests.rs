//! Whether the catalogue is complete in both languages, and holds nothing else.

use super::catalogue::{Entries, Entry, Plain, PolicyFile, RemedyFile, catalogue};
use super::*;
use crate::mechanisms::{MECHANISMS, registry};
use crate::observe::MEASURES;
use crate::parameter::{Declaration, Kind, Role};
use crate::scenario::{Disk, GROUPS, Reader, Scenario};
use crate::world::office::ACTIVITIES;
use crate::world::population::{AGES, DEVICE, EDUCATION, RESIDENCE};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// A key has a label in both languages, and says what is meant in Chinese characters in Chinese alone.
fn labelled(key: &str) {
    for lang in Lang::ALL {
        let label = label(key, lang).unwrap_or_else(|| panic!("`{key}` has no label"));
        assert!(!label.trim().is_empty() && label.trim() == label, "`{key}` in {lang}: `{label}`");
        assert_eq!(is_chinese(label), lang == Lang::Zh, "`{key}` in {lang}: `{label}`");
        assert!(!label.contains('{'), "`{key}` in {lang}: `{label}`");
        let room = if lang == Lang::En { 60 } else { 24 };
        assert!(label.chars().count() <= room, "`{key}` is long for a label: `{label}`");
    }
}

fn with_sentence(key: &str) {
    labelled(key);
    for lang in Lang::ALL {
        let sentence = sentence(key, lang).unwrap_or_else(|| panic!("`{key}` has no sentence in {lang}"));
        let end = if lang == Lang::En { '.' } else { '。' };
        assert!(sentence.ends_with(end), "`{key}` in {lang}: `{sentence}`");
        assert_eq!(is_chinese(&sentence), lang == Lang::Zh, "`{key}` in {lang}: `{sentence}`");
    }
}

/// The countries that are shipped.
fn countries() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    assert!(paths.len() >= 5);
    let read = |path: &PathBuf| Reader::new(&Disk).read(path).unwrap().scenario;
    paths.iter().map(read).chain([Scenario::default()]).collect()
}

/// Every lever of the shipped countries, with its declaration.
fn levers() -> BTreeMap<String, Declaration> {
    let mut found = BTreeMap::new();
    for country in countries() {
        let registry = registry(&country.indicators);
        for (place, leaf) in registry.leaves().iter().enumerate() {
            let declaration = registry.declaration_of(place);
            if declaration.role == Role::Lever {
                found.insert(leaf.path.clone(), declaration.clone());
            }
        }
    }
    found
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').unwrap_or_else(|| panic!("an open {{ in `{text}`")).0)
        .collect()
}

#[test]
fn every_file_is_read_whole() {
    for text in [files::MEASURES, files::LEVERS, files::WORDS, files::POLICY_WORDS] {
        toml::from_str::<Entries<Entry>>(text).unwrap();
    }
    for text in files::TEXTS.into_iter().chain([files::UNITS]) {
        toml::from_str::<Entries<Plain>>(text).unwrap();
    }
    toml::from_str::<RemedyFile>(files::REMEDIES).unwrap();
    for (_, text) in files::POLICIES {
        assert!(!toml::from_str::<PolicyFile>(text).unwrap().policy.is_empty());
    }
}

#[test]
fn every_measure_has_words_and_there_are_no_others() {
    for measure in &MEASURES {
        with_sentence(measure.name);
        assert_eq!(sentence(measure.name, Lang::En).unwrap(), measure.sentence);
    }
    let file: Entries<Entry> = toml::from_str(files::MEASURES).unwrap();
    assert_eq!(file.len(), MEASURES.len());
    assert!(file.values().all(|e| e.sentence_en.is_none()), "the English sentence is the declaration's");
}

#[test]
fn every_lever_has_words_and_there_are_no_others() {
    let levers = levers();
    for (path, declaration) in &levers {
        let key = format!("lever:{path}");
        with_sentence(&key);
        assert_eq!(sentence(&key, Lang::En).unwrap(), declaration.sentence);
        let is_measure = MEASURES.iter().any(|m| m.name == path);
        assert_eq!(label(path, Lang::Zh) == label(&key, Lang::Zh), !is_measure, "{path}");
    }
    let file: Entries<Entry> = toml::from_str(files::LEVERS).unwrap();
    for (key, entry) in &file {
        let example = key.replace('*', "ledger");
        assert!(levers.contains_key(&example), "`{key}` is no lever");
        assert!(entry.sentence_en.is_none(), "`{key}`: the English sentence is the declaration's");
        assert_eq!(placeholders(&entry.en), placeholders(&entry.zh), "{key}");
    }
}

/// The remedies that hold a lever.
fn held(lever: &str) -> Vec<&'static str> {
    let lever = lever.to_string();
    remedies().iter().filter(|r| !r.among(std::iter::once(&lever)).is_empty()).map(|r| r.key.as_str()).collect()
}

#[test]
fn every_lever_belongs_to_one_remedy() {
    for path in levers().keys() {
        let listed = remedies().iter().filter(|r| r.levers.contains(path)).count();
        let held = held(path).len();
        assert_eq!((listed, held), (1, 1), "{path}");
    }
    for remedy in remedies() {
        with_sentence(&format!("remedy:{}", remedy.key));
        assert!(!remedy.levers.is_empty(), "{}", remedy.key);
        assert!(remedy.among(remedy.levers.iter()).into_iter().eq(&remedy.levers), "{}", remedy.key);
        let each: BTreeSet<&String> = remedy.levers.iter().collect();
        assert_eq!(each.len(), remedy.levers.len(), "{}", remedy.key);
    }
}

#[test]
fn a_lever_of_an_own_indicator_has_a_remedy_and_no_label() {
    assert_eq!(held("indicators.visits.manipulability"), ["unforgeable-records"]);
    assert_eq!(label("indicators.visits.manipulability", Lang::Zh), None);
    assert!(held("indicators..weight").is_empty() && held("run.seed").is_empty());
}

#[test]
fn every_word_of_the_model_is_there_and_no_other() {
    let mut keys: BTreeSet<String> = ["all", "kind:indicator", "kind:activity", "kind:tier"].map(String::from).into();
    keys.extend(GROUPS.map(|kind| format!("kind:{kind}")));
    keys.extend(AGES.map(|g| format!("age:{g}")));
    keys.extend(EDUCATION.map(|g| format!("education:{g}")));
    keys.extend(RESIDENCE.map(|g| format!("residence:{g}")));
    keys.extend(DEVICE.map(|g| format!("device:{g}")));
    keys.extend(ACTIVITIES.map(|a| format!("activity:{a}")));
    keys.extend(MECHANISMS.iter().map(|m| format!("mechanism:{}", m.name)));
    for country in countries() {
        keys.extend(country.indicators.iter().map(|i| format!("indicator:{i}")));
        keys.extend(country.tiers.iter().map(|t| format!("tier:{t}")));
    }
    for declaration in levers().values() {
        match declaration.kind {
            Kind::Choice(names) => keys.extend(names.iter().map(|n| format!("choice:{n}"))),
            Kind::Switch => keys.extend(["choice:true".to_string(), "choice:false".to_string()]),
            Kind::Real | Kind::Whole => {}
        }
    }
    for key in &keys {
        labelled(key);
        if key.starts_with("activity:") || key.starts_with("indicator:") {
            with_sentence(key);
        }
    }
    let file: Entries<Entry> = toml::from_str(files::WORDS).unwrap();
    assert_eq!(file.into_keys().collect::<BTreeSet<_>>(), keys);
}

#[test]
fn every_unit_has_words_and_there_are_no_others() {
    let mut units: BTreeSet<&str> = MEASURES.iter().map(|m| m.unit).collect();
    let countries = countries();
    units.extend(countries.iter().flat_map(|c| c.registry.declarations()).map(|d| d.unit));
    units.extend(countries.iter().flat_map(|c| c.parameters().indicators).map(|i| i.kind.unit()));
    for unit in &units {
        let [en, zh] = Lang::ALL.map(|lang| super::unit(unit, lang));
        assert!(catalogue().units.contains_key(*unit), "the unit `{unit}` has no words");
        assert!(!en.is_empty() && !is_chinese(&en) && is_chinese(&zh), "{unit}: {en}, {zh}");
    }
    assert_eq!(catalogue().units.keys().map(String::as_str).collect::<BTreeSet<_>>(), units);
    assert_eq!(super::unit("furlongs", Lang::Zh), "furlongs");
}

#[test]
fn every_shipped_policy_has_words_and_there_are_no_others() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/policies");
    let stem = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let stems: BTreeSet<String> = std::fs::read_dir(folder).unwrap().map(|e| stem(e.unwrap().path())).collect();
    assert_eq!(policy_files().iter().map(|(stem, _)| (*stem).to_string()).collect::<BTreeSet<_>>(), stems);
    let mut used = BTreeSet::new();
    for (stem, text) in policy_files() {
        with_sentence(&format!("policy:{stem}"));
        let policies = toml::from_str::<PolicyFile>(text).unwrap().policy;
        if policies.len() > 1 {
            used.insert((*stem).to_string());
        }
        for policy in policies {
            with_sentence(&format!("policy:{}", policy.name));
            assert_eq!(sentence(&format!("policy:{}", policy.name), Lang::En).unwrap(), policy.about);
            used.insert(policy.name);
        }
    }
    let file: Entries<Entry> = toml::from_str(files::POLICY_WORDS).unwrap();
    assert_eq!(file.keys().cloned().collect::<BTreeSet<_>>(), used);
    assert_eq!(label("policy:keep-windows", Lang::En), Some("Keep windows"));
}

#[test]
fn texts_are_in_both_languages_with_the_same_placeholders() {
    for (beginning, text) in ["report.", "ui."].into_iter().zip(files::TEXTS) {
        for (key, entry) in toml::from_str::<Entries<Plain>>(text).unwrap() {
            assert!(key.starts_with(beginning), "`{key}` does not begin with `{beginning}`");
            assert!(!entry.en.trim().is_empty() && !entry.zh.trim().is_empty(), "{key}");
            assert!(!is_chinese(&entry.en) || entry.en.contains("中文"), "{key}: {}", entry.en);
            assert_eq!(placeholders(&entry.en), placeholders(&entry.zh), "{key}");
            assert_eq!(super::text(&key, Lang::Zh), Some(entry.zh.as_str()));
            assert!(texts(beginning, Lang::En).any(|(k, t)| k == key && t == entry.en));
        }
    }
    assert_eq!(super::text("ui.there-is-no-such-text", Lang::En), None);
}

#[test]
fn labels_of_one_kind_differ() {
    for lang in Lang::ALL {
        let lists: [Vec<String>; 3] = [
            MEASURES.iter().map(|m| m.name.to_string()).collect(),
            levers().into_keys().map(|lever| format!("lever:{lever}")).collect(),
            policy_files().iter().map(|(stem, _)| format!("policy:{stem}")).collect(),
        ];
        for keys in lists {
            let mut seen = BTreeMap::new();
            for key in keys {
                if let Some(other) = seen.insert(label(&key, lang).unwrap(), key.clone()) {
                    panic!("`{key}` and `{other}` have one label");
                }
            }
        }
    }
}

#[test]
fn languages_are_read_and_written() {
    for lang in Lang::ALL {
        assert_eq!(lang.to_string().parse(), Ok(lang));
    }
    assert_eq!(
        "de".parse::<Lang>().unwrap_err().to_string(),
        "there are no words in the language `de`; write `en` or `zh`"
    );
    assert!(is_chinese(Lang::Zh.name()));
}
