//! What must be conserved, what must not depend on labels, and that no two draws of luck share an address.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

mod country;

use country::{ByHand, country, draws, weekly, without};
use jiama::mechanisms::context::ContestWeek;
use jiama::mechanisms::{audit, cascade, contest, score};
use jiama::random::{Luck, Stream, philox4x32};
use jiama::world::hierarchy::Hierarchy;
use jiama::world::office::Office;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

// ---------------------------------------------------------------------------------------------------------------------
// Conservation

/// Hours: what is worked and what is left over is H(1 + overtime)(1 − slack)(1 − loss·burnout), every week.
#[test]
fn hours_are_conserved() {
    let scenario = country(&[2, 3], &[("evaluation.third_party", 0.3), ("accountability.process", 1.0)]);
    let mut burnout = vec![0.0; 6];
    let mut used = [0.0; 11];
    weekly(&scenario, |s| {
        let p = s.parameters(0, 0);
        for (office, burnout) in s.offices().iter().zip(&mut burnout) {
            let week = &office.week;
            let there_are =
                p.demands.hours * (1.0 + week.overtime) * (1.0 - week.slack) * (1.0 - p.effort.burnout_loss * *burnout);
            let spent: f64 = week.hours.iter().sum();
            assert!((spent + week.unused - there_are).abs() < 1e-9);
            assert!(week.unused >= 0.0 && week.hours.iter().all(|h| *h >= 0.0));
            *burnout = office.burnout;
            used.iter_mut().zip(week.hours).for_each(|(sum, h)| *sum += h);
        }
    });
    assert!(used.iter().all(|sum| *sum > 0.0), "the country must know every activity: {used:?}");
}

/// Needs: those that arose are resolved, given up or open, counted week by week and citizen by citizen. People stay.
#[test]
fn needs_and_people_are_conserved() {
    let scenario = country(&[2, 2, 3], &[("demands.case_hours", 1.5), ("windows.min_mandate", 0.3)]);
    let mut sums = vec![[0u64; 3]; 12];
    let mut people: Vec<usize> = Vec::new();
    weekly(&scenario, |s| {
        let now: Vec<usize> = s.offices().iter().map(|o| s.citizens(o).len()).collect();
        assert_eq!(now.iter().sum::<usize>(), s.world().citizens.len());
        if !people.is_empty() {
            assert_eq!(now, people);
        }
        people = now;
        for (office, sums) in s.offices().iter().zip(&mut sums) {
            let week = [office.week.needs, office.week.resolved, office.week.excluded];
            sums.iter_mut().zip(week).for_each(|(sum, n)| *sum += n);
            let open = s.citizens(office).iter().filter(|c| c.open()).count() as u64;
            let waiting: BTreeSet<u32> = office.seeking.iter().chain(&office.backlog).map(|c| c.citizen).collect();
            assert_eq!(waiting.len() as u64, open, "one open need a citizen, and each is somewhere");
            assert_eq!(sums[0], sums[1] + sums[2] + open);
            assert_eq!((office.books.needs, office.books.resolved, office.books.excluded), (sums[0], sums[1], sums[2]));
            assert!(office.week.in_time <= office.week.resolved && office.week.resolved <= office.week.capacity);
            assert_eq!(office.week.capacity, office.week.resolved + office.week.bounced);
        }
    });
    assert!(sums.iter().all(|s| s[1] > 0) && sums.iter().any(|s| s[2] > 0));
}

/// Platforms: what there is, is what there was, plus launched, less closed.
#[test]
fn platforms_are_conserved() {
    let values = [("platforms.closure_quota", 0.4), ("platforms.clean_up", 0.5), ("indicators.platforms.target", 5.0)];
    let mut before: Vec<f64> = Vec::new();
    weekly(&country(&[2, 3], &values), |s| {
        let now: Vec<f64> = s.offices().iter().map(|o| o.platforms.all()).collect();
        for ((office, before), now) in s.offices().iter().zip(&before).zip(&now) {
            assert!((now - (before + office.week.launched - office.week.closed)).abs() < 1e-9);
        }
        before = now;
    });
}

/// Ranks are permutations after every contest, and follow the scores.
#[test]
fn ranks_are_permutations_in_the_order_of_scores() {
    let mut contests = 0;
    weekly(&country(&[2, 1, 4], &[]), |s| {
        if !s.contest_closed() {
            return;
        }
        contests += 1;
        let world = s.world();
        for unit in world.hierarchy.units.iter().filter(|u| !u.children.is_empty()) {
            let standings = unit.children.clone().map(|c| &world.jurisdictions[c as usize].standing);
            let mut by_rank: Vec<(u32, f64)> = standings.map(|s| (s.rank.unwrap(), s.score)).collect();
            by_rank.sort_by_key(|(rank, _)| *rank);
            let ranks: Vec<u32> = by_rank.iter().map(|(rank, _)| *rank).collect();
            assert_eq!(ranks, (0..unit.children.len() as u32).collect::<Vec<_>>());
            assert!(by_rank.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        }
    });
    assert!(contests > 2);
}

/// Leaders: nobody holds two seats, and who moves up was below before. Traits are real numbers, so they tell leaders apart.
#[test]
fn no_leader_is_doubled_and_only_offices_get_newcomers() {
    let scenario = without(country(&[2, 3, 3], &[("careers.term", 52.0), ("run.years", 6.0)]), &["imitation"]);
    let mut before: BTreeMap<u64, u32> = BTreeMap::new();
    let mut promotions = 0;
    weekly(&scenario, |s| {
        let world = s.world();
        let seats = world.jurisdictions.iter().enumerate();
        let now: BTreeMap<u64, u32> = seats.map(|(u, j)| (j.leader.zeal.to_bits(), u as u32)).collect();
        assert_eq!(now.len(), world.jurisdictions.len(), "a leader holds two seats");
        let first_office = world.hierarchy.unit_of_office(0);
        for (leader, unit) in &now {
            match before.get(leader) {
                Some(seat) if seat != unit => {
                    // Several seats may be empty at once, so a leader can rise by more than one tier.
                    assert!(world.hierarchy.within(*seat, *unit), "a leader moves up the own branch only");
                    promotions += 1;
                }
                Some(_) => {}
                None => assert!(before.is_empty() || *unit >= first_office, "a newcomer above the offices"),
            }
        }
        before = now;
    });
    assert!(promotions > 10);
}

// ---------------------------------------------------------------------------------------------------------------------
// Labels

// Luck is addressed by the number of a unit, so the same country with its rows in another order meets other luck, and
// cannot come out the same bit for bit. What has no luck in it must: if siblings, with all that lies below them, change
// places, then so do their scores, ranks, stakes, risks and targets, and nothing else changes.

/// Where each unit goes when siblings change places with all that lies below them. `keys` decides the order.
fn relabelled(hierarchy: &Hierarchy, keys: &[u32]) -> Vec<u32> {
    let mut to = vec![0; hierarchy.units.len()];
    for (unit, u) in hierarchy.units.iter().enumerate() {
        let mut order: Vec<u32> = u.children.clone().collect();
        order.sort_by_key(|c| (keys[*c as usize], *c));
        let new = hierarchy.units[to[unit] as usize].children.clone();
        for (child, place) in order.into_iter().zip(new) {
            to[child as usize] = place;
        }
    }
    to
}

/// The same country with its units in other places.
fn moved(hand: &ByHand, to: &[u32]) -> ByHand {
    let mut other = hand.clone();
    let first = hand.world.hierarchy.unit_of_office(0);
    for (unit, seat) in hand.world.jurisdictions.iter().enumerate() {
        other.world.jurisdictions[to[unit] as usize] = seat.clone();
    }
    for office in &hand.world.offices {
        let unit = to[office.unit as usize];
        let number = unit - first;
        other.world.offices[number as usize] = Office { unit, number, ..office.clone() };
    }
    other
}

type Steps = [(&'static str, fn(&mut ContestWeek<'_>)); 7];

/// The steps of a contest that have no luck in them, where results are seen as they are.
const WITHOUT_LUCK: Steps = [
    ("scores", score::step),
    ("ranks", contest::rank),
    ("stakes", contest::stakes),
    ("risk", audit::learn),
    ("shortfall", cascade::hedge),
    ("centre", cascade::centre),
    ("cascade", cascade::step),
];

/// What a unit is, in numbers.
fn numbers(hand: &ByHand, unit: u32) -> Vec<f64> {
    let seat = &hand.world.jurisdictions[unit as usize];
    let s = &seat.standing;
    let mut all = vec![seat.stake, seat.shortfall, s.score, s.digital, s.results_observed, s.satisfaction_observed];
    all.push(s.rank.map_or(-1.0, f64::from));
    for list in [&seat.targets, &seat.handed_down, &seat.amplification, &s.reported, &s.genuine] {
        all.extend(list);
    }
    let first = hand.world.hierarchy.unit_of_office(0);
    if unit >= first {
        all.push(hand.world.offices[(unit - first) as usize].risk);
    }
    all
}

proptest! {
    #![proptest_config(draws(40))]
    #[test]
    fn relabelling_siblings_changes_nothing_but_labels(
        state in prop::collection::vec(0.0f64..1.0, 400),
        keys in prop::collection::vec(0u32..1000, 40),
        fan_out in prop::sample::select(vec![vec![5], vec![3, 4], vec![2, 2, 3]]),
        threshold in prop::bool::ANY,
    ) {
        let values = [
            ("contest.rule", f64::from(u8::from(threshold))),
            ("cascade.differentiated", 0.5),
            ("cascade.hedging", 0.5),
            ("population.citizens_per_office", 20.0),
        ];
        let mut hand = ByHand::new(&without(country(&fan_out, &values), &["score"]));
        let mut next = state.iter().cycle().enumerate().map(|(i, v)| (v + 0.618 * i as f64).fract());
        let mut draw = || next.next().unwrap();
        for seat in &mut hand.world.jurisdictions {
            (seat.stake, seat.development, seat.shortfall) = (draw(), draw(), draw());
            (seat.leader.ambition, seat.leader.career_concern) = (0.1 * draw(), 0.5 + draw());
            seat.handed_down.iter_mut().for_each(|h| *h *= 1.0 + 0.1 * draw());
            seat.standing.caught = draw() < 0.2;
            seat.standing.audited = draw() < 0.4;
        }
        for office in &mut hand.world.offices {
            let period = &mut office.period;
            (period.weeks, period.needs) = (52, 1000);
            period.in_time = (1000.0 * draw()) as u64;
            period.complaints = (20.0 * draw()) as u64;
            for m in 0..6 {
                period.genuine[m] = 52.0 * draw();
                period.reported[m] = period.genuine[m] + 10.0 * draw();
            }
            office.satisfaction_sum = (office.citizens.len() as f64 * 127.0 * draw()) as i64;
            office.risk = draw();
        }
        let to = relabelled(&hand.world.hierarchy, &keys);
        let mut other = moved(&hand, &to);
        for (name, step) in WITHOUT_LUCK {
            step(&mut hand.contest(51));
            step(&mut other.contest(51));
            for (unit, place) in to.iter().enumerate() {
                for (a, b) in numbers(&hand, unit as u32).into_iter().zip(numbers(&other, *place)) {
                    prop_assert!((a - b).abs() <= 1e-12 * a.abs().max(1.0), "{name}: unit {unit} to {place}: {a} {b}");
                }
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Luck

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Names and numbers of the streams, read from the source.
fn declared() -> Vec<(String, u32)> {
    let text = read("src/random/mod.rs");
    let body = text.split_once("pub enum Stream {").unwrap().1.split_once('}').unwrap().0.to_string();
    let variants = body.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(" = "));
    variants.map(|(name, number)| (name.to_string(), number.parse().unwrap())).collect()
}

#[test]
fn every_stream_has_a_number_of_its_own_and_is_listed() {
    let declared = declared();
    let numbers: BTreeSet<u32> = declared.iter().map(|(_, number)| *number).collect();
    assert_eq!(numbers.len(), declared.len());
    let listed: Vec<(String, u32)> = Stream::ALL.iter().map(|s| (format!("{s:?}"), *s as u32)).collect();
    assert_eq!(listed, declared);
}

/// No stream without a use, and every kind of decision in one file only: within a file the addresses can be seen at a
/// glance. Leaders' traits and their first weeks in post are drawn side by side, with an n of their own.
#[test]
fn every_stream_is_used_and_in_one_file_only() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let code: Vec<(PathBuf, String)> = files
        .into_iter()
        .filter(|path| !path.ends_with("random/mod.rs") && !path.ends_with("tests.rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap().to_string();
            (path, code)
        })
        .collect();
    for (name, _) in declared() {
        let used = |text: &str| {
            let key = format!("Stream::{name}");
            text.match_indices(&key).any(|(at, _)| !text[at + key.len()..].starts_with(char::is_alphanumeric))
        };
        let users = code.iter().filter(|(_, text)| used(text)).count();
        assert_eq!(users, if name == "Leaders" { 2 } else { 1 }, "files that draw from {name}");
    }
}

/// An address goes into the counter of Philox word by word, and a seed into its key, so both maps are one to one; for one
/// key Philox itself is a permutation of all counters. So two draws share their block only if they share their address.
#[test]
fn a_small_box_of_addresses_has_no_block_twice() {
    let luck = Luck::new(20_200_101);
    let mut blocks = BTreeSet::new();
    for stream in Stream::ALL {
        for week in 0..8 {
            for agent in 0..16 {
                for n in 0..8 {
                    assert!(blocks.insert(luck.block(stream, week, agent, n)));
                }
            }
        }
    }
    assert_eq!(blocks.len(), Stream::ALL.len() * 8 * 16 * 8);
}

fn address() -> impl Strategy<Value = (usize, u32, u32, u32)> {
    // Small numbers, so that weeks, agents and n are often the same or change places.
    let word = || prop_oneof![0u32..6, any::<u32>()];
    (0..Stream::ALL.len(), word(), word(), word())
}

proptest! {
    #![proptest_config(draws(4000))]
    #[test]
    fn an_address_is_its_counter_and_other_addresses_are_other_draws(
        a in address(), b in address(), seed in any::<u64>(), other in any::<u64>(),
    ) {
        let luck = Luck::new(seed);
        let block = |luck: Luck, (stream, week, agent, n): (usize, u32, u32, u32)| luck.block(Stream::ALL[stream], week, agent, n);
        let key = [seed as u32, (seed >> 32) as u32];
        prop_assert_eq!(block(luck, a), philox4x32([a.3, a.2, a.1, Stream::ALL[a.0] as u32], key));
        prop_assert_eq!(block(luck, a) == block(luck, b), a == b);
        prop_assert!(seed == other || Luck::new(other) != luck);
    }
}
