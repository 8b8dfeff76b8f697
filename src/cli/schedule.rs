//! `jiama schedule`: the order of a week and of a contest.

use super::output;
use crate::model::schedule::{CONTEST, WEEK};
use serde_json::{Value, json};
use std::fmt::Write;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct ScheduleArgs {
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

struct Line {
    name: &'static str,
    mechanism: &'static str,
    sentence: &'static str,
    reads: &'static [&'static str],
    writes: &'static [&'static str],
}

macro_rules! lines {
    ($steps:expr) => {
        $steps
            .iter()
            .map(|s| Line {
                name: s.name,
                mechanism: s.mechanism,
                sentence: s.sentence,
                reads: s.reads,
                writes: s.writes,
            })
            .collect::<Vec<_>>()
    };
}

/// Prints the schedule.
pub(crate) fn command(args: &ScheduleArgs) -> ExitCode {
    let (week, contest) = (lines!(WEEK), lines!(CONTEST));
    if args.json {
        let document = json!({ "schema_version": 1, "week": document(&week), "contest": document(&contest) });
        return output::print(&format!("{document:#}"));
    }
    let mut text = String::from("Policies that start or end change parameters before the first step of a week.\n");
    text.push_str("\nEvery week, every office by itself:\n");
    print(&mut text, &week);
    text.push_str("\nThen measures are recorded. After the last week of a period, the whole country:\n");
    print(&mut text, &contest);
    output::print_text(text.trim_end())
}

fn print(text: &mut String, lines: &[Line]) {
    for (i, line) in lines.iter().enumerate() {
        let _ = write!(
            text,
            "\n{:>3}. {}  [{}]\n     {}\n     reads   {}\n     writes  {}\n",
            i + 1,
            line.name,
            line.mechanism,
            line.sentence,
            line.reads.join(", "),
            line.writes.join(", ")
        );
    }
}

fn document(lines: &[Line]) -> Vec<Value> {
    let one = |l: &Line| json!({ "name": l.name, "mechanism": l.mechanism, "sentence": l.sentence, "reads": l.reads, "writes": l.writes });
    lines.iter().map(one).collect()
}
