//! Which parameters matter.

use super::sweep::{ends, texts};
use crate::report::page::block::Block;
use crate::report::page::context::Page;
use crate::report::page::dots::{Dot, Dots, Panel, Row};
use crate::report::page::figure::{Entry, Figure, Table};
use crate::report::page::material::Study;
use crate::report::page::words::{Scale, chosen};
use serde_json::Value;

/// The most outcomes that are drawn.
const FIGURES: usize = 12;

/// One number of one factor for one outcome.
struct Index {
    factor: String,
    name: String,
    value: f64,
    interval: Option<(f64, f64)>,
}

/// Whether shares of the variance were asked for, not effects.
fn of_variance(study: &Study) -> bool {
    study.question["screening"]["method"] == "sobol"
}

/// The two numbers that are drawn, the first of which ranks.
fn drawn(study: &Study) -> [&'static str; 2] {
    if of_variance(study) { ["total", "first"] } else { ["mu_star", "sigma"] }
}

fn indices(study: &Study, outcome: &str) -> Vec<Index> {
    let all = study.answer["indices"].as_array().into_iter().flatten();
    let of = |v: &Value| -> Option<Index> {
        Some(Index {
            factor: v["factor"].as_str()?.into(),
            name: v["index"].as_str()?.into(),
            value: v["value"].as_f64()?,
            interval: ends(&v["interval"]),
        })
    };
    all.filter(|v| v["outcome"] == outcome).filter_map(of).collect()
}

/// Factors, what matters most first.
fn ranked(indices: &[Index], by: &str) -> Vec<String> {
    let mut all: Vec<&Index> = indices.iter().filter(|i| i.name == by).collect();
    all.sort_by(|a, b| b.value.total_cmp(&a.value));
    all.iter().map(|i| i.factor.clone()).collect()
}

/// How effects on an outcome are written; shares of the variance are in per cent.
fn scale(page: &Page<'_>, study: &Study, outcome: &str) -> Scale {
    match of_variance(study) {
        true => Scale { per_cent: true, unit: "%".into() },
        false => page.words.scale_of(outcome, ""),
    }
}

/// A number of an effect with its unit: of shares percentage points, of the variance per cent.
fn told(page: &Page<'_>, study: &Study, scale: &Scale, value: f64, interval: Option<(f64, f64)>) -> String {
    let value = match scale.per_cent && !of_variance(study) {
        true => page.words.fill("report.points", &[("value", &scale.number(value))]),
        false => scale.with_unit(value),
    };
    match interval {
        Some(_) => page.words.fill(
            "report.with_interval",
            &[("value", &value), ("interval", &page.words.interval(scale, interval, false))],
        ),
        None => value,
    }
}

/// The question and the answer.
pub(in crate::report::page) fn answer(page: &Page<'_>, study: &Study) -> Vec<Block> {
    let outcomes = texts(&study.question["outcomes"]);
    let n = study.question["factors"].as_array().map_or(0, Vec::len).to_string();
    let labels: Vec<String> = outcomes.iter().map(|o| page.words.label(o)).collect();
    let comma = page.text("report.list_comma");
    let question = page.words.fill("report.question_sensitivity", &[("n", &n), ("outcomes", &labels.join(&comma))]);
    let by = drawn(study)[0];
    let sentence = |outcome: &String| {
        let all = indices(study, outcome);
        let order = ranked(&all, by);
        let scale = scale(page, study, outcome);
        let of = |factor: &String| {
            let index = all.iter().find(|i| i.factor == *factor && i.name == by)?;
            let effect = told(page, study, &scale, index.value, index.interval);
            Some(page.words.fill("report.by_effect", &[("factor", &page.words.parameter(factor)), ("effect", &effect)]))
        };
        let most: Vec<String> = order.iter().take(3).filter_map(of).collect();
        let last = order.last().filter(|_| order.len() > 3).and_then(of);
        if most.is_empty() {
            return page.words.fill("report.answer_constant", &[("outcome", &page.words.label(outcome))]);
        }
        let values = [("outcome", page.words.label(outcome)), ("most", most.join(&comma))];
        let mut out = page.words.fill_owned("report.answer_sensitivity", &values);
        if let Some(last) = last {
            out.push_str(&page.words.fill("report.answer_sensitivity_least", &[("least", &last)]));
        }
        out
    };
    vec![Block::Answer { question, sentences: outcomes.iter().take(3).map(sentence).collect() }]
}

/// The figures.
pub(in crate::report::page) fn blocks(page: &Page<'_>, study: &Study) -> Vec<Block> {
    let key = if of_variance(study) { "report.sensitivity_variance" } else { "report.sensitivity_effects" };
    let mut blocks = vec![Block::text(page.text(key))];
    for (i, outcome) in texts(&study.question["outcomes"]).iter().take(FIGURES).enumerate() {
        blocks.extend(figure(page, study, outcome, &page.id(&format!("index{i}"))).map(Block::Figure));
    }
    blocks
}

fn figure(page: &Page<'_>, study: &Study, outcome: &str, id: &str) -> Option<Figure> {
    let all = indices(study, outcome);
    let names = drawn(study);
    let words = names.map(|name| page.text(&format!("report.index_{name}")));
    let scale = scale(page, study, outcome);
    let label = page.words.label(outcome);
    let mut table = Table::new(vec![page.text("report.factor")]);
    table.head.extend(words.iter().cloned());
    let mut rows = Vec::new();
    for factor in ranked(&all, names[0]) {
        let name = page.words.parameter(&factor);
        let mut cells = vec![name.clone()];
        let mut dots = Vec::new();
        for (series, index) in names.iter().enumerate() {
            let Some(found) = all.iter().find(|i| i.factor == factor && i.name == *index) else {
                cells.push("—".into());
                continue;
            };
            let said = told(page, study, &scale, found.value, found.interval);
            dots.push(Dot {
                series,
                at: scale.drawn(found.value),
                interval: found.interval.map(|(low, high)| (scale.drawn(low), scale.drawn(high))),
                inner: None,
                hollow: false,
                tip: format!("{name}: {} {said}", words[series]),
            });
            cells.push(page.words.cell(&scale, found.value, found.interval, false));
        }
        rows.push(Row { label: name, heading: None, panels: vec![dots] });
        table.rows.push(cells);
    }
    let points = study.answer["points"].as_u64().unwrap_or(0);
    let values = [("points", points.to_string()), ("n", page.replicates().to_string())];
    let unit = match (of_variance(study), scale.per_cent) {
        (true, _) => page.text("report.axis_variance"),
        (false, true) => page.text("report.axis_points"),
        (false, false) if scale.unit.is_empty() => page.text("report.axis_number"),
        (false, false) => scale.unit.clone(),
    };
    Dots {
        id: id.into(),
        title: page.words.fill("report.sensitivity_title", &[("outcome", &label)]),
        caption: page.words.fill_owned("report.caption_sensitivity", &values),
        legend: words.iter().enumerate().map(|(i, w)| Entry::series(i, w.clone())).collect(),
        panels: vec![Panel { title: label, unit, zero: true }],
        rows,
        table,
    }
    .figure()
}

/// The ranges of the factors as a table.
pub(in crate::report::page) fn ranges(page: &Page<'_>, study: &Study) -> Option<Block> {
    let mut table =
        Table::new(["report.factor", "report.parameter", "report.low", "report.high"].map(|k| page.text(k)).to_vec());
    for factor in study.question["factors"].as_array().into_iter().flatten() {
        let choices = texts(&factor["choices"]);
        let (low, high) = ends(&factor["range"]).unwrap_or((f64::NAN, f64::NAN));
        let show = |v: f64| choices.get(v as usize).map_or_else(|| chosen(v), |c| page.words.choice(c));
        table.rows.push(vec![
            page.words.parameter(factor["name"].as_str().unwrap_or_default()),
            texts(&factor["parameters"]).join(&page.text("report.list_comma")),
            show(low),
            show(high),
        ]);
    }
    (!table.rows.is_empty()).then(|| Block::Table { caption: page.text("report.caption_ranges"), table })
}
