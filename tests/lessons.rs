//! The lesson plans in docs/workshop: every link can be opened in the workshop's country, both languages say the same, and
//! the numbers are those of the model. `JIAMA_BLESS=1 cargo test --test lessons` writes the numbers anew; read the difference.

#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

use jiama::experiment::averages::{Averages, Grid, years};
use jiama::experiment::statistics::Paired;
use jiama::experiment::{Progress, replicate};
use jiama::model::vocabulary;
use jiama::parallel;
use jiama::parameter::{Kind, Role};
use jiama::report::summary::interval;
use jiama::scenario::{Disk, Memory, Reader, Scenario};
use jiama::terms::{Lang, label, unit};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

const FOLDER: &str = "docs/workshop";
const COUNTRY: &str = "scenarios/workshop.toml";
/// Where `jiama workshop` is unless told otherwise.
const ADDRESS: &str = "http://127.0.0.1:8765/";
/// Words of an address that are no levers.
const OWN: [&str; 11] =
    ["lang", "theme", "view", "measure", "group", "whom", "compare", "runs", "teacher", "code", "preset"];
const NUMBERS: &str = "<!-- numbers: ";
const END: &str = "<!-- end of numbers -->";
/// Measures without a unit that are no shares.
const NO_SHARE: [&str; 2] = ["citizens.trips", "platforms.live"];

type Levers = BTreeMap<String, String>;

/// The pages for the teacher and the class, each in both languages.
const PAGES: [&str; 4] = ["README", "handout", "lesson-45", "lesson-90"];

/// The pages, with their languages: English, then Chinese, page by page.
fn plans() -> Vec<(PathBuf, Lang)> {
    let both = |page: &str| [(format!("{FOLDER}/{page}.md"), Lang::En), (format!("{FOLDER}/{page}.zh.md"), Lang::Zh)];
    PAGES.iter().flat_map(|page| both(page)).map(|(path, lang)| (path.into(), lang)).collect()
}

/// A link: its place in the text, its levers, and the rest of its address.
#[derive(Debug, Clone, PartialEq)]
struct Link {
    at: usize,
    levers: Levers,
    own: BTreeMap<String, String>,
}

fn links(text: &str) -> Vec<Link> {
    let link = |(at, _): (usize, &str)| {
        let rest = &text[at + ADDRESS.len()..];
        let address = &rest[..rest.find([')', '`', '>', '"', ' ', '\n']).unwrap_or(rest.len())];
        let pairs = address.strip_prefix('?').unwrap_or("").split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or_else(|| panic!("`{pair}` in {address}")));
        let (own, levers): (Vec<_>, Vec<_>) = pairs.partition(|(key, _)| OWN.contains(key));
        let owned = |list: Vec<(&str, &str)>| list.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        Link { at, levers: owned(levers), own: owned(own) }
    };
    text.match_indices(ADDRESS).map(link).collect()
}

/// The levers of the runs that a link keeps: `Name~lever:value,lever:value;Name~…`.
fn kept(link: &Link) -> Vec<Levers> {
    let runs = link.own.get("runs").map_or("", String::as_str);
    let levers = |run: &str| {
        let (_, levers) = run.split_once('~').unwrap_or_else(|| panic!("a run without `~`: {run}"));
        let pair = |pair: &str| pair.split_once(':').map(|(k, v)| (k.to_string(), v.to_string())).unwrap();
        levers.split(',').filter(|pair| !pair.is_empty()).map(pair).collect()
    };
    runs.split(';').filter(|run| !run.is_empty()).map(levers).collect()
}

/// The country with these levers from the second recorded year on, read as a policy of a visitor is.
fn country(levers: &Levers) -> Scenario {
    let base = Reader::new(&Disk).vocabulary(vocabulary()).read(COUNTRY).unwrap().scenario;
    let mut policy = String::from("[[policy]]\nname = \"lesson\"\nfrom = 52\n\n[policy.set]\n");
    for (lever, value) in levers {
        let leaf = base.registry.find(lever).unwrap_or_else(|| panic!("there is no `{lever}`"));
        let declaration = base.registry.declaration_of(leaf);
        assert_eq!(declaration.role, Role::Lever, "{lever}");
        let quote = if matches!(declaration.kind, Kind::Choice(_)) { "\"" } else { "" };
        writeln!(policy, "\"{lever}\" = {quote}{value}{quote}").unwrap();
    }
    if levers.is_empty() {
        return base;
    }
    let files = Memory::default().with("country.toml", fs::read(COUNTRY).unwrap()).with("policy.toml", policy.clone());
    let read = Reader::new(&files).vocabulary(vocabulary()).with("policy.toml").read("country.toml");
    read.unwrap_or_else(|faults| panic!("{policy}\n{:?}", faults.items())).scenario
}

/// Of every replicate, the means over the recorded years.
fn run(levers: &Levers, grid: &Grid) -> Vec<Vec<f64>> {
    let mut scenario = country(levers);
    scenario.record.offices = false;
    let one = |number| {
        let mut averages = Averages::new(grid);
        let mut progress = Progress { on_weeks: &mut |_| {}, cancelled: &|| false, clock: None };
        replicate(&scenario, number, &mut averages, &mut progress).unwrap();
        averages.values()
    };
    (0..scenario.parameters().run.replicates).map(one).collect()
}

fn grid() -> Grid {
    let scenario = country(&Levers::new());
    Grid::new(&scenario, &years(&scenario))
}

/// Values of a measure and group in the last recorded year, one a replicate.
fn last_year(runs: &[Vec<f64>], grid: &Grid, measure: &str, group: &str) -> Vec<f64> {
    let at = grid.find(measure, group, None, "last").unwrap_or_else(|| panic!("there is no {measure}[{group}]"));
    runs.iter().map(|run| run[at]).collect()
}

fn signed(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    let sign = match value {
        _ if text.chars().all(|c| c == '0' || c == '.') => "",
        v if v < 0.0 => "−",
        _ => "+",
    };
    format!("{sign}{text}")
}

/// How numbers of a measure are written.
struct Hand {
    lang: Lang,
    share: bool,
    unit: String,
}

impl Hand {
    fn new(measure: &str, lang: Lang) -> Self {
        let declared = jiama::observe::MEASURES.iter().find(|m| m.name == measure).unwrap().unit;
        let share = declared == "1" && !NO_SHARE.contains(&measure);
        let words = if declared == "1" { String::new() } else { unit(declared, lang).into_owned() };
        Self { lang, share, unit: words }
    }

    fn digits(&self) -> usize {
        if self.share || !self.unit.is_empty() { 1 } else { 2 }
    }

    fn scaled(&self, value: f64) -> f64 {
        if self.share { 100.0 * value } else { value }
    }

    fn range(&self, low: String, high: String) -> String {
        match self.lang {
            Lang::En => format!(" ({low} to {high})"),
            Lang::Zh => format!("（{low}至{high}）"),
        }
    }

    fn value(&self, value: f64) -> String {
        let digits = self.digits();
        let number = signed(self.scaled(value), digits).replace('+', "");
        match (self.share, self.lang) {
            (true, Lang::En) => format!("{number} %"),
            (true, Lang::Zh) => format!("{number}%"),
            (false, _) if self.unit.is_empty() => number,
            (false, Lang::En) => format!("{number} {}", self.unit),
            (false, Lang::Zh) => format!("{number}{}", self.unit),
        }
    }

    fn difference(&self, paired: &Paired) -> String {
        let write = |value: f64| signed(self.scaled(value), self.digits());
        let points = match (self.share, self.lang) {
            (true, Lang::En) => " points",
            (true, Lang::Zh) => "个百分点",
            _ => "",
        };
        let range = self.range(write(paired.low.unwrap()), write(paired.high.unwrap()));
        format!("{}{points}{range}", write(paired.difference))
    }
}

/// The table that stands under a link.
fn table(measures: &str, arm: Option<&[Vec<f64>]>, baseline: &[Vec<f64>], grid: &Grid, lang: Lang) -> String {
    let head = match (arm, lang) {
        (None, Lang::En) => "| | the country as it is, 95 % interval |\n|---|---|\n",
        (None, Lang::Zh) => "| | 现状（95%区间） |\n|---|---|\n",
        (Some(_), Lang::En) => {
            "| | the country as it is | with the policy | difference, 95 % interval |\n|---|---|---|---|\n"
        }
        (Some(_), Lang::Zh) => "| | 现状 | 政策之下 | 差异（95%区间） |\n|---|---|---|---|\n",
    };
    let mut text = String::from(head);
    for wanted in measures.split(", ") {
        let (measure, group) = wanted.split_once('[').map_or((wanted, "all"), |(m, g)| (m, g.trim_end_matches(']')));
        let hand = Hand::new(measure, lang);
        let mut words = label(measure, lang).unwrap().to_string();
        if group != "all" {
            let whose = label(group, lang).unwrap();
            match lang {
                Lang::En => write!(words, ", {}", whose[..1].to_lowercase() + &whose[1..]).unwrap(),
                Lang::Zh => write!(words, "（{whose}）").unwrap(),
            }
        }
        let before = last_year(baseline, grid, measure, group);
        let mean = before.iter().sum::<f64>() / before.len() as f64;
        match arm {
            None => {
                let (low, high) = interval(&before).unwrap();
                let bare = |value: f64| signed(hand.scaled(value), hand.digits()).replace('+', "");
                writeln!(text, "| {words} | {}{} |", hand.value(mean), hand.range(bare(low), bare(high))).unwrap();
            }
            Some(arm) => {
                let paired = Paired::new(&last_year(arm, grid, measure, group), &before);
                let [as_is, with] = [paired.mean_baseline, paired.mean_arm].map(|v| hand.value(v));
                writeln!(text, "| {words} | {as_is} | {with} | {} |", hand.difference(&paired)).unwrap();
            }
        }
    }
    text
}

/// The blocks of numbers of a text: from, until, measures.
fn blocks(text: &str) -> Vec<(usize, usize, &str)> {
    let block = |(at, _): (usize, &str)| {
        let (measures, _) = text[at + NUMBERS.len()..].split_once(" -->").unwrap();
        let from = at + NUMBERS.len() + measures.len() + " -->\n".len();
        let until = from + text[from..].find(END).unwrap_or_else(|| panic!("numbers without an end: {measures}"));
        (from, until, measures)
    };
    text.match_indices(NUMBERS).map(block).collect()
}

/// The levers of the last link before a place.
fn levers_above(links: &[Link], at: usize) -> &Levers {
    &links.iter().rfind(|link| link.at < at).unwrap_or_else(|| panic!("numbers before any link")).levers
}

#[test]
fn every_link_can_be_opened() {
    let mut seen = 0;
    for (path, lang) in plans() {
        let text = fs::read_to_string(&path).unwrap();
        for link in links(&text) {
            let place = format!("{}: {link:?}", path.display());
            assert!(link.own.get("lang").is_none_or(|l| *l == lang.to_string()), "{place}");
            let known = |group: &String| label(group, lang).is_some();
            assert!(link.own.get("measure").is_none_or(|m| grid().find(m, "all", None, "last").is_some()), "{place}");
            assert!(link.own.get("whom").is_none_or(|m| grid().find(m, "all", None, "last").is_some()), "{place}");
            assert!(link.own.get("group").is_none_or(known), "{place}");
            assert!(link.own.get("preset").is_none_or(|p| known(&format!("policy:{p}"))), "{place}");
            for levers in kept(&link).iter().chain([&link.levers]) {
                country(levers);
                seen += 1;
            }
        }
        let hosts = text.matches("http://127.0.0.1").count();
        assert_eq!(hosts, text.matches(ADDRESS).count(), "{}: another port", path.display());
    }
    assert!(seen > 20, "{seen} settings");
}

#[test]
fn both_languages_have_the_same_links_and_numbers() {
    for pair in plans().chunks(2) {
        let path = &pair[0].0;
        let [english, chinese] = [&pair[0].0, &pair[1].0].map(|p| fs::read_to_string(p).unwrap());
        // All but the language and the names of runs.
        let bare = |text: &str| -> Vec<(Levers, Vec<Levers>, Levers)> {
            let own =
                |link: &Link| link.own.clone().into_iter().filter(|(key, _)| key != "lang" && key != "runs").collect();
            links(text).iter().map(|link| (link.levers.clone(), kept(link), own(link))).collect()
        };
        assert_eq!(bare(&english), bare(&chinese), "{}", path.display());
        let measures = |text: &str| -> Vec<String> { blocks(text).iter().map(|b| b.2.to_string()).collect() };
        assert_eq!(measures(&english), measures(&chinese), "{}", path.display());
    }
}

#[test]
fn the_numbers_are_those_of_the_model() {
    let plans: Vec<(PathBuf, Lang, String)> =
        plans().into_iter().map(|(path, lang)| (path.clone(), lang, fs::read_to_string(path).unwrap())).collect();
    let mut settings: Vec<Levers> = vec![Levers::new()];
    for (_, _, text) in &plans {
        let links = links(text);
        settings.extend(blocks(text).iter().map(|(at, _, _)| levers_above(&links, *at).clone()));
    }
    settings.sort();
    settings.dedup();
    let grid = grid();
    let pieces = settings.iter().collect();
    let runs: BTreeMap<&Levers, Vec<Vec<f64>>> =
        parallel::map(pieces, |levers: &Levers| (levers, run(levers, &grid))).into_iter().collect();
    let mut checked = 0;
    for (path, lang, text) in &plans {
        let links = links(text);
        let mut current = text.clone();
        for (from, until, measures) in blocks(text).into_iter().rev() {
            let levers = levers_above(&links, from);
            let arm = (!levers.is_empty()).then(|| runs[levers].as_slice());
            current.replace_range(from..until, &table(measures, arm, &runs[&settings[0]], &grid, *lang));
            checked += 1;
        }
        if std::env::var_os("JIAMA_BLESS").is_some() {
            fs::write(path, &current).unwrap();
        }
        let text = fs::read_to_string(path).unwrap();
        assert!(
            current == text,
            "{} is not current; JIAMA_BLESS=1 cargo test --test lessons writes it",
            path.display()
        );
    }
    assert!(checked >= 8, "{checked} tables");
}
