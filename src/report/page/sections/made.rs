//! What the model cannot say, and how the results were made.

use crate::report::page::block::Block;
use crate::report::page::context::Page;
use crate::report::page::figure::Table;
use crate::report::page::material::Kind;

/// Texts on what it cannot say.
const LIMITS: [&str; 7] = [
    "report.limit_places",
    "report.limit_assumed",
    "report.limit_bands",
    "report.limit_significance",
    "report.limit_competition",
    "report.limit_left_out",
    "report.limit_checked",
];

/// What the model cannot say.
pub(in crate::report::page) fn limits(page: &Page<'_>) -> Vec<Block> {
    vec![Block::List { items: LIMITS.iter().map(|key| page.text(key)).collect() }]
}

/// How to make the results again.
pub(in crate::report::page) fn again(page: &Page<'_>) -> Vec<Block> {
    let about = &page.material.about;
    let mut blocks = Vec::new();
    if !about.command.is_empty() {
        let text = about.command.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        blocks.push(Block::Code { label: page.text("report.again_command"), text });
    }
    if let Some(text) = from_folder(page) {
        blocks.push(Block::Code { label: page.text("report.again_folder"), text });
    }
    let seeds = match about.replicates {
        0 | 1 => about.seed.to_string(),
        n => format!("{} … {}", about.seed, about.seed.saturating_add(u64::from(n) - 1)),
    };
    let mut table = Table::new(vec![page.text("report.what"), page.text("report.value")]);
    for (key, value) in [
        ("report.again_version", format!("Jiama {}", about.version)),
        ("report.again_kind", page.text(&format!("report.kind_{}", page.material.kind.word()))),
        ("report.again_seeds", seeds),
        ("report.again_replicates", about.replicates.to_string()),
        ("report.again_runs", about.runs.to_string()),
        ("report.again_hash", about.hash.clone()),
    ] {
        table.rows.push(vec![page.text(key), value]);
    }
    for (kind, files) in [("report.again_input", &about.inputs), ("report.again_file", &about.files)] {
        for (path, sha256) in files {
            table.rows.push(vec![page.words.fill(kind, &[("path", path)]), sha256.clone()]);
        }
    }
    blocks.push(Block::Table { caption: page.text("report.again_table"), table });
    blocks.push(Block::text(page.text("report.again_bits")));
    blocks
}

/// What to type in the folder of results, where that makes them again.
fn from_folder(page: &Page<'_>) -> Option<String> {
    let about = &page.material.about;
    match page.material.kind {
        Kind::Run if page.material.arms.len() == 1 => Some("jiama run scenario.toml".into()),
        Kind::Comparison if about.files.iter().any(|(path, _)| path.starts_with("arms/")) => {
            let of = |arm: usize| {
                let name = crate::report::folder::file_name(&page.material.arms.get(arm)?.name);
                Some(quoted(&format!("arms/{name}/scenario.toml")))
            };
            let arms: Option<Vec<String>> = page.material.shown().into_iter().map(of).collect();
            Some(format!("jiama compare {} --replicates {}", arms?.join(" "), about.replicates))
        }
        _ => None,
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+%@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.into();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
