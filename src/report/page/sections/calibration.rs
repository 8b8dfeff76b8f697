//! Which values of facts fit published figures.

use super::sweep::ends;
use crate::report::page::block::Block;
use crate::report::page::context::Page;
use crate::report::page::dots::{Dot, Dots, Panel, Row};
use crate::report::page::figure::{Entry, Figure, Table};
use crate::report::page::material::Study;
use crate::report::page::svg::shape;
use crate::report::page::words::{chosen, number};
use serde_json::Value;

/// Beyond this the figures do not tell two facts apart.
const TIED: f64 = 0.7;

fn list<'a>(study: &'a Study, key: &str) -> &'a [Value] {
    study.answer[key].as_array().map_or(&[], Vec::as_slice)
}

fn name(value: &Value) -> String {
    value["name"].as_str().unwrap_or_default().to_string()
}

/// Whether a published figure lies within what the model gives.
fn within(target: &Value) -> bool {
    let published = target["published"].as_f64();
    ends(&target["interval"]).zip(published).is_some_and(|((low, high), p)| (low..=high).contains(&p))
}

fn interval(page: &Page<'_>, ends: Option<(f64, f64)>) -> String {
    match ends {
        Some((low, high)) => page.words.fill("report.range", &[("low", &number(low)), ("high", &number(high))]),
        None => "—".into(),
    }
}

/// The question and the answer.
pub(in crate::report::page) fn answer(page: &Page<'_>, study: &Study) -> Vec<Block> {
    let (facts, targets) = (list(study, "facts"), list(study, "figures"));
    let question = page.words.fill(
        "report.question_calibration",
        &[("facts", &facts.len().to_string()), ("figures", &targets.len().to_string())],
    );
    let count = |fit: bool, inside: bool| {
        targets.iter().filter(|t| (t["fit"] == true) == fit && (!inside || within(t))).count().to_string()
    };
    let fitted = [
        ("inside", count(true, true)),
        ("all", count(true, false)),
        ("checked_inside", count(false, true)),
        ("checked", count(false, false)),
    ];
    let mut sentences = vec![page.words.fill_owned("report.answer_fitted", &fitted)];
    let contraction = |f: &&Value| f["contraction"].as_f64();
    if let Some(best) = facts
        .iter()
        .filter(|f| contraction(f).is_some())
        .max_by(|a, b| contraction(a).unwrap_or(0.0).total_cmp(&contraction(b).unwrap_or(0.0)))
    {
        let at = |q: &str| best["quantiles"][q].as_f64();
        let values = [
            ("fact", page.words.parameter(&name(best))),
            ("mean", number(best["mean"].as_f64().unwrap_or(f64::NAN))),
            ("interval", interval(page, at("5").zip(at("95")))),
            ("contraction", number(contraction(&best).unwrap_or(f64::NAN))),
        ];
        sentences.push(page.words.fill_owned("report.answer_contraction", &values));
    }
    let tied = tied(page, study);
    sentences.push(match tied.is_empty() {
        true => page.text("report.answer_untied"),
        false => page.words.fill("report.answer_tied", &[("pairs", &tied.join(&page.text("report.list_semicolon")))]),
    });
    vec![Block::Answer { question, sentences }]
}

fn tied(page: &Page<'_>, study: &Study) -> Vec<String> {
    let facts = list(study, "facts");
    let mut found = Vec::new();
    for (i, row) in list(study, "correlations").iter().enumerate() {
        for (j, r) in row.as_array().into_iter().flatten().enumerate().skip(i + 1) {
            let (Some(r), Some(a), Some(b)) = (r.as_f64(), facts.get(i), facts.get(j)) else { continue };
            if r.abs() > TIED {
                let (a, b) = (page.words.parameter(&name(a)), page.words.parameter(&name(b)));
                found.push(format!("{a} – {b} (r = {})", number(r)));
            }
        }
    }
    found
}

/// The figures.
pub(in crate::report::page) fn blocks(page: &Page<'_>, study: &Study) -> Vec<Block> {
    let mut blocks = Vec::new();
    blocks.extend(facts(page, study).map(Block::Figure));
    blocks.extend(predictive(page, study).map(Block::Figure));
    let mut table = Table::new(
        [
            "report.generation",
            "report.distance",
            "report.proposed",
            "report.accepted",
            "report.failed",
            "report.effective",
        ]
        .map(|k| page.text(k))
        .to_vec(),
    );
    for (i, g) in list(study, "generations").iter().enumerate() {
        let of = |key: &str| g[key].as_f64().map_or_else(|| "—".into(), chosen);
        let cells = ["epsilon", "proposed", "accepted", "failed", "effective"].map(of);
        table.rows.push(std::iter::once((i + 1).to_string()).chain(cells).collect());
    }
    if !table.rows.is_empty() {
        blocks.push(Block::Table { caption: page.text("report.caption_generations"), table });
    }
    blocks
}

fn facts(page: &Page<'_>, study: &Study) -> Option<Figure> {
    let heads = ["report.fact", "report.prior", "report.mean", "report.interval_90", "report.contraction"];
    let mut table = Table::new(heads.map(|k| page.text(k)).to_vec());
    let mut rows = Vec::new();
    for fact in list(study, "facts") {
        let label = page.words.parameter(&name(fact));
        let prior = ends(&fact["prior"]);
        let at = |q: &str| fact["quantiles"][q].as_f64();
        let cells = vec![
            label.clone(),
            interval(page, prior),
            number(fact["mean"].as_f64().unwrap_or(f64::NAN)),
            interval(page, at("5").zip(at("95"))),
            number(fact["contraction"].as_f64().unwrap_or(f64::NAN)),
        ];
        let dot = prior.filter(|(low, high)| high > low).and_then(|(low, high)| {
            let place = |v: f64| (v - low) / (high - low);
            Some(Dot {
                series: 0,
                at: place(at("50")?),
                interval: Some((place(at("5")?), place(at("95")?))),
                inner: Some((place(at("25")?), place(at("75")?))),
                hollow: false,
                tip: format!("{label}: {}", cells[3]),
            })
        });
        rows.push(Row { label, heading: None, panels: vec![dot.into_iter().collect()] });
        table.rows.push(cells);
    }
    // The whole prior is drawn, whatever the posterior.
    if let Some(row) = rows.first_mut() {
        let edge = |at: f64| Dot { series: 0, at, interval: None, inner: None, hollow: true, tip: String::new() };
        if let Some(dots) = row.panels.first_mut().filter(|d| !d.is_empty()) {
            dots.extend([edge(0.0), edge(1.0)]);
        }
    }
    let n = study.answer["particles"].as_u64().unwrap_or(0).to_string();
    Dots {
        id: page.id("facts"),
        title: page.text("report.facts_title"),
        caption: page.words.fill("report.caption_facts", &[("n", &n)]),
        legend: Vec::new(),
        panels: vec![Panel { title: page.text("report.posterior"), unit: page.text("report.axis_prior"), zero: true }],
        rows,
        table,
    }
    .figure()
}

fn predictive(page: &Page<'_>, study: &Study) -> Option<Figure> {
    let heads = [
        "report.published_figure",
        "report.published",
        "report.model",
        "report.interval_90",
        "report.within",
        "report.source",
    ];
    let mut table = Table::new(heads.map(|k| page.text(k)).to_vec());
    let mut rows = Vec::new();
    for target in list(study, "figures") {
        let label = name(target);
        let fit = target["fit"] == true;
        let of = |key: &str| target[key].as_f64();
        let cells = vec![
            label.clone(),
            number(of("published").unwrap_or(f64::NAN)),
            number(of("model").unwrap_or(f64::NAN)),
            interval(page, ends(&target["interval"])),
            page.text(if within(target) { "report.yes" } else { "report.no" }),
            target["source"].as_str().unwrap_or_default().into(),
        ];
        let dot = of("published").zip(of("tolerance")).filter(|(_, t)| *t > 0.0).and_then(|(published, tolerance)| {
            let place = |v: f64| (v - published) / tolerance;
            Some(Dot {
                series: usize::from(!fit),
                at: place(of("model")?),
                interval: ends(&target["interval"]).map(|(low, high)| (place(low), place(high))),
                inner: None,
                hollow: !fit,
                tip: format!("{label}: {} {}", cells[2], cells[3]),
            })
        });
        rows.push(Row { label, heading: None, panels: vec![dot.into_iter().collect()] });
        table.rows.push(cells);
    }
    let n = study.question["predictive"].as_u64().unwrap_or(0).to_string();
    let legend = [(0, "f0", "report.fitted"), (1, "hollow l1", "report.only_checked")];
    Dots {
        id: page.id("predictive"),
        title: page.text("report.predictive_title"),
        caption: page.words.fill("report.caption_predictive", &[("n", &n)]),
        legend: legend
            .map(|(i, class, key)| Entry {
                class: class.into(),
                shape: shape(i, (8.0, 8.0), 5.0),
                label: page.text(key),
            })
            .to_vec(),
        panels: vec![Panel {
            title: page.text("report.predictive_panel"),
            unit: page.text("report.axis_tolerance"),
            zero: true,
        }],
        rows,
        table,
    }
    .figure()
}
