//! The catalogue as a page: every term in both languages.

use super::catalogue::catalogue;
use super::{Lang, label, remedies, sentence};
use crate::observe::MEASURES;
use std::fmt::Write;

/// All terms with their words, as Markdown.
pub fn term_tables() -> String {
    let mut text = String::from(
        "# Terms\n\nThe words of reports and of the workshop's page in English and Chinese, printed from the catalogue in `src/terms`. \
         The English sentences of levers and measures are those of [`parameters.md`](parameters.md) and [`measures.md`](measures.md).\n",
    );
    text.push_str("\n## Levers, by remedy\n");
    for remedy in remedies() {
        let [en, zh] = Lang::ALL.map(|lang| (remedy.label(lang), remedy.sentence(lang)));
        let _ = writeln!(text, "\n### {} · {}\n\n{}\n{}\n", en.0, zh.0, en.1, zh.1);
        rows(&mut text, remedy.levers.iter().map(|lever| (lever.as_str(), format!("lever:{lever}"))));
    }
    text.push_str("\n## Measures\n\n");
    rows(&mut text, MEASURES.iter().map(|m| (m.name, m.name)));
    text.push_str("\n## Shipped policies\n\n");
    let words = || catalogue().words.keys().map(|key| (key.as_str(), key.as_str()));
    rows(&mut text, words().filter(|(key, _)| key.starts_with("policy:")));
    text.push_str("\n## Other words\n\n");
    let kinds = ["all", "age:", "education:", "residence:", "device:", "activity:", "indicator:", "tier:"];
    rows(&mut text, words().filter(|(key, _)| kinds.iter().any(|kind| key.starts_with(kind))));
    text.push_str("\n## Units\n\n| unit | English | 中文 |\n|---|---|---|\n");
    for (unit, [en, zh]) in &catalogue().units {
        let _ = writeln!(text, "| `{unit}` | {en} | {zh} |");
    }
    text
}

/// One row a term: its name, and its key in the catalogue.
fn rows<'a, K: AsRef<str>>(text: &mut String, terms: impl Iterator<Item = (&'a str, K)>) {
    text.push_str("| name | English | 中文 | 说明 |\n|---|---|---|---|\n");
    for (name, key) in terms {
        let [en, zh] = Lang::ALL.map(|lang| label(key.as_ref(), lang).unwrap_or_default());
        let says = sentence(key.as_ref(), Lang::Zh).unwrap_or_default();
        let _ = writeln!(text, "| `{name}` | {en} | {zh} | {says} |");
    }
}
