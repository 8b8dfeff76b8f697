//! The catalogue of terms: every word that users read, in English and Chinese, from one place.
//!
//! The words lie in the TOML files beside this one, which are part of the binary. Sentences are never written twice: in
//! English that of a measure or lever is the one of its declaration, that of a policy stands in its file; the catalogue
//! adds short labels and the Chinese. Names that a user gives (tiers and indicators of an own country, arms) are not in
//! it, and then there is no word: show the name.
//!
//! | key | what |
//! |---|---|
//! | `citizens.resolved_in_time` | a measure |
//! | `lever:evaluation.third_party`, `lever:evaluation.weights.digital`, `lever:indicators.ledger.weight` | a lever; rows by element. Without `lever:` too, but then a measure of the same name (`demands.sharing`) comes first |
//! | `all`, `age:75+`, `education:primary`, `residence:rural`, `device:with` | a group of citizens |
//! | `kind:age`, `kind:indicator`, `kind:tier` | what groups differ in |
//! | `activity:records`, `indicator:ledger`, `tier:township`, `mechanism:cascade` | words of the model |
//! | `choice:60+`, `choice:true` | a value of a lever that is a choice or a switch |
//! | `policy:keep-windows`, `policy:Keep windows` | a shipped policy, by its file or its name |
//! | `remedy:keep-windows` | a remedy, also in [`remedies`] |

mod catalogue;
mod files;
mod tables;
#[cfg(test)]
mod tests;

pub use catalogue::Remedy;
pub use tables::term_tables;

use catalogue::catalogue;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A language of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, simplified.
    Zh,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The language's own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Zh => "中文",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::En => "en",
            Self::Zh => "zh",
        })
    }
}

impl FromStr for Lang {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL.into_iter().find(|lang| lang.to_string() == text).ok_or_else(|| UnknownLanguage(text.to_string()))
    }
}

/// There is no catalogue in a language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there are no words in the language `{0}`; write `en` or `zh`")]
pub struct UnknownLanguage(String);

/// Short label of a measure, lever, group or other word of the model; none where the key is unknown.
pub fn label(key: &str, lang: Lang) -> Option<&'static str> {
    catalogue().words.get(key).map(|word| word.label[lang as usize].as_str())
}

/// The sentence that says what it is; none where the key is unknown or its label says it all.
pub fn sentence(key: &str, lang: Lang) -> Option<Cow<'static, str>> {
    catalogue().words.get(key)?.sentence[lang as usize].as_deref().map(Cow::Borrowed)
}

/// A unit as written in a declaration (`h/staff-week`, `1`), in words; an unknown one as it is.
pub fn unit(unit: &str, lang: Lang) -> Cow<'_, str> {
    Cow::Borrowed(catalogue().units.get(unit).map_or(unit, |words| words[lang as usize].as_str()))
}

/// The remedies in order: every lever belongs to exactly one.
pub fn remedies() -> &'static [Remedy] {
    &catalogue().remedies
}

/// A text of the report or of the workshop's page, with its {placeholders}; none where the key is unknown.
pub fn text(key: &str, lang: Lang) -> Option<&'static str> {
    catalogue().texts.get(key).map(|words| words[lang as usize].as_str())
}

/// The texts whose key begins so, by key.
pub fn texts(beginning: &str, lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = catalogue().texts.range(beginning.to_string()..);
    let beginning = beginning.to_string();
    all.take_while(move |(key, _)| key.starts_with(&beginning))
        .map(move |(key, words)| (key.as_str(), words[lang as usize].as_str()))
}

/// The shipped policies: name of the file without its ending, and its text.
pub fn policy_files() -> &'static [(&'static str, &'static str)] {
    &files::POLICIES
}
