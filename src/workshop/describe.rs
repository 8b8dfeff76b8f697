//! All that the page needs before the first run: the country, its levers by remedy, the measures, and every word.

use super::answer::number;
use super::class::{self, Class};
use super::country::Country;
use super::export;
use super::measures::{BOARD, HEADLINE, good, has_groups, truth};
use crate::mechanisms::MECHANISMS;
use crate::observe::MEASURES;
use crate::parameter::{Declaration, Kind};
use crate::terms::{Lang, label, remedies, sentence, text, texts, unit};
use crate::world::clock::date_of;
use crate::world::office::ACTIVITIES;
use serde_json::{Map, Value, json};

/// Kinds of groups of citizens.
const KINDS: [&str; 4] = ["age", "education", "residence", "device"];
/// Steps of a slider from one end to the other, about.
const STEPS: f64 = 100.0;

/// A word of the catalogue; the key where there is none, as for what a country names itself.
fn word(key: &str, lang: Lang) -> String {
    label(key, lang).map_or_else(|| key.split_once(':').map_or(key, |(_, name)| name).to_string(), String::from)
}

fn told(key: &str, lang: Lang, otherwise: &str) -> String {
    sentence(key, lang).map_or_else(|| otherwise.to_string(), |s| s.into_owned())
}

/// The document.
pub(super) fn setting(country: &Country, class: &Class, is_teacher: bool, lang: Lang) -> Value {
    let scenario = &country.scenario;
    let parameters = scenario.parameters();
    let run = &parameters.run;
    let size = crate::scenario::forecast::forecast(scenario, 1);
    let h = &country.hierarchy;
    let tiers = h.tiers.iter().zip(&h.of_tier);
    let indicators = scenario.indicators.iter().zip(&parameters.indicators).map(|(name, indicator)| {
        json!({ "key": name, "label": word(&format!("indicator:{name}"), lang), "unit": unit(indicator.kind.unit(), lang) })
    });
    let indicators: Vec<Value> = indicators.collect();
    let groups = country.grid.names.groups.iter().filter_map(|group| {
        let (kind, _) = group.split_once(':')?;
        KINDS.contains(&kind).then(|| json!({ "key": group, "label": word(group, lang), "kind": kind }))
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "country": {
            "name": scenario.name,
            "description": scenario.description,
            "hash": country.hash,
            "start": date_of(scenario.start, 0).to_string(),
            "offices": size.offices,
            "citizens": size.citizens,
            "years": run.years,
            "burn_in_weeks": run.burn_in,
            "replicates": run.replicates,
            "seed": run.seed,
            "policy_week": country.first_week(),
        },
        "tiers": tiers.map(|(tier, units)| {
            json!({ "key": tier, "label": word(&format!("tier:{tier}"), lang), "units": units.len() })
        }).collect::<Vec<_>>(),
        "indicators": indicators,
        "activities": ACTIVITIES.map(|a| json!({ "key": a, "label": word(&format!("activity:{a}"), lang) })),
        "mechanisms": MECHANISMS.iter().map(|m| {
            json!({ "key": m.name, "label": word(&format!("mechanism:{}", m.name), lang) })
        }).collect::<Vec<_>>(),
        "groups": groups.collect::<Vec<_>>(),
        "remedies": remedies().iter().filter_map(|remedy| {
            let levers = remedy.among(country.levers().keys());
            (!levers.is_empty()).then(|| json!({
                "key": remedy.key,
                "label": remedy.label(lang),
                "sentence": remedy.sentence(lang),
                "levers": levers,
            }))
        }).collect::<Vec<_>>(),
        "levers": country.levers().iter().map(|(path, &at)| lever(country, path, at, lang)).collect::<Vec<_>>(),
        "presets": country.presets.iter().map(|preset| {
            let key = format!("policy:{}", preset.key);
            json!({
                "key": preset.key,
                "label": word(&key, lang),
                "sentence": told(&key, lang, ""),
                "set": country.shown_set(preset.set.iter().map(|(at, value)| (at, value))),
                "ramp": preset.ramp,
            })
        }).collect::<Vec<_>>(),
        "measures": MEASURES.iter().map(|m| json!({
            "key": m.name,
            "label": word(m.name, lang),
            "sentence": told(m.name, lang, m.sentence),
            "unit": m.unit,
            "unit_label": unit(m.unit, lang),
            "good": good(m.name),
            "truth": truth(m.name),
            "groups": has_groups(m.name),
        })).collect::<Vec<_>>(),
        "headline": HEADLINE,
        "board": BOARD.iter().map(|(key, measure, group)| board(country, key, measure, group, lang)).collect::<Vec<_>>(),
        "figures": export::FIGURES.iter().map(|name| json!({
            "key": name,
            "label": text(&format!("ui.figure.{name}"), lang).unwrap_or(name),
        })).collect::<Vec<_>>(),
        "texts": texts("ui.", lang).map(|(k, v)| (k.to_string(), v.into())).collect::<Map<String, Value>>(),
        "limits": {
            "name_length": class::NAME,
            "groups": class::GROUPS,
            "runs_of_visitor": super::visitors::RUNS_OF_VISITOR,
            "weeks": country.weeks(),
        },
        "class": { "open": class.is_open(), "hidden": class.hides(false), "teacher": is_teacher },
    })
}

fn lever(country: &Country, path: &str, at: usize, lang: Lang) -> Value {
    let declaration = country.scenario.registry.declaration_of(at);
    let element = country.scenario.registry.leaves()[at].element;
    let (kind, choices): (&str, &[&str]) = match declaration.kind {
        Kind::Real => ("number", &[]),
        Kind::Whole => ("whole", &[]),
        Kind::Switch => ("switch", &[]),
        Kind::Choice(names) => ("choice", names),
    };
    json!({
        "key": path,
        "label": word(&format!("lever:{path}"), lang),
        "sentence": told(&format!("lever:{path}"), lang, &declaration.sentence),
        "unit": declaration.unit,
        "unit_label": unit(declaration.unit, lang),
        "kind": kind,
        "choices": choices.iter().map(|c| json!({ "key": c, "label": word(&format!("choice:{c}"), lang) })).collect::<Vec<_>>(),
        "low": number(declaration.lowest),
        "high": number(declaration.highest),
        "step": number(step(declaration)),
        "value": country.shown(at, country.scenario.values[at]),
        "default": country.shown(at, declaration.default[element]),
    })
}

/// A step with which a slider gets from one end to the other in about a hundred.
fn step(declaration: &Declaration) -> f64 {
    match declaration.kind {
        Kind::Real => 10_f64.powi(((declaration.highest - declaration.lowest) / STEPS).log10().round() as i32),
        Kind::Whole | Kind::Switch | Kind::Choice(_) => 1.0,
    }
}

fn board(country: &Country, key: &str, measure: &str, group: &str, lang: Lang) -> Value {
    let declared = MEASURES.iter().find(|m| m.name == measure);
    let own = declared.map_or("1", |m| m.unit);
    let group_label = (group != "all").then(|| word(group, lang));
    let name = word(measure, lang);
    json!({
        "key": key,
        "measure": measure,
        "group": group,
        "label": group_label.map_or(name.clone(), |group| format!("{name} · {group}")),
        "sentence": told(measure, lang, declared.map_or("", |m| m.sentence)),
        "unit": own,
        "unit_label": unit(own, lang),
        "good": good(measure),
        "truth": truth(measure),
        "there": country.grid.find(measure, group, None, "last").is_some(),
    })
}
