//! Which patterns show: every check seed by seed over the arms of its pattern, null arms beside them.

use super::answer::{Answer, Block, Outcome, Unanswered, failed_line, failures, interval, json, shown, unit};
use super::check::{AGREEMENT, Expectation, Finding, Verdict};
use super::expression::{self, Reference};
use super::file::locate;
use super::job::{Job, Record};
use super::question::{Check, Experiment, Pattern, Validation};
use super::runner::Runner;
use super::statistics::mean_interval;
use crate::report::Tidy;
use crate::report::figures::dots::{Dot, DotPanel, DotRow, Dots};
use crate::report::figures::style::colour;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What came of a pattern.
struct Seen<'a> {
    pattern: &'a Pattern,
    findings: Vec<(&'a Check, Finding)>,
    verdict: Verdict,
}

/// Answers which patterns show.
///
/// # Errors
/// [`Unanswered`].
pub fn answer(experiment: &Experiment, asked: &Validation, runner: &mut Runner<'_>) -> Result<Answer, Unanswered> {
    let of_arm = |arm: usize, replicates: u32| (0..replicates).map(move |r| Job { arm, set: Vec::new(), replicate: r });
    let jobs: Vec<Job> =
        asked.patterns.iter().flat_map(|p| p.arms.iter().flat_map(|(_, arm)| of_arm(*arm, p.replicates))).collect();
    let records = runner.run(&jobs)?;
    let mut by_arm: BTreeMap<usize, Vec<Record>> = BTreeMap::new();
    for (job, record) in jobs.iter().zip(records) {
        by_arm.entry(job.arm).or_default().push(record);
    }
    let seen: Vec<Seen<'_>> =
        asked.patterns.iter().map(|pattern| look(experiment, pattern, &by_arm)).collect::<Result<_, _>>()?;

    let holds = seen.iter().filter(|s| s.verdict == Verdict::Holds).count();
    let reasons = failures(by_arm.values().flatten());
    let mut blocks = vec![Block::Line(format!(
        "{holds} of {} patterns hold; a check holds if at least {:.0} % of the paired seeds agree.",
        seen.len(),
        100.0 * AGREEMENT
    ))];
    blocks.extend(failed_line(&reasons));
    for s in &seen {
        blocks.push(Block::Line(format!("\n{} {}: {}", s.pattern.number, s.pattern.title, s.verdict)));
        blocks.push(table(s));
    }
    let mut figures = Vec::new();
    for s in seen.iter().filter(|s| !s.pattern.figure.is_empty()) {
        figures.push((s.pattern.name.clone(), figure(experiment, s, &by_arm)?.into()));
    }
    let document = json!({
        "agreement": AGREEMENT,
        "interval": "95 %, Student t over paired seeds",
        "failed": reasons.len(),
        "patterns": seen.iter().map(document).collect::<Vec<Value>>(),
    });
    Ok(Answer {
        tables: vec![checks(&seen)],
        document,
        blocks,
        figures,
        pages: vec![("validation.md".into(), page(&seen))],
        unmet: holds < seen.len(),
    })
}

fn look<'a>(
    experiment: &Experiment,
    pattern: &'a Pattern,
    by_arm: &BTreeMap<usize, Vec<Record>>,
) -> Result<Seen<'a>, Unanswered> {
    let mut findings = Vec::new();
    for check in &pattern.checks {
        let refused = |what: String| Unanswered::cannot(format!("{}: {what}", check.says), "mend the pattern file");
        let value = expression::parse(&check.value).map_err(|e| refused(e.message))?;
        let expectation = Expectation::parse(&check.expect).map_err(|e| refused(e.message))?;
        let mut places: BTreeMap<Reference, (usize, usize)> = BTreeMap::new();
        for reference in value.references() {
            let arm = pattern.arms.iter().find(|(name, _)| Some(name) == reference.arm.as_ref());
            let (_, arm) = arm.ok_or_else(|| refused(format!("{reference} names no arm")))?;
            let at = locate(&experiment.arms[*arm], reference).map_err(|(message, _)| refused(message))?;
            places.insert(reference.clone(), (*arm, at));
        }
        let of_seed = |seed: u32| {
            let mut read = |reference: &Reference| {
                let (arm, at) = places.get(reference)?;
                by_arm.get(arm)?.get(seed as usize)?.values()?.get(*at).copied()
            };
            value.value(&mut read)
        };
        let values: Vec<Option<f64>> = (0..pattern.replicates).map(of_seed).collect();
        findings.push((check, Finding::new(&values, expectation)));
    }
    let verdict = Verdict::of(findings.iter().map(|(_, f)| f.verdict));
    Ok(Seen { pattern, findings, verdict })
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn seen_text(finding: &Finding) -> String {
    let mean = finding.mean.map_or_else(|| "no value".into(), shown);
    match finding.interval {
        Some(_) => format!("{mean} ({})", interval(finding.interval)),
        None => mean,
    }
}

fn says(check: &Check) -> String {
    if check.null && !check.says.to_lowercase().contains("null") {
        format!("Null arm: {}", check.says)
    } else {
        check.says.clone()
    }
}

fn table(seen: &Seen<'_>) -> Block {
    let head = ["Check", "Expected", "Seen (95 % interval)", "Agree", "Verdict"].map(str::to_string).to_vec();
    let row = |(check, finding): &(&Check, Finding)| {
        let agree = format!("{} of {}", percent(finding.agree), finding.seeds);
        vec![says(check), check.expect.clone(), seen_text(finding), agree, finding.verdict.to_string()]
    };
    Block::Table { head, rows: seen.findings.iter().map(row).collect(), right: vec![3] }
}

fn document(seen: &Seen<'_>) -> Value {
    let least = seen.findings.iter().map(|(_, f)| f.agree).fold(1.0, f64::min);
    let decisive = |null: bool| seen.findings.iter().filter(move |(c, _)| c.null == null);
    let texts = |of: &dyn Fn(&(&Check, Finding)) -> String| {
        decisive(false).chain(decisive(true)).map(of).collect::<Vec<_>>().join("; ")
    };
    json!({
        "number": seen.pattern.number,
        "name": seen.pattern.name,
        "title": seen.pattern.title,
        "seeds": seen.pattern.replicates,
        "expected": texts(&|(check, _)| format!("{} [{}]", says(check).trim_end_matches('.'), check.expect)),
        "seen": texts(&|(_, finding)| seen_text(finding)),
        "agree": least,
        "verdict": seen.verdict.to_string(),
        "checks": seen.findings.iter().map(|(check, finding)| json!({
            "says": check.says,
            "value": check.value,
            "expected": check.expect,
            "null": check.null,
            "seen": finding.mean.map(json),
            "interval": finding.interval.map(|(low, high)| [low, high]),
            "n": finding.n,
            "agree": finding.agree,
            "verdict": finding.verdict.to_string(),
        })).collect::<Vec<Value>>(),
    })
}

/// `checks`: one row a check.
fn checks(seen: &[Seen<'_>]) -> Tidy {
    let rows: Vec<(&Pattern, &Check, &Finding)> =
        seen.iter().flat_map(|s| s.findings.iter().map(|(check, finding)| (s.pattern, *check, finding))).collect();
    let number = |of: fn(&Finding) -> Option<f64>| rows.iter().map(move |r| of(r.2).unwrap_or(f64::NAN));
    Tidy::new("checks")
        .whole("number", rows.iter().map(|r| r.0.number.into()))
        .text("pattern", rows.iter().map(|r| &r.0.name))
        .text("check", rows.iter().map(|r| &r.1.says))
        .text("value", rows.iter().map(|r| &r.1.value))
        .text("expected", rows.iter().map(|r| &r.1.expect))
        .switch("null", rows.iter().map(|r| r.1.null))
        .whole("n", rows.iter().map(|r| r.2.n as u64))
        .number("mean", number(|f| f.mean))
        .number("low", number(|f| f.interval.map(|i| i.0)))
        .number("high", number(|f| f.interval.map(|i| i.1)))
        .number("agree", rows.iter().map(|r| r.2.agree))
        .text("verdict", rows.iter().map(|r| r.2.verdict.to_string()))
}

fn figure(experiment: &Experiment, seen: &Seen<'_>, by_arm: &BTreeMap<usize, Vec<Record>>) -> Result<Dots, Unanswered> {
    let mut panels = Vec::new();
    for text in &seen.pattern.figure {
        let mut rows = Vec::new();
        for (name, arm) in &seen.pattern.arms {
            let outcome = Outcome::new(text, &experiment.arms[*arm])?;
            let records = by_arm.get(arm).map_or(&[][..], Vec::as_slice);
            let seeds: Vec<f64> = records.iter().map(|r| outcome.of(r)).filter(|v| v.is_finite()).collect();
            let (mean, interval) = mean_interval(&seeds);
            let mean = if seeds.is_empty() { f64::NAN } else { mean };
            rows.push(DotRow { label: name.clone(), dots: vec![Dot { colour: colour(0), mean, interval, seeds }] });
        }
        let unit = seen.pattern.arms.first().map_or_else(String::new, |(_, arm)| unit(text, &experiment.arms[*arm]));
        panels.push(DotPanel { title: text.clone(), unit, zero: false, rows });
    }
    let n = seen.pattern.replicates;
    Ok(Dots {
        title: format!("{}. {}", seen.pattern.number, seen.pattern.title),
        legend: Vec::new(),
        panels,
        caption: vec![format!(
            "n = {n} seeds, the same in every arm; dot: mean, line: 95 % interval, faint dots: single seeds. Last recorded year unless a window is named."
        )],
        told: Vec::new(),
        footer: super::answer_footer(experiment),
    })
}

/// The page: a table of all patterns, then each with its checks.
fn page(seen: &[Seen<'_>]) -> String {
    let mut out = String::from("# Validation\n\n");
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "Written by `jiama validate` (Jiama {}). Every pattern is looked for in paired seeds: the same luck in every arm. A check holds if at least {} of the seeds agree, \
         fails if even the upper end of the 95 % interval of that share is below, and is undecided between. A pattern fails if one of its checks does, null arms included.\n\n\
         | # | pattern | seeds | agree (least of its checks) | verdict |\n|---|---|---|---|---|\n",
        env!("CARGO_PKG_VERSION"),
        percent(AGREEMENT)
    );
    for s in seen {
        let least = s.findings.iter().map(|(_, f)| f.agree).fold(1.0, f64::min);
        let (n, title, seeds) = (s.pattern.number, &s.pattern.title, s.pattern.replicates);
        let _ = writeln!(out, "| {n} | {title} | {seeds} | {} | **{}** |", percent(least), s.verdict);
    }
    for s in seen {
        let _ = write!(out, "\n## {} {}\n\n{}\n\n", s.pattern.number, s.pattern.title, s.pattern.description);
        out.push_str("| check | value | expected | seen | agree | verdict |\n|---|---|---|---|---|---|\n");
        for (check, finding) in &s.findings {
            let _ = writeln!(
                out,
                "| {} | `{}` | {} | {} | {} | {} |",
                says(check).replace('|', "\\|"),
                check.value,
                check.expect,
                seen_text(finding),
                percent(finding.agree),
                finding.verdict
            );
        }
        if !s.pattern.figure.is_empty() {
            let _ = write!(out, "\n![{}](figures/{}.svg)\n", s.pattern.title, s.pattern.name);
        }
    }
    out
}
