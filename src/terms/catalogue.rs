//! Reads the files of the catalogue, once, and adds the sentences of the declarations.

use super::{Lang, files};
use crate::mechanisms;
use crate::observe::MEASURES;
use crate::parameter::Role;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// One text a language, in the order of [`Lang::ALL`].
pub(super) type Both = [String; 2];

/// A word of the model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Word {
    /// Short label.
    pub(super) label: Both,
    /// What it is, in a sentence.
    pub(super) sentence: [Option<String>; 2],
}

/// A remedy: a group of levers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// Name in addresses and files.
    pub key: String,
    /// Its levers; those of indicators for the indicators of the shipped countries.
    pub levers: Vec<String>,
    label: Both,
    sentence: Both,
    patterns: Vec<String>,
}

impl Remedy {
    /// Short label.
    pub fn label(&self, lang: Lang) -> &str {
        &self.label[lang as usize]
    }

    /// What the remedy does, in a sentence.
    pub fn sentence(&self, lang: Lang) -> &str {
        &self.sentence[lang as usize]
    }

    /// Those of these levers that belong to it, in its order; also those of indicators with names of the user's own.
    pub fn among<'a>(&self, levers: impl Iterator<Item = &'a String> + Clone) -> Vec<&'a String> {
        in_order(&self.patterns, levers)
    }
}

/// Whether a lever is the one that is written, or one of those that `*` stands for.
fn fits(pattern: &str, lever: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == lever,
        Some((before, after)) => {
            lever.len() > before.len() + after.len() && lever.starts_with(before) && lever.ends_with(after)
        }
    }
}

/// Levers in the order of the patterns that they fit.
fn in_order<'a>(patterns: &[String], levers: impl Iterator<Item = &'a String> + Clone) -> Vec<&'a String> {
    patterns.iter().flat_map(|pattern| levers.clone().filter(|lever| fits(pattern, lever))).collect()
}

/// All words.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) words: BTreeMap<String, Word>,
    pub(super) units: BTreeMap<String, Both>,
    pub(super) texts: BTreeMap<String, Both>,
    pub(super) remedies: Vec<Remedy>,
}

/// An entry of a file. English is left out where a declaration has it.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    #[serde(default)]
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) sentence_en: Option<String>,
    pub(super) sentence_zh: Option<String>,
}

/// An entry that has a label and nothing else.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plain {
    pub(super) en: String,
    pub(super) zh: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RemedyEntry {
    key: String,
    en: String,
    zh: String,
    sentence_en: String,
    sentence_zh: String,
    levers: Vec<String>,
}

/// The file of remedies.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemedyFile {
    #[serde(default)]
    remedy: Vec<RemedyEntry>,
}

/// What the catalogue reads of a policy file.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PolicyFile {
    #[serde(default)]
    pub(super) policy: Vec<PolicyEntry>,
}

/// What the catalogue reads of a policy.
#[derive(Debug, Deserialize)]
pub(super) struct PolicyEntry {
    pub(super) name: String,
    #[serde(default)]
    pub(super) about: String,
}

/// A file of entries by key.
pub(super) type Entries<T> = BTreeMap<String, T>;

/// The catalogue. A file of it that cannot be read would give no words; the tests read every one.
pub(super) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(load)
}

fn entries<T: for<'a> Deserialize<'a>>(text: &str) -> Entries<T> {
    toml::from_str(text).unwrap_or_default()
}

fn load() -> Catalogue {
    let mut words: BTreeMap<String, Word> = entries(files::WORDS).into_iter().map(|(k, e)| (k, word(e))).collect();
    let indicators: Vec<String> =
        words.keys().filter_map(|key| key.strip_prefix("indicator:")).map(String::from).collect();
    add_measures(&mut words);
    let levers = add_levers(&mut words, &indicators);
    add_policies(&mut words);
    let remedies = remedies(&levers);
    for remedy in &remedies {
        let [en, zh] = remedy.sentence.clone();
        words.insert(
            format!("remedy:{}", remedy.key),
            Word { label: remedy.label.clone(), sentence: [Some(en), Some(zh)] },
        );
    }
    let plain = |e: Plain| [e.en, e.zh];
    Catalogue {
        words,
        units: entries(files::UNITS).into_iter().map(|(k, e)| (k, plain(e))).collect(),
        texts: files::TEXTS.into_iter().flat_map(entries).map(|(k, e)| (k, plain(e))).collect(),
        remedies,
    }
}

fn word(entry: Entry) -> Word {
    Word { label: [entry.en, entry.zh], sentence: [entry.sentence_en, entry.sentence_zh] }
}

fn add_measures(words: &mut BTreeMap<String, Word>) {
    let mut file: Entries<Entry> = entries(files::MEASURES);
    for measure in &MEASURES {
        if let Some(mut entry) = file.remove(measure.name) {
            entry.sentence_en = Some(measure.sentence.to_string());
            words.insert(measure.name.to_string(), word(entry));
        }
    }
}

/// Adds every lever of a country that has all these indicators, and returns their names in the registry's order. The bare
/// name of a lever that is also that of a measure stays the measure's.
fn add_levers(words: &mut BTreeMap<String, Word>, indicators: &[String]) -> Vec<String> {
    let file: Entries<Entry> = entries(files::LEVERS);
    let registry = mechanisms::registry(indicators);
    let mut levers = Vec::new();
    for (place, leaf) in registry.leaves().iter().enumerate() {
        let declaration = registry.declaration_of(place);
        if declaration.role != Role::Lever {
            continue;
        }
        levers.push(leaf.path.clone());
        let indicator = declaration.group.strip_prefix("indicators.");
        let key = indicator.map_or_else(|| leaf.path.clone(), |_| format!("indicators.*.{}", declaration.name));
        if let Some(mut entry) = file.get(&key).cloned() {
            if let Some(name) = indicator.and_then(|name| words.get(&format!("indicator:{name}"))) {
                entry.en = entry.en.replace("{indicator}", &name.label[0]);
                entry.zh = entry.zh.replace("{indicator}", &name.label[1]);
            }
            entry.sentence_en = Some(declaration.sentence.clone());
            let lever = word(entry);
            words.insert(format!("lever:{}", leaf.path), lever.clone());
            words.entry(leaf.path.clone()).or_insert(lever);
        }
    }
    levers
}

/// Adds the shipped policies by name, and by file.
fn add_policies(words: &mut BTreeMap<String, Word>) {
    let mut file: Entries<Entry> = entries(files::POLICY_WORDS);
    for (stem, text) in files::POLICIES {
        let policies = toml::from_str::<PolicyFile>(text).unwrap_or_default().policy;
        let mut whole: Option<Word> = None;
        for policy in policies {
            let Some(mut entry) = file.remove(&policy.name) else { continue };
            entry.en = policy.name.clone();
            entry.sentence_en = Some(policy.about);
            let part = word(entry);
            words.insert(format!("policy:{}", policy.name), part.clone());
            whole = Some(whole.map_or_else(|| part.clone(), |first| joined(&first, &part)));
        }
        if let Some(mut whole) = whole {
            if let Some(entry) = file.remove(stem) {
                whole.label = [entry.en, entry.zh];
            }
            words.insert(format!("policy:{stem}"), whole);
        }
    }
}

/// Two policies of one file as one, with both sentences.
fn joined(first: &Word, second: &Word) -> Word {
    let both = |lang: usize, between: &str| match (&first.sentence[lang], &second.sentence[lang]) {
        (Some(a), Some(b)) => Some(format!("{a}{between}{b}")),
        (a, b) => a.clone().or_else(|| b.clone()),
    };
    Word { label: first.label.clone(), sentence: [both(0, " "), both(1, "")] }
}

fn remedies(levers: &[String]) -> Vec<Remedy> {
    let file: RemedyFile = toml::from_str(files::REMEDIES).unwrap_or_default();
    let made = file.remedy.into_iter().map(|entry| Remedy {
        levers: in_order(&entry.levers, levers.iter()).into_iter().cloned().collect(),
        key: entry.key,
        label: [entry.en, entry.zh],
        sentence: [entry.sentence_en, entry.sentence_zh],
        patterns: entry.levers,
    });
    made.collect()
}
