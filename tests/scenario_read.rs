//! Scenario files mean what they say: layers in their order, places, and a text that reads back to the bit.
#![cfg(feature = "scenario")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use jiama::policy::Policy;
use jiama::scenario::text::read::From;
use jiama::scenario::{Loaded, Memory, Reader, Record, Scenario, hash, write, write_regions};
use jiama::world::hierarchy::{Region, Shape};
use jiff::civil::date;
use proptest::prelude::*;

fn read(text: &str) -> Scenario {
    let files = Memory::default().with("a.toml", text);
    Reader::new(&files).read("a.toml").unwrap_or_else(|faults| panic!("{faults}")).scenario
}

fn value(scenario: &Scenario, path: &str) -> f64 {
    scenario.values[scenario.registry.find(path).unwrap()]
}

fn same(a: &Scenario, b: &Scenario) {
    assert_eq!(a.name, b.name);
    assert_eq!(a.description, b.description);
    assert_eq!(a.start, b.start);
    assert_eq!(a.tiers, b.tiers);
    assert_eq!(a.shape, b.shape);
    assert_eq!(a.indicators, b.indicators);
    let bits = |s: &Scenario| s.values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(a), bits(b));
    assert_eq!(a.policies, b.policies);
    assert_eq!(a.off, b.off);
    assert_eq!(a.record, b.record);
}

fn back(scenario: &Scenario) -> Scenario {
    let mut files = Memory::default().with("folder/scenario.toml", write(scenario));
    if let Some(regions) = write_regions(scenario) {
        files = files.with("folder/regions.csv", regions);
    }
    Reader::new(&files).read("folder/scenario.toml").unwrap_or_else(|f| panic!("{f}\n{}", write(scenario))).scenario
}

#[test]
fn an_empty_file_is_the_default_with_the_name_of_the_file() {
    let read = read("");
    assert_eq!(read.name, "a");
    same(&Scenario { name: "a".into(), ..Scenario::default() }, &read);
}

#[test]
fn every_form_of_a_value_is_understood() {
    let s = read(
        r#"
        name = "demo-1"
        [run]
        start = 2020-01-01
        burn_in = "1 year"
        years = "104 weeks"
        [evaluation]
        weights = { digital = 0.7 }
        [population]
        ages = [0.1, 0.2, 0.3, 0.3, 0.1]
        devices."75+" = 0.5
        all_skilled = true
        [platforms]
        launch_rule = "exogenous"
        [structure]
        off = "imitation"
        [indicators]
        ledger.weight = 0.9
        [record]
        every = "8 weeks"
        tier = "township"
        "#,
    );
    assert_eq!(s.parameters().run.burn_in, 52);
    assert_eq!(s.parameters().run.years, 2);
    assert_eq!(s.parameters().evaluation.weights, [0.7, 0.3, 0.2]);
    assert_eq!(s.parameters().population.ages, [0.1, 0.2, 0.3, 0.3, 0.1]);
    assert_eq!(value(&s, "population.devices.75+"), 0.5);
    assert!(s.parameters().population.all_skilled);
    assert_eq!(value(&s, "platforms.launch_rule"), 1.0);
    assert_eq!(s.off, ["imitation"]);
    assert_eq!(s.parameters().indicators[0].weight, 0.9);
    assert_eq!((s.record.every, s.record.tier), (8, 2));
}

#[test]
fn a_policy_is_dated_in_any_of_the_forms() {
    let s = read(
        r#"
        run.burn_in = 104
        [[policy]]
        name = "by date"
        from = 2022-01-01
        until = 2024-01-01
        ramp = "26 weeks"
        scope = { tier = "county", regions = ["county-1"] }
        set = { "evaluation.weights" = { digital = 0.2 }, cascade.cap = 0 }
        [[policy]]
        name = "by length"
        from = "1 year"
        set = { "cascade.cap" = 0.1 }
        [[policy]]
        name = "in the burn-in"
        from = -52
        set = { "indicators.ledger.weight" = 0.1 }
        [[policy]]
        name = "from the first recorded week"
        set = { "evaluation.digital_is_result" = true }
        "#,
    );
    let weeks: Vec<_> = s.policies.iter().map(|p| (p.from, p.until)).collect();
    assert_eq!(weeks, [(104 + 105, Some(104 + 209)), (104 + 52, None), (52, None), (104, None)]);
    assert_eq!(s.policies[0].ramp, 26);
    assert_eq!(s.policies[0].tier, Some(1));
    assert_eq!(s.policies[0].regions, ["county-1"]);
    let at = |path: &str| s.registry.find(path).unwrap();
    assert_eq!(s.policies[0].set, [(at("evaluation.weights.digital"), 0.2), (at("cascade.cap"), 0.0)]);
    same(&s, &back(&s));
}

fn layered() -> Loaded {
    let files = Memory::default()
        .with("grand.toml", "name = \"grand\"\n[cascade]\ncap = 0.1\nhedging = 0.1\nfixed = 0.1\n[[policy]]\nname = \"old\"\nset = { \"cascade.cap\" = 0.0 }\n")
        .with("base/base.toml", "extends = \"../grand.toml\"\n[cascade]\ncap = 0.2\nhedging = 0.2\n[hierarchy]\ntiers = [\"a\", \"b\", \"c\"]\nregions = \"regions.csv\"\n")
        .with("base/regions.csv", "# source: nowhere\nname,name_local,population,urban_share,share_60_plus,schooling_years,c\nNorth,北,1000,0.5,0.2,9.5,2\n\"South, low\",南,2000,0.25,0.1,8,3\n")
        .with("a.toml", "extends = \"base/base.toml\"\ndescription = \"hi\"\n[cascade]\ncap = 0.3\n[[policy]]\nname = \"new\"\nset = { \"cascade.cap\" = 0.0 }\n")
        .with("p.toml", "description = \"no\"\nlook_at = [\"gap.results\"]\n[[policy]]\nname = \"laid over\"\nscope.regions = [\"North\"]\nset = { \"cascade.cap\" = 0.0 }\n");
    Reader::new(&files)
        .with("p.toml")
        .set("cascade.growth=0.03")
        .set("cascade.growth = 0.04")
        .set("platforms.launch_rule=exogenous")
        .set("run.start=2021-02-03")
        .set("structure.off=audit")
        .set("record.every=2")
        .set("run.seed=5")
        .seed(6)
        .replicates(3)
        .read("a.toml")
        .unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn a_later_layer_wins() {
    let Loaded { scenario: s, look_at, .. } = layered();
    assert_eq!((s.name.as_str(), s.description.as_str()), ("a", "hi"));
    assert_eq!(value(&s, "cascade.cap"), 0.3);
    assert_eq!(value(&s, "cascade.hedging"), 0.2);
    assert_eq!(value(&s, "cascade.fixed"), 0.1);
    assert_eq!(value(&s, "cascade.growth"), 0.04);
    assert_eq!(value(&s, "platforms.launch_rule"), 1.0);
    assert_eq!((s.parameters().run.seed, s.parameters().run.replicates), (6, 3));
    assert_eq!(s.start, date(2021, 2, 3));
    assert_eq!(s.off, ["audit"]);
    assert_eq!(s.record.every, 2);
    let names: Vec<&str> = s.policies.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["old", "new", "laid over"]);
    let Shape::Regions(regions) = &s.shape else { panic!("no regions") };
    let south = Region {
        name: "South, low".into(),
        population: 2000,
        urban: 0.25,
        share_60_plus: 0.1,
        schooling: 8.0,
        units: vec![3],
    };
    assert_eq!(regions[1], south);
    assert_eq!(look_at, ["gap.results"]);
    same(&s, &back(&s));
}

#[test]
fn the_origin_of_each_value_is_known() {
    let loaded = layered();
    let from = |path: &str| loaded.origins.iter().find(|o| o.path == path).unwrap().from.clone();
    assert_eq!(from("cascade.cap"), From::File { path: "a.toml".into(), line: 4 });
    assert_eq!(from("cascade.hedging"), From::File { path: "base/base.toml".into(), line: 4 });
    assert_eq!(from("cascade.growth"), From::Set("--set cascade.growth = 0.04".into()));
    assert_eq!(from("run.seed"), From::Set("--seed run.seed=6".into()));
    assert_eq!(from("cascade.move_cap"), From::Default);
    assert_eq!(from("hierarchy.regions"), From::File { path: "base/base.toml".into(), line: 7 });
    assert_eq!(
        loaded.origins.len(),
        loaded.origins.iter().map(|o| &o.path).collect::<std::collections::BTreeSet<_>>().len()
    );
    let inputs: Vec<String> = loaded.inputs.iter().map(|(path, _)| path.display().to_string()).collect();
    assert_eq!(inputs, ["a.toml", "base/base.toml", "grand.toml", "p.toml", "base/regions.csv"]);
    assert!(loaded.inputs.iter().all(|(_, sha)| sha.len() == 64));
}

#[test]
fn a_child_replaces_the_tree_of_its_base() {
    let files = Memory::default()
        .with("base.toml", "[hierarchy]\ntiers = [\"a\", \"b\", \"c\"]\nregions = \"gone.csv\"\n")
        .with("a.toml", "extends = \"base.toml\"\n[hierarchy]\nfan_out = [2, 2]\n");
    assert_eq!(Reader::new(&files).read("a.toml").unwrap().scenario.shape, Shape::FanOut(vec![2, 2]));
}

#[test]
fn indicators_are_the_last_word_and_drop_what_was_said_of_others() {
    let files = Memory::default()
        .with("base.toml", "[structure]\nindicators = [\"ledger\", \"steps\"]\n[indicators.steps]\nweight = 0.3\n")
        .with("a.toml", "extends = \"base.toml\"\n[structure]\nindicators = [\"ledger\", \"中文\"]\n[indicators.\"中文\"]\nkind = \"display\"\nweight = 0.2\n");
    let s = Reader::new(&files).set("indicators.ledger.weight=0.8").read("a.toml").unwrap().scenario;
    assert_eq!(s.indicators, ["ledger", "中文"]);
    assert_eq!(s.parameters().indicators[1].weight, 0.2);
    assert_eq!(s.parameters().indicators[0].weight, 0.8);
    same(&s, &back(&s));
}

#[test]
fn the_hash_changes_with_any_value_and_not_with_the_way_it_is_written() {
    let a = read("[cascade]\ncap = 0.30\n");
    assert_eq!(hash(&a), hash(&read("cascade = { cap = 3e-1 }")));
    assert_ne!(hash(&a), hash(&read("[cascade]\ncap = 0.31\n")));
    assert_ne!(hash(&a), hash(&read("[cascade]\ncap = 0.3\n[run]\nseed = 3\n")));
    assert_eq!(hash(&a).len(), 64);
}

/// A number that a declaration admits, from a share of its range.
fn admitted(d: &jiama::parameter::Declaration, share: f64) -> f64 {
    use jiama::parameter::Kind;
    match d.kind {
        Kind::Real => (d.lowest + (d.highest - d.lowest) * share).clamp(d.lowest, d.highest),
        Kind::Whole => (d.lowest + (d.highest - d.lowest) * share).floor(),
        Kind::Switch => f64::from(u8::from(share > 0.5)),
        Kind::Choice(names) => (share * (names.len() as f64 - 0.001)).floor(),
    }
}

fn any_scenario() -> impl Strategy<Value = Scenario> {
    let text = "[a-z\"\\\\\n\t\u{1} 中]{0,12}";
    let parts =
        (text, 1usize..5, prop::bool::ANY, prop::collection::vec(0.0..1.0f64, 400), 0u32..3, 0u64..10_000_000_000);
    parts.prop_map(|(text, tiers, table, shares, policies, population)| {
        let mut s = Scenario { name: "x-1".into(), description: text.clone(), ..Scenario::default() };
        s.tiers = (0..=tiers).map(|t| format!("tier {t}")).collect();
        s.shape = match table {
            false => Shape::FanOut((0..tiers as u32).map(|t| t % 3 + 1).collect()),
            true => Shape::Regions(vec![Region {
                name: format!("#{}", text.replace(char::is_control, "").trim()),
                population: population + 1,
                urban: shares[0],
                share_60_plus: shares[1],
                schooling: shares[2] * 30.0,
                units: (1..tiers as u32).map(|t| t * 2).collect(),
            }]),
        };
        let special = ["cascade.cap", "cascade.sibling_weight", "run.years", "run.burn_in"];
        for (i, value) in s.values.iter_mut().enumerate() {
            let d = s.registry.declaration_of(i);
            if !special.contains(&d.path().as_str()) && !d.group.starts_with("indicators") {
                *value = admitted(d, shares[i % shares.len()].max(1e-9));
            }
        }
        let lever = s.registry.find("audit.base").unwrap();
        s.policies = (0..policies)
            .map(|i| Policy {
                name: format!("p{i}{}", text.replace(char::is_control, "")),
                about: text.replace(char::is_control, " ").trim().to_string(),
                from: i * 80,
                until: (i == 1).then_some(200),
                ramp: i * 13,
                tier: (i == 2).then_some(tiers),
                regions: if i == 1 { vec![s.tiers[0].clone()] } else { vec![] },
                set: vec![(lever, shares[i as usize])],
            })
            .collect();
        s.off = vec!["audit".into()];
        s.record = Record {
            every: 13,
            tier: tiers.min(2),
            measures: vec!["citizens.*".into()],
            groups: vec![],
            offices: table,
        };
        s
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_written_reads_back_to_the_bit(scenario in any_scenario()) {
        let read = back(&scenario);
        same(&scenario, &read);
        prop_assert_eq!(hash(&scenario), hash(&read));
    }
}
