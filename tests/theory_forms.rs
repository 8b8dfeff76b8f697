//! Closed forms of targets, stakes, the ratchet, faking and imitation: what theory says exactly, and what the code does.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

mod country;

use country::{ByHand, NO_RATCHET, country, draws, weekly, without};
use jiama::mechanisms::cascade::{self, AmplificationRule, Cascade, RatchetRule};
use jiama::mechanisms::contest::{self, Contest, ContestRule};
use jiama::mechanisms::context::{parts, weights};
use jiama::mechanisms::{fabrication, imitation};
use proptest::prelude::*;
use statrs::distribution::{Continuous, ContinuousCDF, Normal};

// ---------------------------------------------------------------------------------------------------------------------
// Targets on their way down

#[test]
fn without_amplification_siblings_and_ratchet_targets_are_flat_to_the_bit() {
    let mut values = NO_RATCHET.to_vec();
    values.extend([("cascade.cap", 0.0), ("cascade.sibling_weight", 0.0)]);
    let scenario = country(&[2, 3, 3], &values);
    let first: Vec<f64> = scenario.parameters().indicators.iter().map(|i| i.target).collect();
    weekly(&scenario, |s| {
        for seat in &s.world().jurisdictions {
            for (now, first) in seat.targets.iter().zip(&first) {
                assert_eq!(now.to_bits(), first.to_bits());
            }
        }
    });
}

/// Also where neighbours are looked at: nobody stands out.
#[test]
fn flat_targets_stay_flat_when_neighbours_are_looked_at() {
    let mut values = NO_RATCHET.to_vec();
    values.push(("cascade.cap", 0.0));
    let scenario = country(&[2, 3, 3], &values);
    let first: Vec<f64> = scenario.parameters().indicators.iter().map(|i| i.target).collect();
    weekly(&scenario, |s| {
        for seat in &s.world().jurisdictions {
            for (now, first) in seat.targets.iter().zip(&first) {
                assert!((now - first).abs() <= 1e-14 * first, "{now} {first}");
            }
        }
    });
}

#[test]
fn switched_off_the_cascade_hands_down_the_first_targets_to_the_bit() {
    let scenario =
        without(country(&[2, 2, 3], &[("cascade.fixed", 0.4), ("cascade.differentiated", 1.0)]), &["cascade"]);
    let first: Vec<f64> = scenario.parameters().indicators.iter().map(|i| i.target).collect();
    weekly(&scenario, |s| {
        for seat in &s.world().jurisdictions {
            assert!(seat.targets.iter().zip(&first).all(|(now, first)| now.to_bits() == first.to_bits()));
        }
    });
}

#[test]
fn fixed_steps_multiply_to_their_product() {
    for a in [0.0, 0.01, 0.1, 0.4] {
        for fan_out in [&[3][..], &[2, 3], &[2, 2, 3], &[1, 2, 2, 2]] {
            let mut values = NO_RATCHET.to_vec();
            values.extend([("cascade.fixed", a), ("cascade.sibling_weight", 0.0), ("run.years", 2.0)]);
            let steps = fan_out.len() as i32;
            let scenario = country(fan_out, &values);
            let kinds: Vec<bool> = scenario.parameters().indicators.iter().map(|i| i.kind.is_share()).collect();
            weekly(&scenario, |s| {
                let seats = &s.world().jurisdictions;
                let (top, bottom) = (seats[0].targets, seats[seats.len() - 1].targets);
                let power = (1.0 + a).powi(steps);
                for (m, is_share) in kinds.iter().enumerate() {
                    let expected = if *is_share { 1.0 - (1.0 - top[m]).powf(power) } else { top[m] * power };
                    assert!((bottom[m] / expected - 1.0).abs() < 1e-12, "{a} {steps} {m}: {} {expected}", bottom[m]);
                }
            });
        }
    }
}

/// The fixed point of a step among equal siblings: H/T = (1 + a)(1 − ν)/(1 − ν(1 + a)).
#[test]
fn with_equal_siblings_a_step_settles_at_its_fixed_point() {
    let (a, nu) = (0.2, 0.5);
    let mut values = NO_RATCHET.to_vec();
    values.extend([("cascade.fixed", a), ("cascade.sibling_weight", nu), ("run.years", 50.0)]);
    values.push(("population.citizens_per_office", 5.0));
    let scenario = country(&[3, 2], &values);
    let mut last = 0.0;
    weekly(&scenario, |s| last = s.world().jurisdictions[1].handed_down[0] / s.world().jurisdictions[1].targets[0]);
    let fixed_point = (1.0 + a) * (1.0 - nu) / (1.0 - nu * (1.0 + a));
    assert!((last / fixed_point - 1.0).abs() < 1e-9, "{last} {fixed_point}");
}

#[test]
fn with_nothing_at_stake_there_is_no_overtime_no_faking_and_no_layering() {
    let pressed = [("indicators.ledger.target", 60.0), ("leaders.integrity", -1.0), ("audit.base", 0.0)];
    let mut by_prize = pressed.to_vec();
    by_prize.push(("contest.prize", 0.0));
    let mut by_rankings = pressed.to_vec();
    by_rankings.push(("contest.rankings", 0.0));
    let arms = [
        country(&[2, 2, 3], &by_prize),
        country(&[2, 2, 3], &by_rankings),
        without(country(&[2, 2, 3], &pressed), &["contest"]),
        country(&[1, 1, 1], &pressed),
    ];
    for scenario in arms {
        weekly(&scenario, |s| {
            for seat in &s.world().jurisdictions {
                assert_eq!(seat.stake, 0.0);
                assert!(seat.amplification.iter().all(|a| *a == 0.0));
            }
            for office in s.offices() {
                assert!(office.week.overload > 1.0, "the arm must be one with overload");
                assert_eq!(office.week.overtime, 0.0);
                assert!(office.faking.iter().all(|f| !f) && office.week.faked_share == 0.0);
            }
        });
    }
    // The same pressure with something at stake shows all three.
    let (mut overtime, mut faking, mut layering) = (false, false, false);
    weekly(&country(&[2, 2, 3], &pressed), |s| {
        overtime |= s.offices().iter().any(|o| o.week.overtime > 0.0);
        faking |= s.offices().iter().any(|o| o.week.faked_share > 0.0);
        layering |= s.world().jurisdictions.iter().any(|j| j.amplification[0] > 0.0);
    });
    assert!(overtime && faking && layering);
}

#[test]
fn what_is_not_asked_for_is_not_missed_and_costs_nothing() {
    let indicators = ["ledger", "publicity", "response", "online", "platforms", "usability"];
    let paths: Vec<String> = indicators.iter().map(|i| format!("indicators.{i}.target")).collect();
    let values: Vec<(&str, f64)> = paths.iter().map(|p| (p.as_str(), 0.0)).collect();
    weekly(&without(country(&[2, 3], &values), &["platforms"]), |s| {
        for office in s.offices() {
            assert!(office.week.demanded[..6].iter().all(|h| *h == 0.0));
            assert!(office.week.genuine[..6].iter().all(|a| *a == 1.0));
            assert_eq!((office.week.trace_share(), office.week.standby), (0.0, 0.0));
        }
        assert!(s.world().jurisdictions.iter().all(|j| j.shortfall == 0.0));
    });
}

/// Additive layering: every step adds the share a of the centre's target T0, so k steps make T0(1 + k·a) of a volume; of
/// a share, what is missing shrinks by 1 − a·T0 a step. Li, Liu, Weng & Zhou (2019) have both variants.
#[test]
fn additive_steps_add_up_to_their_sum() {
    for a in [0.0, 0.05, 0.4] {
        for fan_out in [&[3][..], &[2, 2, 3], &[1, 2, 2, 2]] {
            let mut values = NO_RATCHET.to_vec();
            let additive = f64::from(AmplificationRule::Additive as u8);
            values.extend([("cascade.rule", additive), ("cascade.fixed", a), ("cascade.sibling_weight", 0.0)]);
            let hand = ByHand::new(&country(fan_out, &values));
            let (top, bottom) = (hand.world.jurisdictions[0].targets, hand.world.jurisdictions.last().unwrap().targets);
            let steps = fan_out.len() as i32;
            for (m, indicator) in hand.p().indicators.iter().enumerate() {
                let expected = match indicator.kind.is_share() {
                    true => 1.0 - (1.0 - top[m]) * (1.0 - a * top[m]).powi(steps),
                    false => top[m] * (1.0 + a * f64::from(steps)),
                };
                assert!((bottom[m] / expected - 1.0).abs() < 1e-12, "{a} {steps} {m}: {} {expected}", bottom[m]);
            }
        }
    }
}

/// What a unit adds is a = clip(g·I·(α + β·s), 0, cap) with g = min(1, w_D·w_m/w_ref): ambition signals, shortfall is
/// hedged against, and both only as far as something is at stake and the indicator counts.
#[test]
fn every_step_of_a_running_country_is_the_equation() {
    let scenario = country(&[2, 3, 3], &[("indicators.ledger.target", 30.0), ("cascade.hedging", 1.0)]);
    let (mut inside, mut capped) = (0, 0);
    weekly(&scenario, |s| {
        let p = s.parameters(0, 0);
        let (c, w) = (&p.cascade, weights(p));
        if !s.contest_closed() {
            return;
        }
        for seat in s.world().jurisdictions.iter().take(1 + 2 + 6) {
            for (m, a) in seat.amplification.iter().enumerate().take(p.indicators.len()) {
                let counts = (parts(p)[0] * w[m] / c.reference_weight).min(1.0);
                let expected = counts * seat.stake * (seat.leader.ambition + c.hedging * seat.shortfall);
                let expected = if seat.targets[m] > 0.0 { expected.clamp(0.0, c.cap) } else { 0.0 };
                assert!((a - expected).abs() < 1e-12, "{a} {expected}");
                inside += usize::from(expected > 0.0 && expected < c.cap);
                capped += usize::from(expected == c.cap);
            }
        }
    });
    assert!(inside > 20 && capped > 0, "{inside} {capped}");
}

// ---------------------------------------------------------------------------------------------------------------------
// The ratchet (Weitzman 1980)

/// The centre's first two targets (they count in full and by half) after each of `n` contests at which it hears of these
/// levels, as a share of its first targets.
fn centre_after(values: &[(&str, f64)], n: usize, level: impl Fn(usize) -> f64) -> Vec<[f64; 2]> {
    let mut all = vec![("cascade.growth", 0.0)];
    all.extend(values);
    let mut hand = ByHand::new(&country(&[2, 2], &all));
    let first = hand.world.jurisdictions[0].targets;
    (0..n)
        .map(|i| {
            let centre = &mut hand.world.jurisdictions[0];
            let targets = centre.targets.iter().zip(&first);
            for (reported, (target, first)) in centre.standing.reported.iter_mut().zip(targets) {
                *reported = level(i) * first / target;
            }
            cascade::centre(&mut hand.contest(51));
            [0, 1].map(|m| hand.world.jurisdictions[0].targets[m] / first[m])
        })
        .collect()
}

/// Weitzman's rule is T ← T + λ(y − T). With a constant level y the distance shrinks by 1 − λ a contest: after n of them
/// T = y − (y − T0)(1 − λ)ⁿ. The model's is the same, with λ weighed by how far the indicator counts, and another λ
/// downwards. (Weitzman's result on effort, that the ratchet weakens the incentive to r/(r + λ) of it, has no
/// counterpart here: offices look at the coming period only.)
#[test]
fn the_centre_follows_a_constant_level_geometrically() {
    for (up, down, level) in [(0.5, 0.03, 1.15), (0.06, 0.03, 1.2), (0.5, 0.03, 0.8), (0.5, 0.2, 0.6), (0.3, 0.0, 0.5)]
    {
        let values = [("cascade.ratchet_up", up), ("cascade.ratchet_down", down)];
        let lambda = if level > 1.0 { up } else { down };
        for (i, targets) in centre_after(&values, 12, |_| level).into_iter().enumerate() {
            for (target, counts) in targets.into_iter().zip([1.0, 0.5]) {
                let left: f64 = (1.0f64 - counts * lambda).powi(i as i32 + 1);
                let expected = level - (level - 1.0) * left;
                assert!((target - expected).abs() < 1e-12, "{up} {down} {level} {i}: {target} {expected}");
            }
        }
    }
}

/// Up and then as far down again: with λ up larger than λ down targets stay above where they began.
#[test]
fn targets_rise_faster_than_they_fall_and_are_left_higher() {
    let there_and_back = |i: usize| if i.is_multiple_of(2) { 1.1 } else { 0.9 };
    let creep = centre_after(&[], 20, there_and_back);
    assert!(creep[19][0] > 1.0);
    let even = [("cascade.ratchet_up", 0.03), ("cascade.ratchet_down", 0.03)];
    assert!((centre_after(&even, 20, there_and_back)[19][0] - 1.0).abs() < 0.01);
}

/// However far reports are from the target, a contest moves it by no more than its largest move; nothing above 120 % of
/// the target is heard.
#[test]
fn a_contest_moves_the_centre_by_no_more_than_its_largest_move() {
    let pressed = [("cascade.ratchet_up", 1.0), ("cascade.ratchet_down", 1.0)];
    for (level, step) in [(50.0, 1.1f64), (0.0, 0.9)] {
        for (i, targets) in centre_after(&pressed, 6, |_| level).into_iter().enumerate() {
            assert!((targets[0] - step.powi(i as i32 + 1)).abs() < 1e-12, "{level} {i}");
        }
    }
    let deaf = Cascade { growth: 0.0, ratchet_up: 0.3, ..Cascade::default() };
    assert_eq!(cascade::ratchet(&deaf, 1.2), cascade::ratchet(&deaf, 9.0));
}

/// The variant that answers to changes: 1 + the change since the contest before; nothing is known at the first.
#[test]
fn the_ratchet_of_changes_stands_still_where_nothing_changes() {
    let change = ("cascade.ratchet_rule", f64::from(RatchetRule::Change as u8));
    let mut hand = ByHand::new(&country(&[2, 2], &[change, ("cascade.growth", 0.0), ("cascade.ratchet_up", 0.5)]));
    let mut target = hand.world.jurisdictions[0].targets[0];
    for (reported, by) in [(1.3, 1.0), (1.3, 1.0), (1.4, 1.05), (1.4, 1.0), (1.2, 1.0 - 0.03 * 0.2)] {
        hand.world.jurisdictions[0].standing.reported = [reported; 8];
        cascade::centre(&mut hand.contest(51));
        target *= by;
        assert!((hand.world.jurisdictions[0].targets[0] / target - 1.0).abs() < 1e-12, "{reported}");
    }
}

proptest! {
    #![proptest_config(draws(300))]
    #[test]
    fn the_move_of_the_centre_is_the_equation(
        attainment in 0.0f64..3.0,
        growth in -0.1f64..0.1,
        up in 0.0f64..1.0,
        down in 0.0f64..1.0,
        most in 0.0f64..1.0,
    ) {
        let p = Cascade { growth, ratchet_up: up, ratchet_down: down, move_cap: most, ..Cascade::default() };
        let answer = if attainment > 1.0 { up * (attainment.min(1.2) - 1.0) } else { down * (attainment - 1.0) };
        let expected = (growth + answer).clamp(-most, most);
        prop_assert!((cascade::ratchet(&p, attainment) - expected).abs() < 1e-12);
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Stakes: rank-order tournament (Lazear & Rosen 1981)

/// With normal scores of spread sd, and the best share q rewarded, a unit of the mean whose score rises by e is rewarded
/// with the chance 1 − Φ(z − e/sd), z = Φ⁻¹(1 − q). What more score is worth is prize × the slope of that chance, the
/// density φ(z)/sd: Lazear and Rosen's ΔW·g. The model scales it so that the best place, q = 1/2 at the reference spread,
/// is worth 1.
#[test]
fn the_stake_is_the_slope_of_the_chance_of_a_reward() {
    let normal = Normal::new(0.0, 1.0).unwrap();
    let (concern, prize, rankings) = (1.3, 0.8, 1.5);
    for q in [0.01, 0.05, 0.2, 1.0 / 3.0, 0.5, 0.7, 0.95, 0.99] {
        for sd in [0.03, 0.055, 0.2] {
            let p = Contest { rewarded_share: q, prize, rankings, cap: 1e9, ..Contest::default() };
            let stake = contest::stake(&p, concern, contest::line(q), sd);
            let z = normal.inverse_cdf(1.0 - q);
            let expected = concern * prize * rankings * normal.pdf(z) / normal.pdf(0.0) * p.reference_sd / sd;
            assert!((stake / expected - 1.0).abs() < 1e-6, "{q} {sd}: {stake} {expected}");
            let chance = |e: f64| 1.0 - normal.cdf(z - e / sd);
            let slope = (chance(1e-3 * sd) - chance(-1e-3 * sd)) / (2e-3 * sd);
            let expected = concern * prize * rankings * p.reference_sd / normal.pdf(0.0) * slope;
            assert!((stake / expected - 1.0).abs() < 1e-5, "{q} {sd}: {stake} {expected}");
        }
    }
}

/// Few prizes and prizes for nearly everybody are worth the same, and less than prizes for half.
#[test]
fn stakes_are_highest_where_half_are_rewarded_and_the_same_on_both_sides() {
    let p = Contest::default();
    let at = |q: f64| contest::stake(&p, 1.0, contest::line(q), p.reference_sd);
    assert!((at(0.5) - 1.0).abs() < 1e-12);
    for (less, more) in [(0.01, 0.05), (0.05, 0.2), (0.2, 0.4), (0.4, 0.5)] {
        assert!(at(less) < at(more));
        assert!((at(less) - at(1.0 - less)).abs() < 1e-12);
    }
}

/// Stakes of a contest from its scores, group by group, for both rules; one alone has none, the centre the mean below it.
#[test]
fn stakes_of_a_contest_follow_from_its_scores() {
    let normal = Normal::new(0.0, 1.0).unwrap();
    for rule in [ContestRule::Rank, ContestRule::Threshold] {
        let values = [
            ("contest.rule", f64::from(rule as u8)),
            ("contest.pace", 1.0),
            ("contest.cap", 100.0),
            ("leaders.career_concern_sd", 0.0),
        ];
        let mut hand = ByHand::new(&country(&[3, 4], &values));
        for (unit, seat) in hand.world.jurisdictions.iter_mut().enumerate() {
            seat.standing.score = 0.6 + 0.3 * (unit as f64 * 0.618).fract();
        }
        contest::stakes(&mut hand.contest(51));
        let seats = &hand.world.jurisdictions;
        let p = &hand.p().contest;
        let groups: Vec<Vec<f64>> =
            (1..4).map(|u| (4 * u..4 * u + 4).map(|c| seats[c].standing.score).collect()).collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let variance = |values: &[f64]| {
            let m = mean(values);
            values.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
        };
        let tier_variance = mean(&groups.iter().map(|g| variance(g)).collect::<Vec<_>>());
        let tier_mean = mean(&groups.iter().map(|g| mean(g)).collect::<Vec<_>>());
        for (g, group) in groups.iter().enumerate() {
            let sd = ((3.0 * variance(group) + p.sd_shrink * tier_variance) / (3.0 + p.sd_shrink)).sqrt();
            assert!(sd > p.sd_floor);
            for (i, score) in group.iter().enumerate() {
                let z = match rule {
                    ContestRule::Rank => normal.inverse_cdf(1.0 - p.rewarded_share),
                    ContestRule::Threshold => (score - tier_mean) / sd,
                };
                let expected = normal.pdf(z) / normal.pdf(0.0) * p.reference_sd / sd;
                let stake = seats[4 + 4 * g + i].stake;
                assert!((stake / expected - 1.0).abs() < 1e-6, "{rule:?} {g} {i}: {stake} {expected}");
            }
        }
        assert!((seats[0].stake - mean(&[seats[1].stake, seats[2].stake, seats[3].stake])).abs() < 1e-12);
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Faking (Becker 1968)

// The literature's rule with quadratic cost: from gain w a unit, cost κm²/2 and expected penalty p·d·φ a unit follows
// m* = max(0, (w − p·d·φ)/κ): nothing below the threshold w = p·d·φ, then more and more. The model keeps the threshold and
// changes the rest: *whether* somebody fakes is a logistic choice around gain = cost, with cost = 2·risk·sanction·detection
// + integrity; *how much* is what closes the gap within what the record allows, min((1 − A)⁺, manipulability), which is
// what makes reports bunch at the target. With a small scale of the choice the first becomes the threshold itself.

proptest! {
    #![proptest_config(draws(300))]
    /// Half at gain = cost, nothing without a gain, and the log-odds are (gain − cost)/scale.
    #[test]
    fn faking_is_a_logistic_choice(gain in 0.001f64..2.0, cost in -1.0f64..2.0, scale in 0.3f64..2.0) {
        let p = fabrication::probability(gain, cost, scale);
        prop_assert!(((p / (1.0 - p)).ln() - (gain - cost) / scale).abs() < 1e-6);
        prop_assert_eq!(fabrication::probability(cost.max(0.1), cost.max(0.1), scale), 0.5);
        prop_assert_eq!(fabrication::probability(0.0, cost, scale), 0.0);
        prop_assert!(fabrication::probability(gain, cost + 0.1, scale) < p);
    }

    /// With the smallest scale the choice is the threshold of the quadratic rule: on where m* > 0, off where m* = 0.
    #[test]
    fn a_small_scale_makes_the_threshold_of_the_quadratic_rule(
        w in 0.01f64..2.0, risk in 0.0f64..1.0, sanction in 0.0f64..3.0, detection in 0.0f64..1.0, kappa in 0.1f64..5.0,
    ) {
        let penalty = 2.0 * risk * sanction * detection;
        prop_assume!((w - penalty).abs() > 0.02);
        let quadratic = ((w - penalty) / kappa).max(0.0);
        let p = fabrication::probability(w, penalty, 0.001);
        let certain = if quadratic > 0.0 { 1.0 } else { 0.0 };
        prop_assert!((p - certain).abs() < 1e-8);
    }

    /// How much: the gap, within what can be forged; so everybody whose gap is within reach reports the target exactly.
    #[test]
    fn fakers_close_the_gap_within_what_can_be_forged(a in 0.0f64..1.5, most in 0.0f64..1.0) {
        let faked = fabrication::faked(a, most);
        prop_assert!((0.0..=most).contains(&faked));
        prop_assert!(a + faked <= a.max(1.0) + 1e-15);
        if a < 1.0 && 1.0 - a <= most {
            prop_assert!((a + faked - 1.0).abs() < 1e-15);
        }
    }
}

/// A hundred offices of different gaps and fears: with the smallest scale each fakes exactly what pays.
#[test]
fn offices_fake_what_pays_and_nothing_else() {
    let values = [("fabrication.scale", 0.001), ("contest.prize", 2.0), ("population.citizens_per_office", 5.0)];
    let mut hand = ByHand::new(&country(&[10, 10], &values));
    let spread = |i: usize, by: f64| (i as f64 * by).fract();
    for (i, office) in hand.world.offices.iter_mut().enumerate() {
        office.period.weeks = 52;
        office.period.gap = std::array::from_fn(|m| 52.0 * 0.8 * spread(i + 100 * m, 0.618));
        office.risk = spread(i, 0.414) * 0.6;
    }
    fabrication::decide(&mut hand.contest(51));
    let p = hand.p();
    let (f, w) = (&p.fabrication, weights(p));
    let (mut fake, mut honest) = (0, 0);
    for office in &hand.world.offices {
        let seat = &hand.world.jurisdictions[office.unit as usize];
        let cost = f.risk_cost * office.risk * p.audit.sanction * p.audit.detection + seat.leader.integrity;
        for (m, w) in w.iter().enumerate().take(p.indicators.len()) {
            let worth = p.effort.indicator_power * seat.stake * parts(p)[0] * w;
            let gain = f.gain * worth * office.period.gap[m] / 52.0;
            if (gain - cost).abs() > 0.01 {
                assert_eq!(office.faking[m], gain > 0.0 && gain > cost, "{gain} {cost}");
                *(if gain > cost { &mut fake } else { &mut honest }) += 1;
            }
        }
    }
    assert!(fake > 100 && honest > 100, "{fake} {honest}");
}

/// Of 500 offices alike, the share of the logistic curve fakes.
#[test]
fn the_share_that_fakes_is_that_of_the_logistic_curve() {
    let mut hand = ByHand::new(&country(&[20, 25], &[("population.citizens_per_office", 5.0)]));
    let p = hand.p().clone();
    let cost = 2.0 * 0.1 * p.audit.sanction * p.audit.detection + 0.2;
    for (distance, share) in [(-1.0, 0.268_941), (0.0, 0.5), (1.0, 0.731_059), (3.0, 0.952_574)] {
        let gain: f64 = cost + distance * p.fabrication.scale;
        for office in &mut hand.world.offices {
            let seat = &mut hand.world.jurisdictions[office.unit as usize];
            (seat.stake, seat.leader.integrity, office.risk) = (1.0, 0.2, 0.1);
            let worth = p.fabrication.gain * p.effort.indicator_power * parts(&p)[0] * weights(&p)[0];
            office.period.weeks = 1;
            office.period.gap[0] = gain / worth;
        }
        fabrication::decide(&mut hand.contest(51));
        let faking = hand.world.offices.iter().filter(|o| o.faking[0]).count() as f64 / 500.0;
        let error = 4.0 * (share * (1.0 - share) / 500.0f64).sqrt();
        assert!((faking - share).abs() < error, "{distance}: {faking}");
    }
}

/// In a running country: who fakes adds min((1 − A)⁺, manipulability) every week, nobody else adds anything, and reports
/// bunch at the target.
#[test]
fn reports_of_a_running_country_bunch_at_the_target() {
    let pressed = [("indicators.ledger.target", 14.0), ("leaders.integrity", -1.0), ("audit.base", 0.0)];
    let (mut at_the_target, mut out_of_reach) = (0, 0);
    weekly(&country(&[2, 2, 3], &pressed), |s| {
        let p = s.parameters(0, 0);
        for office in s.offices() {
            let week = &office.week;
            for (m, indicator) in p.indicators.iter().enumerate() {
                let honest = week.reported[m] - week.faked[m];
                let could = (1.0 - honest).max(0.0).min(indicator.manipulability);
                // What is faked in a week was decided before it; a contest at its end has decided anew.
                if s.contest_closed() {
                    continue;
                }
                let expected = if office.faking[m] { could } else { 0.0 };
                assert!((week.faked[m] - expected).abs() < 1e-12, "{} {expected}", week.faked[m]);
                if expected > 0.0 {
                    let reached = (week.reported[m] - 1.0).abs() < 1e-12;
                    assert_eq!(reached, 1.0 - honest <= indicator.manipulability + 1e-12);
                    *(if reached { &mut at_the_target } else { &mut out_of_reach }) += 1;
                }
            }
        }
    });
    assert!(at_the_target > 100 && out_of_reach > 0, "{at_the_target} {out_of_reach}");
}

// ---------------------------------------------------------------------------------------------------------------------
// Imitation (Traulsen, Pacheco & Nowak 2007)

proptest! {
    #![proptest_config(draws(300))]
    /// Pairwise comparison: p = 1/(1 + e^(−Δ/T)); the odds of copying are e^(Δ/T), and the two chances of a pair sum to 1.
    #[test]
    fn the_odds_of_copying_are_exponential_in_the_difference(difference in -0.5f64..0.5, temperature in 0.05f64..2.0) {
        let p = imitation::fermi(difference, temperature);
        prop_assert!(((p / (1.0 - p)).ln() - difference / temperature).abs() < 1e-9);
        prop_assert!((p + imitation::fermi(-difference, temperature) - 1.0).abs() < 1e-15);
    }
}

/// Hot, it is drift; cold, the better is always copied and the worse never.
#[test]
fn temperature_goes_from_copying_the_better_to_drift() {
    assert_eq!(imitation::fermi(0.0, 0.05), 0.5);
    assert!((imitation::fermi(0.05, 0.05) - 0.731_058_578_630_005).abs() < 1e-14);
    assert!((imitation::fermi(0.1, 1e6) - 0.5).abs() < 1e-6);
    assert_eq!((imitation::fermi(0.1, 1e-6), imitation::fermi(-0.1, 1e-6)), (1.0, 0.0));
}

/// 600 pairs of siblings one temperature apart, all of whom look: 0.7311 of the worse copy the better, 0.2689 of the
/// better the worse, and what is copied is what the other was before.
#[test]
fn pairs_of_siblings_copy_each_other_with_the_fermi_probabilities() {
    let values = [("imitation.rate", 1.0), ("imitation.mutation", 0.0), ("population.citizens_per_office", 2.0)];
    let mut hand = ByHand::new(&country(&[600, 2], &values));
    let offices = 601..1801;
    for unit in offices.clone() {
        let seat = &mut hand.world.jurisdictions[unit];
        seat.standing.score = if unit % 2 == 1 { 0.50 } else { 0.55 };
        (seat.leader.zeal, seat.leader.integrity, seat.leader.ambition) = (unit as f64, 0.5 + unit as f64, 0.1);
    }
    imitation::step(&mut hand.contest(51));
    let copied = |better: usize| {
        let units = offices.clone().filter(|u| u % 2 != better);
        let copies = units.filter(|&unit| {
            let leader = &hand.world.jurisdictions[unit].leader;
            let model = if unit % 2 == 1 { unit + 1 } else { unit - 1 };
            assert!(leader.zeal == unit as f64 || leader.zeal == model as f64);
            assert_eq!(leader.integrity, 0.5 + leader.zeal);
            leader.zeal == model as f64
        });
        copies.count() as f64 / 600.0
    };
    let error = 4.0 * (0.731_f64 * 0.269 / 600.0).sqrt();
    assert!((copied(0) - 0.731_059).abs() < error, "{}", copied(0));
    assert!((copied(1) - 0.268_941).abs() < error, "{}", copied(1));
}
