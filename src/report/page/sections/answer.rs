//! The question, and the answer in three sentences with intervals.

use crate::report::page::block::Block;
use crate::report::page::context::Page;
use crate::report::page::cube::{Difference, Key};
use crate::report::page::figure::Table;

/// What stands in the table under the answer.
const HEAD: [&str; 11] = [
    "citizens.resolved_in_time",
    "citizens.excluded",
    "citizens.satisfaction",
    "effort.trace_share",
    "citizens.hours_per_resolved",
    "effort.burnout",
    "demands.overload",
    "fabrication.gap",
    "fabrication.faked_share",
    "score.results_reported",
    "platforms.zombie_share",
];
/// Kinds of groups among which gainers and losers are looked for.
const KINDS: [&str; 3] = ["age", "education", "residence"];

/// The blocks of a run or a comparison.
pub(in crate::report::page) fn blocks(page: &Page<'_>) -> Vec<Block> {
    let words = page.words;
    let (question, sentences) = match (page.compares(), page.material.others().as_slice()) {
        (true, [arm]) => (one_question(page, *arm), one(page, *arm)),
        (true, others) => {
            let n = others.len().to_string();
            let baseline = page.name(page.material.baseline);
            let question = words.fill("report.question_several", &[("n", &n), ("baseline", &baseline)]);
            (question, several(page, others))
        }
        (false, _) => {
            (words.fill("report.question_run", &[("name", &page.name(0)), ("window", &page.last())]), alone(page))
        }
    };
    let mut blocks = Vec::new();
    let nothing = sentences.is_empty();
    blocks.push(Block::Answer {
        question,
        sentences: if nothing { vec![page.text("report.answer_none")] } else { sentences },
    });
    if page.replicates() < 2 {
        blocks.push(Block::Note { text: page.text("report.note_one_replicate") });
    } else if page.replicates() < 5 {
        let n = page.replicates().to_string();
        blocks.push(Block::Note { text: words.fill("report.note_few_replicates", &[("n", &n)]) });
    }
    if page.material.about.failed > 0 {
        let n = page.material.about.failed.to_string();
        blocks.push(Block::Note { text: words.fill("report.note_failed", &[("n", &n)]) });
    }
    let table = if page.compares() { differences(page) } else { means(page) };
    if !table.rows.is_empty() {
        blocks.push(Block::Table { caption: page.table_caption(page.of()), table });
    }
    blocks
}

/// The text that says where a difference goes.
fn verb(found: &Difference) -> &'static str {
    match (found.sign(), found.interval) {
        (Some(true), _) => "report.rises",
        (Some(false), _) => "report.falls",
        (None, Some(_)) => "report.unclear",
        (None, None) if found.difference > 0.0 => "report.rises",
        (None, None) if found.difference < 0.0 => "report.falls",
        (None, None) => "report.same",
    }
}

fn one_question(page: &Page<'_>, arm: usize) -> String {
    let (arm, baseline) = (page.name(arm), page.name(page.material.baseline));
    page.words.fill("report.question_one", &[("arm", &arm), ("baseline", &baseline)])
}

/// A measure of an arm against the baseline, in words to be put into a sentence.
fn clause(page: &Page<'_>, arm: usize, measure: &str) -> Option<String> {
    let found = page.material.cube.difference(arm, page.national(measure, "all")?)?;
    let scale = page.scale(measure, "all");
    let values = [
        ("measure", page.words.label(measure)),
        ("verb", page.text(verb(&found))),
        ("from", scale.with_unit(found.baseline)),
        ("to", scale.with_unit(found.arm)),
        ("difference", page.words.difference(&scale, &found)),
    ];
    Some(page.words.fill_owned("report.clause", &values))
}

/// Clauses of some measures as one sentence; none where no measure is there.
fn sentence(page: &Page<'_>, key: &str, clauses: Vec<String>) -> Option<String> {
    let joined = clauses.join(&page.text("report.and"));
    (!clauses.is_empty()).then(|| page.words.fill(key, &[("clauses", &joined)]))
}

fn one(page: &Page<'_>, arm: usize) -> Vec<String> {
    let of = |measures: &[&str]| -> Vec<String> { measures.iter().filter_map(|m| clause(page, arm, m)).collect() };
    let mut third = of(&["fabrication.gap"]);
    third.extend(gainers(page, arm));
    let sentences = [
        sentence(page, "report.answer_citizens", of(&["citizens.resolved_in_time", "citizens.excluded"])),
        sentence(page, "report.answer_staff", of(&["effort.trace_share", "citizens.hours_per_resolved"])),
        sentence(page, "report.answer_reports", third),
    ];
    sentences.into_iter().flatten().collect()
}

/// Which group of citizens gains the most, and which the least.
fn gainers(page: &Page<'_>, arm: usize) -> Option<String> {
    const MEASURE: &str = "citizens.resolved_in_time";
    let cube = &page.material.cube;
    let groups = KINDS.iter().flat_map(|kind| cube.groups_of(MEASURE, kind, page.material.last()));
    let found = groups.filter_map(|g| Some((cube.difference(arm, page.national(MEASURE, &g)?)?, g)));
    let mut found: Vec<(Difference, String)> = found.filter(|(d, _)| d.difference.is_finite()).collect();
    found.sort_by(|a, b| b.0.difference.total_cmp(&a.0.difference));
    let ((most, who), (least, whom)) = (found.first()?, found.last()?);
    if who == whom {
        return None;
    }
    let scale = page.scale(MEASURE, who);
    let values = [
        ("most", page.words.group(who)),
        ("most_by", page.words.difference(&scale, most)),
        ("least", page.words.group(whom)),
        ("least_by", page.words.difference(&scale, least)),
    ];
    Some(page.words.fill_owned("report.gainers", &values))
}

/// Which of several arms moves a measure most, and which least.
fn several(page: &Page<'_>, others: &[usize]) -> Vec<String> {
    let ranked = |measure: &str| {
        let key = page.national(measure, "all")?;
        let found = others.iter().filter_map(|a| Some((page.material.cube.difference(*a, key)?, *a)));
        let mut found: Vec<(Difference, usize)> = found.filter(|(d, _)| d.difference.is_finite()).collect();
        found.sort_by(|a, b| b.0.difference.total_cmp(&a.0.difference));
        let ((top, up), (bottom, down)) = (found.first()?, found.last()?);
        let scale = page.scale(measure, "all");
        let values = [
            ("measure", page.words.label(measure)),
            ("from", scale.with_unit(top.baseline)),
            ("high", page.name(*up)),
            ("high_by", page.words.difference(&scale, top)),
            ("low", page.name(*down)),
            ("low_by", page.words.difference(&scale, bottom)),
        ];
        Some(page.words.fill_owned("report.answer_ranked", &values))
    };
    ["citizens.resolved_in_time", "effort.trace_share", "fabrication.gap"].iter().filter_map(|m| ranked(m)).collect()
}

/// What a single country is like.
fn alone(page: &Page<'_>) -> Vec<String> {
    let said = |measure: &str| {
        let stat = page.material.cube.stat(0, page.national(measure, "all")?)?;
        let scale = page.scale(measure, "all");
        let values = [("measure", page.words.label(measure)), ("value", page.words.stat(&scale, &stat))];
        Some(page.words.fill_owned("report.level", &values))
    };
    let of = |measures: &[&str]| -> Vec<String> { measures.iter().filter_map(|m| said(m)).collect() };
    let sentences = [
        sentence(page, "report.answer_citizens", of(&["citizens.resolved_in_time", "citizens.excluded"])),
        sentence(page, "report.answer_staff", of(&["effort.trace_share", "citizens.hours_per_resolved"])),
        sentence(page, "report.answer_reports", of(&["fabrication.gap", "fabrication.faked_share"])),
    ];
    sentences.into_iter().flatten().collect()
}

/// Main measures, arm by arm.
fn differences(page: &Page<'_>) -> Table {
    let mut head = vec![page.text("report.measure"), page.text("report.baseline")];
    let others: Vec<usize> = page.material.others();
    head.extend(others.iter().map(|a| page.name(*a)));
    let mut table = Table::new(head);
    for (measure, key) in shown(page) {
        let scale = page.scale(measure, "all");
        let found: Vec<Option<Difference>> = others.iter().map(|a| page.material.cube.difference(*a, key)).collect();
        let Some(first) = found.iter().flatten().next() else { continue };
        let mut row = vec![page.words.head(&page.words.label(measure), &scale), scale.number(first.baseline)];
        let cell = |d: &Difference| page.words.cell(&scale, d.difference, d.interval, true);
        row.extend(found.iter().map(|d| d.as_ref().map_or_else(String::new, cell)));
        table.rows.push(row);
    }
    table
}

fn means(page: &Page<'_>) -> Table {
    let mut table =
        Table::new(vec![page.text("report.measure"), page.text("report.mean"), page.text("report.interval_head")]);
    for (measure, key) in shown(page) {
        let scale = page.scale(measure, "all");
        if let Some(stat) = page.material.cube.stat(0, key) {
            let interval = page.words.interval(&scale, stat.interval, false);
            table.rows.push(vec![
                page.words.head(&page.words.label(measure), &scale),
                scale.number(stat.mean),
                interval,
            ]);
        }
    }
    table
}

fn shown<'a>(page: &'a Page<'_>) -> impl Iterator<Item = (&'static str, Key)> + 'a {
    HEAD.iter().filter_map(|m| Some((*m, page.national(m, "all")?)))
}
