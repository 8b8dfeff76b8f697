//! The pages hold together: links and pictures lead to files, headings that are pointed at are there, and no picture is left over.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Where pages and pictures are.
const PLACES: [&str; 3] = ["docs", "web", "benches"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

fn all() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["README.md", "CHANGELOG.md"].map(PathBuf::from).to_vec();
    PLACES.iter().for_each(|place| files(Path::new(place), &mut found));
    found
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending))
}

/// `a/b/../c` as `a/c`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

/// Targets of the links and pictures of a page that lie in this repository, outside blocks of code.
fn targets(text: &str) -> Vec<&str> {
    let mut code = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        !code && !fence
    });
    let links = lines.flat_map(|line| line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()));
    links.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).collect()
}

/// The anchor of a heading: lower case, words joined by hyphens.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let word = |c: char| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        c => c.is_alphanumeric().then(|| c.to_lowercase().next()).flatten(),
    };
    headings.map(|heading| heading.chars().filter_map(word).collect()).collect()
}

#[test]
fn links_and_pictures_lead_somewhere_and_no_picture_is_left_over() {
    let (mut faults, mut used, mut seen) = (Vec::new(), BTreeSet::new(), 0);
    let files = all();
    for page in files.iter().filter(|p| has_ending(p, &["md"])) {
        let text = fs::read_to_string(page).unwrap();
        for target in targets(&text) {
            seen += 1;
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = if path.is_empty() { page.clone() } else { plain(&page.parent().unwrap().join(path)) };
            if !path.exists() {
                faults.push(format!("{}: no {target}", page.display()));
            } else if !anchor.is_empty() && has_ending(&path, &["md"]) {
                let headings = anchors(&fs::read_to_string(&path).unwrap());
                if !headings.contains(anchor) {
                    faults.push(format!("{}: no heading {target}", page.display()));
                }
            }
            used.insert(path);
        }
    }
    let pictures = files.iter().filter(|p| p.starts_with("docs") && has_ending(p, &["png", "svg"]));
    faults.extend(pictures.filter(|p| !used.contains(*p)).map(|p| format!("{} is in no page", p.display())));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 100, "{seen} links");
}
