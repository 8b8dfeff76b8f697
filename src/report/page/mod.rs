//! The report: one page of HTML that holds everything it shows, in English or Chinese, from [`Material`].
//!
//! [`read`] takes a folder of results, [`Material::comparison`] tables in memory; [`render`] writes the page. Nothing here
//! simulates. The page has no outside reference, reads without a script, and prints. Words are those of
//! [`terms`](crate::terms), colours those of `page.css`.

mod block;
pub mod changes;
mod context;
pub mod cube;
mod curves;
mod dots;
mod explorer;
mod figure;
mod material;
mod read;
mod rows;
mod sections;
mod spread;
mod svg;
mod tables;
#[cfg(test)]
mod tests;
mod words;

pub use material::{About, Arm, Country, Course, Kind, Material, Study};
pub use read::{REPORT, ReadError, read, read_all};

use crate::terms::Lang;
use block::{Block, Section};
use context::Page;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use serde::Serialize;
use words::Words;

/// The page with places for what it says.
const TEMPLATE: &str = include_str!("page.html");
/// How it looks.
const STYLE: &str = include_str!("page.css");
/// What it does where scripts run.
const SCRIPT: &str = include_str!("page.js");

/// Why a page could not be written: a fault of the program.
#[derive(Debug, thiserror::Error)]
#[error("the page cannot be written: {0}")]
pub struct Unwritten(#[from] minijinja::Error);

/// One report of the page.
#[derive(Debug, Serialize)]
struct Part {
    id: String,
    title: String,
    kind: String,
    sections: Vec<Section>,
}

/// The report of one folder, or of one comparison in memory.
///
/// # Errors
/// [`Unwritten`].
pub fn render(material: &Material, lang: Lang) -> Result<String, Unwritten> {
    render_all(std::slice::from_ref(material), lang)
}

/// A page with a part for each material.
///
/// # Errors
/// [`Unwritten`].
pub fn render_all(materials: &[Material], lang: Lang) -> Result<String, Unwritten> {
    let words = Words { lang };
    let parts: Vec<Part> = materials
        .iter()
        .enumerate()
        .map(|(i, material)| {
            let prefix = if materials.len() > 1 { format!("p{}-", i + 1) } else { String::new() };
            part(&Page { material, words, prefix: &prefix })
        })
        .collect();
    let names: Vec<&str> = materials.iter().map(|m| m.about.name.as_str()).collect();
    let version = materials.first().map_or("", |m| m.about.version.as_str());
    let texts: std::collections::BTreeMap<&str, String> =
        crate::terms::texts("report.", lang).map(|(key, text)| (&key["report.".len()..], text.to_string())).collect();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template("page.html", TEMPLATE)?;
    let page = environment.get_template("page.html")?.render(context! {
        lang => match lang { Lang::En => "en", Lang::Zh => "zh-CN" },
        title => words.fill("report.title", &[("name", &names.join(&words.text("report.list_comma")))]),
        version,
        parts => Value::from(Serde(&parts)),
        t => Value::from(Serde(&texts)),
        style => Value::from_safe_string(STYLE.into()),
        script => Value::from_safe_string(SCRIPT.into()),
    })?;
    Ok(page + "\n")
}

fn part(page: &Page<'_>) -> Part {
    let material = page.material;
    let section = |name: &str, blocks: Vec<Block>| Section {
        id: page.id(name),
        heading: page.text(&format!("report.section_{name}")),
        blocks,
    };
    let mut sections = match &material.study {
        None => of_cube(page, &section),
        Some(study) => of_study(page, study, &section),
    };
    sections.push(section("limits", sections::made::limits(page)));
    sections.push(section("again", sections::made::again(page)));
    sections.retain(|s| !s.blocks.is_empty());
    Part {
        id: page.id("report"),
        title: material.about.name.clone(),
        kind: page.text(&format!("report.kind_{}", material.kind.word())),
        sections,
    }
}

/// The sections of a run or a comparison, in the order of the page.
fn of_cube(page: &Page<'_>, section: &impl Fn(&str, Vec<Block>) -> Section) -> Vec<Section> {
    let compares = page.compares();
    vec![
        section("answer", sections::answer::blocks(page)),
        section(if compares { "compared" } else { "country" }, sections::compared::blocks(page)),
        section(if compares { "who" } else { "for_whom" }, sections::who::blocks(page)),
        section("hours", sections::hours::blocks(page)),
        section("reported", sections::reported::blocks(page)),
        section("cascade", sections::cascade::blocks(page)),
        section("platforms", sections::platforms::blocks(page)),
        section("offices", sections::offices::blocks(page)),
        section("course", sections::course::blocks(page)),
        section("explore", explorer::block(page).into_iter().collect()),
    ]
}

/// The sections of a study.
fn of_study(page: &Page<'_>, study: &Study, section: &impl Fn(&str, Vec<Block>) -> Section) -> Vec<Section> {
    let (answer, found) = match page.material.kind {
        Kind::Sensitivity => (sections::sensitivity::answer(page, study), sections::sensitivity::blocks(page, study)),
        Kind::Calibration => (sections::calibration::answer(page, study), sections::calibration::blocks(page, study)),
        _ => (sections::sweep::answer(page, study), sections::sweep::blocks(page, study)),
    };
    let mut varied = sections::compared::blocks(page);
    varied.extend(sections::sensitivity::ranges(page, study));
    vec![section("answer", answer), section("varied", varied), section("found", found)]
}
