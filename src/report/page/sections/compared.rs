//! What was compared: the country in a sentence, and each arm with its policies in plain sentences.

use crate::report::page::block::Block;
use crate::report::page::changes::{Change, Policy, Setting};
use crate::report::page::context::Page;
use crate::report::page::words::number;

/// Changes that are told of one arm; whole other countries differ in hundreds.
const MOST: usize = 24;

/// The blocks.
pub(in crate::report::page) fn blocks(page: &Page<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::text(country(page))];
    if !page.material.about.description.trim().is_empty() {
        blocks.push(Block::Source {
            label: page.text("report.description"),
            lines: page.material.about.description.lines().map(str::to_string).collect(),
        });
    }
    for arm in page.material.shown() {
        let Some(found) = page.material.arms.get(arm) else { continue };
        if page.material.study.is_some() && found.about.is_empty() && found.changes.is_empty() {
            // The one country of a study: its sentence above says it all.
            continue;
        }
        let known = page.words.policy(found);
        let (about, own) = match known {
            Some(sentence) => (sentence, false),
            None if found.about.is_empty() && arm == page.material.baseline && page.compares() => {
                (page.text("report.is_baseline"), false)
            }
            None => (found.about.clone(), true),
        };
        let mut changes: Vec<String> = found.changes.iter().take(MOST).map(|c| said(page, c)).collect();
        if found.changes.len() > MOST {
            let n = (found.changes.len() - MOST).to_string();
            changes.push(page.words.fill("report.change_more", &[("n", &n)]));
        }
        if changes.is_empty() {
            let key =
                if arm == page.material.baseline { "report.change_none_of_baseline" } else { "report.change_none" };
            changes.push(page.text(key));
        }
        blocks.push(Block::Arm { name: page.words.in_legend(page.material, arm), about, own, changes });
    }
    blocks
}

/// The country in a sentence, as far as it is known.
fn country(page: &Page<'_>) -> String {
    let country = &page.material.country;
    let tier = |(i, name): (usize, &String)| {
        let name = page.words.tier(name);
        match country.units.get(i) {
            Some(n) => page.words.fill("report.tier_units", &[("n", &n.to_string()), ("tier", &name)]),
            None => name,
        }
    };
    let tiers: Vec<String> = country.tiers.iter().enumerate().map(tier).collect();
    let citizens = match country.citizens {
        Some(n) if country.sample == 1 => page.words.fill("report.country_everybody", &[("n", &number(n as f64))]),
        Some(n) => page
            .words
            .fill("report.country_citizens", &[("n", &number(n as f64)), ("sample", &country.sample.to_string())]),
        None => String::new(),
    };
    let start = country.start.map_or_else(String::new, |d| d.to_string());
    let values = [
        ("tiers", tiers.join(&page.text("report.list_comma"))),
        ("citizens", citizens),
        ("years", country.years.to_string()),
        ("start", start),
    ];
    page.words.fill_owned("report.country", &values)
}

/// A change as a plain sentence.
fn said(page: &Page<'_>, change: &Change) -> String {
    let words = page.words;
    match change {
        Change::Policy(policy) => policy_said(page, policy),
        Change::Without(name) => words.fill("report.change_without", &[("name", &words.named("policy", name))]),
        Change::Set(setting) => words.fill("report.change_set", &[("setting", &setting_said(page, setting))]),
        Change::Off(name) => words.fill("report.change_off", &[("name", &words.named("mechanism", name))]),
        Change::On(name) => words.fill("report.change_on", &[("name", &words.named("mechanism", name))]),
    }
}

fn policy_said(page: &Page<'_>, policy: &Policy) -> String {
    let words = page.words;
    let when = match &policy.from {
        Some(date) => words.fill("report.change_from", &[("date", date)]),
        None => page.text("report.change_always"),
    };
    let comma = page.text("report.list_comma");
    let place = match (&policy.tier, policy.regions.as_slice()) {
        (None, []) => page.text("report.change_everywhere"),
        (Some(tier), []) => words.fill("report.change_tier", &[("tier", &words.tier(tier))]),
        (None, regions) => words.fill("report.change_regions", &[("regions", &regions.join(&comma))]),
        (Some(tier), regions) => {
            words.fill("report.change_tier_regions", &[("tier", &words.tier(tier)), ("regions", &regions.join(&comma))])
        }
    };
    let settings: Vec<String> = policy.set.iter().map(|s| setting_said(page, s)).collect();
    let mut after = String::new();
    if policy.ramp > 0 {
        after.push_str(&words.fill("report.change_ramp", &[("n", &policy.ramp.to_string())]));
    }
    if let Some(until) = &policy.until {
        after.push_str(&words.fill("report.change_until", &[("date", until)]));
    }
    let values = [
        ("when", when),
        ("where", place),
        ("settings", settings.join(&page.text("report.list_semicolon"))),
        ("after", after),
    ];
    words.fill_owned("report.change_policy", &values)
}

fn setting_said(page: &Page<'_>, setting: &Setting) -> String {
    let (lever, after) = (page.words.parameter(&setting.path), page.words.choice(&setting.after));
    match &setting.before {
        Some(before) => page.words.fill(
            "report.change_setting",
            &[("lever", &lever), ("before", &page.words.choice(before)), ("after", &after)],
        ),
        None => page.words.fill("report.change_new", &[("lever", &lever), ("after", &after)]),
    }
}
