//! What a parameter rests on is said of every parameter, and `docs/trace.md` counts and names what there is.
#![cfg(feature = "scenario")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its files has failed")]

use jiama::mechanisms::{indicator_declarations, registry, standard_indicators};
use jiama::parameter::{Basis, Declaration, Kind, Role};
use jiama::scenario::text::template::bases;
use std::collections::BTreeMap;
use std::path::Path;

fn declarations() -> Vec<Declaration> {
    let mut all = registry(&[]).declarations().to_vec();
    all.extend(indicator_declarations());
    all
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn trace() -> String {
    std::fs::read_to_string(root().join("docs/trace.md")).unwrap()
}

#[test]
fn every_source_begins_with_a_basis() {
    for d in declarations() {
        let path = d.path();
        let (basis, rest) =
            Basis::of(d.source).unwrap_or_else(|| panic!("{path}: `{}` begins with no basis", d.source));
        assert_eq!((d.basis(), d.origin()), (basis, rest));
        let needs_more = !matches!(basis, Basis::Assumed);
        assert!(!needs_more || !rest.is_empty(), "{path} does not say from where");
        assert!(rest.trim() == rest && !rest.ends_with('.'), "{path}: `{}`", d.source);
    }
    assert_eq!(Basis::of("published: 3"), None);
    assert_eq!(Basis::of("assumedly"), None);
    assert_eq!(Basis::of("assumed"), Some((Basis::Assumed, "")));
}

/// Settings and structural choices are nobody's findings; a fact is a choice only where it is a null arm or the user's.
#[test]
fn choices_are_choices() {
    for d in declarations() {
        let (path, choice) = (d.path(), d.basis() == Basis::Choice);
        match d.role {
            // The share of the fixed rule is a number that somebody had to judge.
            Role::Structure => assert!(choice || d.kind == Kind::Real, "{path}"),
            Role::Setting => assert!(choice || d.basis() == Basis::Expert, "{path}"),
            Role::Fact if choice => {
                assert!(d.origin().contains("null arm") || d.origin().contains("of the user"), "{path}");
            }
            _ => {}
        }
    }
}

#[test]
fn the_counts_are_those_of_the_declarations() {
    let text = trace();
    let section = text.split("### What the defaults rest on").nth(1).unwrap().split("### ").next().unwrap();
    let rows: BTreeMap<&str, usize> = section
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            Some((*cells.first()?, cells.get(1)?.parse().ok()?))
        })
        .collect();
    let counted: BTreeMap<&str, usize> = bases().into_iter().map(|(basis, count)| (basis.word(), count)).collect();
    assert_eq!(rows, counted);
    assert_eq!(counted.values().sum::<usize>(), declarations().len());
    // And in the sentences.
    let of = |basis: &str| counted[basis];
    let based = of("measured") + of("calibrated") + of("literature");
    let weak = of("expert") + of("assumed");
    assert!(text.contains(&format!("{based} of {} numbers rest on a figure", based + weak)), "{based}, {weak}");
    assert!(text.contains(&format!("the {weak} assumed and expert numbers")), "{weak}");
}

/// Names of the parameters under the bold words "Measured." and "Calibrated.".
#[test]
fn those_that_rest_on_figures_are_all_named() {
    let text = trace();
    for basis in [Basis::Measured, Basis::Calibrated] {
        let word = basis.word();
        let heading = format!("**{}{}.**", word[..1].to_uppercase(), &word[1..]);
        let paragraph = text.split(&heading).nth(1).unwrap().split("\n\n").next().unwrap();
        let paths: Vec<String> = declarations().iter().filter(|d| d.basis() == basis).map(Declaration::path).collect();
        let mut named: Vec<&str> = paragraph.split('`').skip(1).step_by(2).filter(|n| n.contains('.')).collect();
        named.retain(|name| !name.contains('/'));
        let mut missing = paths.iter().filter(|path| !named.contains(&path.as_str()));
        assert_eq!(missing.next(), None, "{word}");
        assert_eq!(named.len(), paths.len(), "{word}: {named:?}");
    }
}

/// Whatever stands in code ticks with a slash is a file or folder, with a dot and no slash a parameter or a file of `docs`
/// or `scenarios`; links lead somewhere.
#[test]
fn what_is_named_exists() {
    let text = trace();
    let registry = registry(&standard_indicators());
    for named in text.split('`').skip(1).step_by(2).filter(|n| !n.contains(' ')) {
        let exists = match named {
            path if path.starts_with("..") => root().join("docs").join(path).exists(),
            path if path.contains('/') => root().join(path).exists(),
            file if file.ends_with(".md") => root().join("docs").join(file).exists(),
            file if file.ends_with(".toml") => root().join("scenarios").join(file).exists(),
            parameter => registry.declaration(parameter).is_some(),
        };
        assert!(exists, "`{named}`");
    }
    for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        match link.strip_prefix('#') {
            Some(anchor) => {
                let slug = |heading: &str| heading.to_lowercase().replace(' ', "-");
                let mut headings = text.lines().filter_map(|line| line.strip_prefix("## "));
                assert!(headings.any(|heading| slug(heading) == anchor), "#{anchor}");
            }
            None => assert!(root().join("docs").join(link).exists(), "{link}"),
        }
    }
}
