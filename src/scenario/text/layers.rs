//! The layers of a scenario: base files, the file itself, policy files, values given on the command line.

use super::diagnostic::{Diagnostic, Diagnostics, Place};
use super::files::{self, FileFault, Files};
use super::node::{self, Table, Value};
use super::typed;
use std::path::{Path, PathBuf};

/// The most files of a chain of `extends`.
const LONGEST_CHAIN: usize = 32;

/// What a layer may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file that the scenario extends.
    Base,
    /// The scenario file itself.
    Main,
    /// A policy file.
    With,
    /// A value of the command line.
    Set,
    /// What an experiment lays over a scenario: values like those of the command line, and policies.
    Arm,
}

/// One layer: what is written, not yet what it means.
#[derive(Debug, Clone)]
pub(crate) struct Layer {
    pub(crate) source: usize,
    pub(crate) kind: Kind,
    pub(crate) path: PathBuf,
    pub(crate) table: Table,
}

/// A file that was read: its path and its text.
pub(crate) type Input = (PathBuf, String);

/// Reads files and keeps what was read.
pub(crate) struct Loader<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) faults: Diagnostics,
    pub(crate) inputs: Vec<Input>,
}

impl Loader<'_> {
    /// Reads a file; `place` is where its name is written.
    pub(crate) fn read(&mut self, path: &Path, place: Option<Place>) -> Option<usize> {
        match self.files.read(path) {
            Ok(text) => {
                self.inputs.push((path.to_path_buf(), text.clone()));
                Some(self.faults.add_source(path.display().to_string(), text))
            }
            Err(fault) => {
                let help = match fault {
                    FileFault::Missing if place.is_some() => {
                        "paths are seen from the folder of the file that says them"
                    }
                    FileFault::Folder => "name a file in it",
                    _ => "",
                };
                let message = format!("cannot read `{}`: {fault}", path.display());
                self.faults.push(Diagnostic::at(place, message).help(help));
                None
            }
        }
    }

    /// A scenario file and all it extends, the deepest base first.
    pub(crate) fn chain(&mut self, path: &Path) -> Vec<Layer> {
        let mut layers: Vec<Layer> = Vec::new();
        let mut path = files::clean(path);
        let mut place = None;
        loop {
            if let Some(from) = layers.iter().position(|layer| layer.path == path) {
                let mut names: Vec<String> = layers[from..].iter().map(|l| l.path.display().to_string()).collect();
                names.push(path.display().to_string());
                self.faults.push(
                    Diagnostic::at(place, "`extends` goes round in a circle")
                        .label("leads back to where it began")
                        .help(names.join(" -> ")),
                );
                break;
            }
            // A link to a folder inside itself gives a chain of ever new paths.
            if layers.len() == LONGEST_CHAIN {
                let fault = Diagnostic::at(place, format!("more than {LONGEST_CHAIN} files extend each other"));
                self.faults.push(fault.help("is there a circle through a linked folder?"));
                break;
            }
            let Some(source) = self.read(&path, place) else { break };
            let table = node::parse(source, &mut self.faults);
            let next = table.get("extends").map(|entry| entry.node.clone());
            let kind = if layers.is_empty() { Kind::Main } else { Kind::Base };
            layers.push(Layer { source, kind, path: path.clone(), table });
            let Some(next) = next else { break };
            let Some(written) = typed::text(&next, "extends", &mut self.faults) else { break };
            path = files::beside(&path, written);
            place = Some(next.place);
        }
        layers.reverse();
        layers
    }

    /// A policy file.
    pub(crate) fn with(&mut self, path: &Path) -> Option<Layer> {
        let source = self.read(path, None)?;
        let table = node::parse(source, &mut self.faults);
        Some(Layer { source, kind: Kind::With, path: path.to_path_buf(), table })
    }

    /// A value of the command line: `key=value`; a bare word is a text.
    pub(crate) fn set(&mut self, flag: &str, text: &str) -> Option<Layer> {
        let parses = |text: &str| {
            let mut scratch = Diagnostics::default();
            let source = scratch.add_source(String::new(), text.to_string());
            node::parse(source, &mut scratch);
            scratch.is_empty()
        };
        let mut text = text.to_string();
        if !parses(&text)
            && let Some((key, word)) = text.split_once('=')
        {
            let quoted = format!("{key}={}", super::write::quoted(word.trim()));
            let bare = !word.trim().is_empty() && !word.contains(['"', '\'', '[', '{', '\n']);
            if bare && parses(&quoted) {
                text = quoted;
            }
        }
        let source = self.faults.add_source(flag.to_string(), text.clone());
        let whole = Place { source, start: 0, end: text.len() };
        if !text.contains('=') || text.trim_start().starts_with('[') {
            let fault = Diagnostic::at(whole, format!("`{flag}` needs the form group.parameter=value"));
            self.faults.push(fault.label("no `=` here").help("for example cascade.hedging=0.2"));
            return None;
        }
        let table = node::parse(source, &mut self.faults);
        for key in ["extends", "policy", "look_at"] {
            if let Some(entry) = table.get(key) {
                let fault = Diagnostic::at(entry.key, format!("`{flag}` cannot set `{key}`"));
                let help =
                    if key == "policy" { "policies come from files: `--with FILE`" } else { "write it into a file" };
                self.faults.push(fault.help(help));
            }
        }
        Some(Layer { source, kind: Kind::Set, path: PathBuf::new(), table })
    }
}

/// The entry at a dotted path.
pub(crate) fn entry<'a>(table: &'a Table, path: &str) -> Option<&'a node::Entry> {
    match path.split_once('.') {
        None => table.get(path),
        Some((first, rest)) => match &table.get(first)?.node.value {
            Value::Table(inner) => entry(inner, rest),
            _ => None,
        },
    }
}
