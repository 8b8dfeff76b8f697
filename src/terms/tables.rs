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
        rows(&mut text, remedy.levers.iter().map(String::as_str));
    }
    text.push_str("\n## Measures\n\n");
    rows(&mut text, MEASURES.iter().map(|m| m.name));
    text.push_str("\n## Shipped policies\n\n");
    rows(&mut text, catalogue().words.keys().map(String::as_str).filter(|key| key.starts_with("policy:")));
    text.push_str("\n## Other words\n\n");
    let kinds = ["all", "age:", "education:", "residence:", "device:", "activity:", "indicator:", "tier:"];
    let words = catalogue().words.keys().map(String::as_str);
    let words: Vec<&str> = words.filter(|key| kinds.iter().any(|kind| key.starts_with(kind))).collect();
    rows(&mut text, words.into_iter());
    text.push_str("\n## Units\n\n| unit | English | 中文 |\n|---|---|---|\n");
    for (unit, [en, zh]) in &catalogue().units {
        let _ = writeln!(text, "| `{unit}` | {en} | {zh} |");
    }
    text
}

fn rows<'a>(text: &mut String, keys: impl Iterator<Item = &'a str>) {
    text.push_str("| key | English | 中文 | 说明 |\n|---|---|---|---|\n");
    for key in keys {
        let [en, zh] = Lang::ALL.map(|lang| label(key, lang).unwrap_or_default());
        let _ = writeln!(text, "| `{key}` | {en} | {zh} | {} |", sentence(key, Lang::Zh).unwrap_or_default());
    }
}
