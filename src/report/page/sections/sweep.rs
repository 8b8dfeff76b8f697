//! What came out at the points of a design.

use crate::report::page::block::Block;
use crate::report::page::context::{Page, SERIES};
use crate::report::page::cube::Stat;
use crate::report::page::curves::{Curve, Curves, Panel, Point};
use crate::report::page::dots::{self, Dot, Dots, Row};
use crate::report::page::figure::{Entry, Figure, Table};
use crate::report::page::material::Study;
use crate::report::page::rows::Of;
use crate::report::page::words::{Scale, chosen};
use serde_json::Value;

/// The most outcomes that are drawn, and rows of points that are tabulated.
const FIGURES: usize = 12;
const ROWS: usize = 200;

/// A factor of the design.
struct Factor {
    label: String,
    choices: Vec<String>,
}

/// What came out of one outcome.
struct Outcome {
    label: String,
    scale: Scale,
    stats: Vec<Option<Stat>>,
}

/// A sweep, as the page draws it.
struct Swept {
    factors: Vec<Factor>,
    points: Vec<Vec<f64>>,
    outcomes: Vec<Outcome>,
    method: String,
}

/// Interval of a document.
pub(in crate::report::page) fn ends(value: &Value) -> Option<(f64, f64)> {
    Some((value.get(0)?.as_f64()?, value.get(1)?.as_f64()?))
}

/// Texts of a document.
pub(in crate::report::page) fn texts(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten();
    all.filter_map(|v| v.as_str().map(str::to_string)).collect()
}

fn read(page: &Page<'_>, study: &Study) -> Swept {
    let question = &study.question;
    let factor = |f: &Value| {
        let name = f["name"].as_str().unwrap_or_default();
        Factor { label: page.words.parameter(name), choices: texts(&f["choices"]) }
    };
    let point = |p: &Value| -> Vec<f64> { p.as_array().into_iter().flatten().filter_map(Value::as_f64).collect() };
    let found = study.answer["points"].as_array().map_or(&[][..], Vec::as_slice);
    let outcome = |text: String| {
        let entry = |p: &Value| -> Option<Value> {
            p["outcomes"].as_array()?.iter().find(|o| o["outcome"] == text.as_str()).cloned()
        };
        let entries: Vec<Option<Value>> = found.iter().map(entry).collect();
        let unit = entries.iter().flatten().find_map(|e| e["unit"].as_str()).unwrap_or("").to_string();
        let stat = |e: &Option<Value>| {
            let e = e.as_ref()?;
            let n = e["n"].as_u64().unwrap_or(0) as usize;
            Some(Stat { mean: e["mean"].as_f64()?, interval: ends(&e["interval"]), n })
        };
        Outcome {
            label: page.words.label(&text),
            scale: page.words.scale_of(&text, &unit),
            stats: entries.iter().map(stat).collect(),
        }
    };
    Swept {
        factors: question["factors"].as_array().into_iter().flatten().map(factor).collect(),
        points: question["points"].as_array().into_iter().flatten().map(point).collect(),
        outcomes: texts(&question["outcomes"]).into_iter().map(outcome).collect(),
        method: question["method"].as_str().unwrap_or_default().into(),
    }
}

impl Factor {
    fn show(&self, page: &Page<'_>, value: f64) -> String {
        match self.choices.get(value as usize) {
            Some(name) => page.words.choice(name),
            None => chosen(value),
        }
    }
}

/// The question and the answer.
pub(in crate::report::page) fn answer(page: &Page<'_>, study: &Study) -> Vec<Block> {
    let swept = read(page, study);
    let factors: Vec<String> = swept.factors.iter().map(|f| f.label.clone()).collect();
    let comma = page.text("report.list_comma");
    let question = page.words.fill("report.question_sweep", &[("factors", &factors.join(&comma))]);
    let at = |p: usize| {
        let point = swept.points.get(p).map_or(&[][..], Vec::as_slice);
        let parts = swept.factors.iter().zip(point).map(|(f, v)| format!("{} = {}", f.label, f.show(page, *v)));
        parts.collect::<Vec<_>>().join(&comma)
    };
    let sentence = |outcome: &Outcome| {
        let there = outcome.stats.iter().enumerate().filter_map(|(i, s)| Some((i, s.as_ref()?)));
        let mut there: Vec<(usize, &Stat)> = there.collect();
        there.sort_by(|a, b| a.1.mean.total_cmp(&b.1.mean));
        let ((low, least), (high, most)) = (there.first()?, there.last()?);
        let values = [
            ("outcome", outcome.label.clone()),
            ("low", page.words.stat(&outcome.scale, least)),
            ("low_at", at(*low)),
            ("high", page.words.stat(&outcome.scale, most)),
            ("high_at", at(*high)),
        ];
        Some(page.words.fill_owned("report.answer_sweep", &values))
    };
    let sentences: Vec<String> = swept.outcomes.iter().take(3).filter_map(sentence).collect();
    let none = sentences.is_empty();
    let mut blocks = vec![Block::Answer {
        question,
        sentences: if none { vec![page.text("report.answer_none")] } else { sentences },
    }];
    if page.material.about.failed > 0 {
        let n = page.material.about.failed.to_string();
        blocks.push(Block::Note { text: page.words.fill("report.note_failed", &[("n", &n)]) });
    }
    blocks
}

/// Figures and the table of points.
pub(in crate::report::page) fn blocks(page: &Page<'_>, study: &Study) -> Vec<Block> {
    let swept = read(page, study);
    let mut blocks = Vec::new();
    for (i, outcome) in swept.outcomes.iter().take(FIGURES).enumerate() {
        blocks.extend(drawn(page, &swept, outcome, &page.id(&format!("outcome{i}"))).map(Block::Figure));
    }
    let table = table_of(page, &swept, &swept.outcomes);
    let values = [
        ("n", page.replicates().to_string()),
        ("points", swept.points.len().to_string()),
        ("shown", table.rows.len().to_string()),
    ];
    blocks.push(Block::Table { caption: page.words.fill_owned("report.caption_points", &values), table });
    blocks
}

/// Distinct values of a factor, in order.
fn levels(swept: &Swept, factor: usize) -> Vec<f64> {
    let mut all: Vec<f64> = swept.points.iter().filter_map(|p| p.get(factor)).copied().collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

fn drawn(page: &Page<'_>, swept: &Swept, outcome: &Outcome, id: &str) -> Option<Figure> {
    let numbers: Vec<usize> = (0..swept.factors.len()).filter(|f| swept.factors[*f].choices.is_empty()).collect();
    let grid = matches!(swept.method.as_str(), "factorial" | "list");
    match (swept.factors.len(), numbers.as_slice()) {
        (1, [x]) if grid => lined(page, swept, outcome, id, *x, None),
        (2, [one, other]) if grid => {
            let (x, line) =
                if levels(swept, *one).len() >= levels(swept, *other).len() { (one, other) } else { (other, one) };
            lined(page, swept, outcome, id, *x, Some(*line))
        }
        (2, [x]) if grid => lined(page, swept, outcome, id, *x, Some(1 - *x)),
        (1 | 2, []) => rows(page, swept, outcome, id),
        _ => clouds(page, swept, outcome, id),
    }
}

fn caption(page: &Page<'_>, swept: &Swept, key: &str) -> String {
    let values = [("n", page.replicates().to_string()), ("points", swept.points.len().to_string())];
    page.words.fill_owned(key, &values)
}

fn tip(page: &Page<'_>, swept: &Swept, outcome: &Outcome, p: usize) -> String {
    let parts = swept.factors.iter().zip(&swept.points[p]).map(|(f, v)| format!("{} = {}", f.label, f.show(page, *v)));
    let stat = outcome.stats.get(p).and_then(Option::as_ref);
    let told = stat.map_or_else(String::new, |s| page.words.stat(&outcome.scale, s));
    parts.chain([told]).collect::<Vec<_>>().join(&page.text("report.list_comma"))
}

fn point(page: &Page<'_>, swept: &Swept, outcome: &Outcome, p: usize, x: f64) -> Option<Point> {
    let stat = outcome.stats.get(p)?.as_ref()?;
    let of = |v: f64| outcome.scale.drawn(v);
    let band = stat.interval.map(|(low, high)| (of(low), of(high)));
    Some(Point { x, y: of(stat.mean), band, tip: tip(page, swept, outcome, p) })
}

/// What came out at the points as a table.
fn table_of(page: &Page<'_>, swept: &Swept, outcomes: &[Outcome]) -> Table {
    let mut table = Table::new(swept.factors.iter().map(|f| f.label.clone()).collect());
    table.head.extend(outcomes.iter().map(|o| page.words.head(&o.label, &o.scale)));
    for (p, point) in swept.points.iter().enumerate().take(ROWS) {
        let mut row: Vec<String> = swept.factors.iter().zip(point).map(|(f, v)| f.show(page, *v)).collect();
        row.extend(outcomes.iter().map(|o| {
            let stat = o.stats.get(p).and_then(Option::as_ref);
            stat.map_or_else(|| "—".into(), |s| page.words.cell(&o.scale, s.mean, s.interval, false))
        }));
        table.rows.push(row);
    }
    table
}

/// A line over the values of one factor, or one for each value of another.
fn lined(page: &Page<'_>, swept: &Swept, outcome: &Outcome, id: &str, x: usize, line: Option<usize>) -> Option<Figure> {
    let values = line.map(|l| levels(swept, l)).unwrap_or_default();
    if values.len() > SERIES {
        return clouds(page, swept, outcome, id);
    }
    let mut curves = Vec::new();
    let mut legend = Vec::new();
    for series in 0..values.len().max(1) {
        let mine = |p: &&usize| line.is_none_or(|l| swept.points[**p].get(l) == values.get(series));
        let all: Vec<usize> = (0..swept.points.len()).collect();
        let mut points: Vec<Point> = all
            .iter()
            .filter(mine)
            .filter_map(|p| point(page, swept, outcome, *p, *swept.points[*p].get(x)?))
            .collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        curves.push(Curve { series, points, joined: true, dashed: false });
        if let Some(l) = line {
            let factor = &swept.factors[l];
            legend.push(Entry::series(series, format!("{} = {}", factor.label, factor.show(page, values[series]))));
        }
    }
    let panel =
        Panel { title: outcome.label.clone(), unit: page.axis_unit(Of::Means, &outcome.scale), zero: false, curves };
    let key = if page.replicates() > 1 { "report.caption_sweep" } else { "report.caption_sweep_of_one" };
    Curves {
        id: id.into(),
        title: page.words.fill("report.sweep_title", &[("outcome", &outcome.label)]),
        caption: caption(page, swept, key),
        legend,
        panels: vec![panel],
        x: swept.factors[x].label.clone(),
        ticks: None,
        begins: None,
        table: table_of(page, swept, std::slice::from_ref(outcome)),
    }
    .figure()
}

/// A row for each choice.
fn rows(page: &Page<'_>, swept: &Swept, outcome: &Outcome, id: &str) -> Option<Figure> {
    let mut rows = Vec::new();
    for (p, point) in swept.points.iter().enumerate() {
        let label: Vec<String> = swept.factors.iter().zip(point).map(|(f, v)| f.show(page, *v)).collect();
        let dot = outcome.stats.get(p).and_then(Option::as_ref).map(|s| Dot {
            series: 0,
            at: outcome.scale.drawn(s.mean),
            interval: s.interval.map(|(low, high)| (outcome.scale.drawn(low), outcome.scale.drawn(high))),
            inner: None,
            hollow: false,
            tip: tip(page, swept, outcome, p),
        });
        rows.push(Row { label: label.join(" · "), heading: None, panels: vec![dot.into_iter().collect()] });
    }
    let key = if page.replicates() > 1 { "report.caption_sweep" } else { "report.caption_sweep_of_one" };
    let unit = page.axis_unit(Of::Means, &outcome.scale);
    Dots {
        id: id.into(),
        title: page.words.fill("report.sweep_title", &[("outcome", &outcome.label)]),
        caption: caption(page, swept, key),
        legend: Vec::new(),
        panels: vec![dots::Panel { title: outcome.label.clone(), unit, zero: false }],
        rows,
        table: table_of(page, swept, std::slice::from_ref(outcome)),
    }
    .figure()
}

/// A panel for each factor, a mark for each point.
fn clouds(page: &Page<'_>, swept: &Swept, outcome: &Outcome, id: &str) -> Option<Figure> {
    let unit = page.axis_unit(Of::Means, &outcome.scale);
    let panel = |(f, factor): (usize, &Factor)| {
        let all = (0..swept.points.len())
            .filter_map(|p| Some(Point { band: None, ..point(page, swept, outcome, p, *swept.points[p].get(f)?)? }));
        let curve = Curve { series: 0, points: all.collect(), joined: false, dashed: false };
        Panel { title: factor.label.clone(), unit: unit.clone(), zero: false, curves: vec![curve] }
    };
    // Each factor has an axis of its own, so it is drawn as its place in its range.
    let mut panels: Vec<Panel> = swept.factors.iter().enumerate().take(FIGURES).map(panel).collect();
    for (f, panel) in panels.iter_mut().enumerate() {
        let all = levels(swept, f);
        let (low, high) = (all.first().copied().unwrap_or(0.0), all.last().copied().unwrap_or(1.0));
        for point in panel.curves.iter_mut().flat_map(|c| &mut c.points) {
            point.x = if high > low { (point.x - low) / (high - low) } else { 0.5 };
        }
        let of = |v: f64| swept.factors[f].show(page, v);
        panel.title =
            page.words.fill("report.range_title", &[("factor", &panel.title), ("low", &of(low)), ("high", &of(high))]);
    }
    Curves {
        id: id.into(),
        title: page.words.fill("report.sweep_title", &[("outcome", &outcome.label)]),
        caption: caption(page, swept, "report.caption_clouds"),
        legend: Vec::new(),
        panels,
        x: page.text("report.place_in_range"),
        ticks: Some(vec![(0.0, "0".into()), (0.5, "0.5".into()), (1.0, "1".into())]),
        begins: None,
        table: table_of(page, swept, std::slice::from_ref(outcome)),
    }
    .figure()
}
