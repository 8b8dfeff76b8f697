//! `jiama explain`: what a name means.

use super::FAULTY;
use super::load::vocabulary;
use super::output::{self, complain};
use crate::experiment::file::keys;
use crate::scenario::text::explain::{Entry, Glossary};
use crate::scenario::text::keys::Key;
use crate::scenario::text::template::parameter_tables;
use serde_json::json;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// Parameter, group, mechanism, measure or key; without a name, everything is listed.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
    /// Print the tables of all parameters as Markdown.
    #[arg(long, conflicts_with_all = ["name", "json"])]
    markdown: bool,
}

/// Keys of experiment files, each with the files in which it may stand.
fn experiment_keys() -> Vec<(Key, String)> {
    let told = |key: &keys::Key| {
        let files = match key.kinds {
            [] => "experiment files".into(),
            kinds => format!("experiment files: {}", kinds.join(", ")),
        };
        (Key { path: key.path, form: key.form, default: key.default, sentence: key.sentence }, files)
    };
    keys::KEYS.iter().map(told).collect()
}

/// Explains a name, or lists all.
pub(crate) fn command(args: &ExplainArgs) -> ExitCode {
    if args.markdown {
        return output::print(&parameter_tables());
    }
    let glossary = Glossary::new(vocabulary().measures).with_keys("experiment files", experiment_keys());
    let found = match &args.name {
        None if args.json => glossary.all(),
        None => return output::print_text(&glossary.list()),
        Some(name) => glossary.find(name),
    };
    if let (Some(name), true) = (&args.name, found.is_empty()) {
        complain(&format!("error: nothing goes by the name `{name}`"));
        match glossary.nearest(name) {
            Some(near) => complain(&format!("help: did you mean `{near}`?")),
            None => complain("help: `jiama explain` lists everything"),
        }
        return ExitCode::from(FAULTY);
    }
    match args.json {
        true => {
            let entries: Vec<_> = found.iter().map(Entry::json).collect();
            output::print(&format!("{:#}", json!({ "schema_version": 1, "entries": entries })))
        }
        false => output::print_text(&found.iter().map(Entry::text).collect::<Vec<_>>().join("\n")),
    }
}
