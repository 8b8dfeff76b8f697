//! Builds a country from a scenario, and checks what must always hold.

use super::schedule::{CONTEST, WEEK, look_at_siblings};
use super::{Desks, Faulty, Simulation};
use crate::engine::{Clock, Stopwatch};
use crate::mechanisms::Parameters;
use crate::mechanisms::citizens::Chances;
use crate::mechanisms::context::{ContestWeek, Off};
use crate::mechanisms::{cascade, contest, felt};
use crate::parallel;
use crate::policy::{MAX_POLICIES, Timeline};
use crate::random::{Luck, Stream};
use crate::scenario::Scenario;
use crate::world::World;
use crate::world::citizen::Citizen;
use crate::world::hierarchy::Hierarchy;
use crate::world::indicator::MAX_INDICATORS;
use crate::world::jurisdiction::Jurisdiction;
use crate::world::leader::Leader;
use crate::world::office::{Books, DEMANDS, Office, Period, Stock, Week};
use crate::world::people::{Facts, People};
use crate::world::places::{Place, places};

/// Times the first targets go down the tree before the first week.
const SETTLING: u32 = 16;

pub(super) fn build(scenario: &Scenario, replicate: u32, clock: Option<Clock>) -> Result<Simulation, Faulty> {
    if scenario.indicators.len() > MAX_INDICATORS {
        return Err(Faulty(format!(
            "{} indicators, at most {MAX_INDICATORS} can be counted",
            scenario.indicators.len()
        )));
    }
    if scenario.policies.len() > MAX_POLICIES {
        return Err(Faulty(format!(
            "{} policies, at most {MAX_POLICIES} can be laid over each other",
            scenario.policies.len()
        )));
    }
    if let Some(fault) = crate::scenario::faults(scenario).first() {
        return Err(Faulty(format!("{}; {}", fault.message, fault.help)));
    }
    let hierarchy = Hierarchy::new(&scenario.tiers, &scenario.shape);
    if !hierarchy.is_complete() || hierarchy.offices() == 0 {
        return Err(Faulty("a unit above the offices has nobody below it".into()));
    }
    let start = scenario.parameters();
    let weeks = start.run.weeks();
    let luck = Luck::new(start.run.seed + u64::from(replicate));
    let places = places(&hierarchy, &scenario.shape, &start.population, &luck);
    let people: u64 = places.iter().map(|p| u64::from(p.citizens)).sum();
    if people > u64::from(u32::MAX) {
        return Err(Faulty(format!("{people} simulated citizens, at most {}; raise population.sample", u32::MAX)));
    }
    let timeline = Timeline::new(&hierarchy, &scenario.values, &scenario.policies, weeks, Parameters::from_values);
    let off = Off::new(|name| scenario.is_off(name));

    let mut offices = offices(&hierarchy, &places, &start);
    let mut citizens = vec![Citizen::default(); people as usize];
    fill(&mut offices, &mut citizens, &places, &start, &luck);
    let mut jurisdictions: Vec<Jurisdiction> = (0..hierarchy.units.len() as u32)
        .map(|unit| {
            let p = timeline.at(0, unit);
            let mut leader = Leader::newcomer(&luck, unit, 0, &p.leaders);
            leader.weeks_in_post = (luck.uniform(Stream::Leaders, 0, unit, 2) * f64::from(p.careers.term)) as u32;
            Jurisdiction::new(leader)
        })
        .collect();
    for (unit, seat) in hierarchy.units.iter().zip(&mut jurisdictions) {
        let below = &offices[unit.offices.start as usize..unit.offices.end as usize];
        seat.staff = below.iter().map(|o| o.staff).sum();
        seat.development = below.iter().map(|o| o.development * o.staff).sum::<f64>() / seat.staff;
    }
    let mut declared_targets = [0.0; MAX_INDICATORS];
    for ((declared, target), indicator) in
        declared_targets.iter_mut().zip(&mut jurisdictions[0].targets).zip(&start.indicators)
    {
        *declared = indicator.target;
        *target = if indicator.kind.is_share() { indicator.target.min(1.0) } else { indicator.target };
    }

    let sample = start.population.sample;
    let mut world =
        World { hierarchy, jurisdictions, offices, citizens, week: 0, sample, declared_targets, reported_before: None };
    let mut x = ContestWeek { world: &mut world, timeline: &timeline, week: 0, luck: &luck, off };
    contest::first_stakes(&mut x);
    // As if the first targets had gone down for long: the siblings' mix settles geometrically.
    for _ in 0..SETTLING {
        cascade::step(&mut x);
    }
    look_at_siblings(&mut x);
    Ok(Simulation {
        world,
        values: scenario.values.clone(),
        chances: Chances::new(&start.citizens, start.population.all_skilled),
        timeline,
        luck,
        off,
        weeks,
        period: start.evaluation.period,
        stopwatch: Stopwatch::new(WEEK.len() + CONTEST.len(), clock),
        desks: Desks::default(),
    })
}

fn offices(hierarchy: &Hierarchy, places: &[Place], p: &Parameters) -> Vec<Office> {
    let mut first = 0;
    places
        .iter()
        .enumerate()
        .map(|(number, place)| {
            let n = place.citizens;
            let apart = place.development - 0.5;
            let residents = f64::from(n) * f64::from(p.population.sample);
            let staff = residents * p.population.staff_per_1000 / 1000.0
                * (1.0 + p.population.staff_development * apart).max(0.1);
            let needs: f64 = p.citizens.needs.iter().zip(place.ages).map(|(rate, share)| rate * share).sum();
            let inflow = f64::from(n) * needs / 52.0;
            let office = Office {
                unit: hierarchy.unit_of_office(number as u32),
                number: number as u32,
                citizens: first..first + n,
                band_ends: [0; 6],
                development: place.development,
                staff,
                staff_sampled: staff / f64::from(p.population.sample),
                staff_skill: (1.0 + p.population.staff_skill_development * apart).max(0.1),
                scatter: felt::share(p.population.sample),
                burnout: 0.0,
                motivation: 1.0,
                sharing: p.demands.sharing,
                kept: 0.0,
                platforms: Stock {
                    live: p.platforms.initial,
                    zombies: 0.0,
                    quality: (p.platforms.base_quality + p.platforms.new_quality_development * apart).clamp(0.0, 1.0),
                    wariness: 0.0,
                },
                mandate: p.windows.min_mandate.min(p.windows.max_mandate),
                online_share: 0.5,
                inflow,
                comers: 0.5 * inflow,
                visits: 0.5 * inflow,
                expected_backlog: 0.0,
                needs_left: 0.5,
                faking: [false; MAX_INDICATORS],
                risk: p.audit.base,
                siblings_stock: 0.0,
                routine: [1.0; DEMANDS],
                seeking: Vec::new(),
                backlog: Vec::new(),
                satisfaction_sum: 0,
                books: Books::default(),
                period: Period::default(),
                week: Week::default(),
            };
            first += n;
            office
        })
        .collect()
}

fn fill(offices: &mut [Office], citizens: &mut [Citizen], places: &[Place], p: &Parameters, luck: &Luck) {
    let people = People::new(&p.population);
    let facts =
        Facts { population: &p.population, satisfaction: p.citizens.initial_satisfaction, adopted: p.adoption.initial };
    let mut pieces = Vec::with_capacity(offices.len());
    let mut rest = citizens;
    for (office, place) in offices.iter_mut().zip(places) {
        let (mine, others) = rest.split_at_mut(office.citizens.len());
        rest = others;
        pieces.push((office, mine, place));
    }
    parallel::for_each(pieces, |(office, mine, place)| {
        office.band_ends = people.fill(mine, office.citizens.start, place, luck, facts);
        office.satisfaction_sum = mine.iter().map(|c| i64::from(c.satisfaction())).sum();
    });
}

/// Offices that are checked at a time.
const CHECKED: usize = 64;

/// What must always hold, checked cheaply: once over offices, units and citizens.
pub(super) fn audit_books(simulation: &Simulation) -> Result<(), Faulty> {
    let world = &simulation.world;
    let pieces = world.offices.chunks(CHECKED).collect();
    let found =
        parallel::map(pieces, |offices: &[Office]| offices.iter().try_for_each(|o| audit_office(simulation, o)));
    found.into_iter().collect::<Result<(), Faulty>>()?;
    for (unit, seat) in world.jurisdictions.iter().enumerate() {
        if !seat.stake.is_finite() || seat.targets.iter().any(|t| !t.is_finite() || *t < 0.0) {
            return Err(Faulty(format!("the stake or a target of unit {unit} is not a number")));
        }
        let children = world.hierarchy.units[unit].children.clone();
        let mut ranks: Vec<u32> = children.filter_map(|c| world.jurisdictions[c as usize].standing.rank).collect();
        ranks.sort_unstable();
        if world.week >= simulation.period && ranks.iter().enumerate().any(|(i, r)| i as u32 != *r) {
            return Err(Faulty(format!("the ranks of the children of unit {unit} are not a permutation")));
        }
    }
    Ok(())
}

fn audit_office(simulation: &Simulation, office: &Office) -> Result<(), Faulty> {
    let week = simulation.world.week;
    let wrong = |what: &str| Err(Faulty(format!("{what} in office {} in week {week}", office.number)));
    let is_share = |v: f64| (0.0..=1.0).contains(&v);
    let (books, week) = (&office.books, &office.week);
    if books.needs != books.resolved + books.excluded + office.open() {
        return wrong("needs are not resolved + excluded + open");
    }
    let citizens = simulation.citizens(office);
    let marked = citizens.iter().map(|c| u64::from(c.open())).sum::<u64>();
    if marked != office.open() {
        return wrong("citizens with an open need are not the open cases");
    }
    let satisfied: i64 = citizens.iter().map(|c| i64::from(c.satisfaction())).sum();
    if satisfied != office.satisfaction_sum {
        return wrong("the sum of satisfaction is not that of the citizens");
    }
    if (week.worked() + week.unused - week.available).abs() > 1e-6 || week.hours.iter().any(|h| *h < 0.0) {
        return wrong("hours worked and unused are not the hours there were");
    }
    let stock = &office.platforms;
    let shares = [
        office.burnout,
        office.motivation,
        office.mandate,
        office.online_share,
        office.risk,
        stock.quality,
        stock.wariness,
    ];
    if !shares.into_iter().all(is_share) || !week.coverage.iter().all(|f| is_share(*f)) {
        return wrong("a share is outside 0 to 1");
    }
    if !(stock.live >= 0.0 && stock.zombies >= 0.0 && stock.live.is_finite()) {
        return wrong("a stock of platforms is negative or not a number");
    }
    Ok(())
}
