//! What the citizens' step needs to know in whole numbers: tables that are the same everywhere, and coefficients that each
//! office computes once a week.

use super::Citizens;
use super::hits::{hazard, most};
use crate::mechanisms::context::OfficeWeek;
use crate::random::{COEFFICIENT_MOST, LOGIT_ONE, LogisticTable, threshold};
use crate::world::citizen::{Citizen, SATISFACTION_MAX, SKILL_MAX};
use crate::world::clock::YEAR;
use crate::world::office::SERVICE;

/// Chances that are facts: the same for every office and week.
#[derive(Debug, Clone)]
pub struct Chances {
    /// The logistic curve.
    pub curve: LogisticTable,
    /// Hazard of a need in a week, by age.
    pub need: [f64; 6],
    /// Chance of a need in a week, by age.
    pub need_in_week: [f64; 6],
    /// Chance of a complex need.
    pub(super) complex: Odds,
}

impl Chances {
    /// From the facts of a scenario.
    pub fn new(p: &Citizens, all_skilled: bool) -> Self {
        Self {
            curve: LogisticTable::new(),
            need: p.needs.map(|rate| hazard(rate / f64::from(YEAR))),
            need_in_week: p.needs.map(|rate| most(rate / f64::from(YEAR))),
            complex: Odds::new(if all_skilled { 0.0 } else { p.complex }),
        }
    }
}

/// A logit that is linear in skill, in fixed point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    constant: i32,
    by_skill: i32,
}

impl Line {
    pub(super) fn new(constant: f64, by_skill: f64) -> Self {
        // The slope is for skill in 1/256; 8 more bits keep its precision.
        let slope =
            by_skill.clamp(-COEFFICIENT_MOST, COEFFICIENT_MOST) / f64::from(SKILL_MAX) * f64::from(LOGIT_ONE) * 256.0;
        Self { constant: LogisticTable::fixed(constant), by_skill: libm::round(slope) as i32 }
    }

    #[inline(always)]
    pub(super) fn at(self, skill: u32) -> i32 {
        self.constant + ((self.by_skill * skill as i32) >> 8)
    }
}

/// The chance of an event, to be compared with random words, many at a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Odds {
    below: u32,
    certain: bool,
}

impl Odds {
    pub(super) fn new(chance: f64) -> Self {
        let threshold = threshold(chance);
        Self { below: threshold as u32, certain: threshold > u64::from(u32::MAX) }
    }

    /// Whether it happens with this random word.
    #[inline(always)]
    pub(super) fn happens(self, word: u32) -> bool {
        (word < self.below) | self.certain
    }
}

/// Coefficients of an office for one week.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coefficients {
    pub(super) online_choice: Line,
    pub(super) online_success: Line,
    pub(super) guide: i32,
    pub(super) refused: Odds,
    pub(super) assisted: Odds,
    pub(super) taught_by_refusal: Odds,
}

impl Coefficients {
    pub(super) fn new(x: &OfficeWeek<'_>) -> Self {
        let (p, office) = (&x.p.citizens, &*x.office);
        let stock = &office.platforms;
        let quality = stock.useful_quality() - 0.5;
        let fragmentation = office.week.fragmentation;
        let choice = if x.p.population.all_skilled {
            20.0
        } else {
            p.choice_constant + p.choice_quality * quality
                - p.choice_fragmentation * fragmentation
                - p.choice_wariness * stock.wariness
                + p.choice_persuasion * persuasion(x)
        };
        let success = p.success_constant + p.success_quality * quality - p.success_fragmentation * fragmentation;
        Self {
            online_choice: Line::new(choice, p.choice_skill),
            online_success: Line::new(success, p.success_skill),
            guide: LogisticTable::fixed(p.success_guide),
            refused: Odds::new(office.mandate),
            assisted: Odds::new(x.p.guides.assist),
            taught_by_refusal: Odds::new(x.p.adoption.refusal),
        }
    }
}

/// How far the office persuades people to go online: coverage of that demand.
pub(super) fn persuasion(x: &OfficeWeek<'_>) -> f64 {
    use crate::world::indicator::IndicatorKind;
    let online = x.p.indicators.iter().position(|i| i.kind == IndicatorKind::OnlineShare);
    online.map_or(0.0, |m| x.office.week.coverage[m])
}

/// Share of window visits that succeed in towns (equation 5), for the visits as felt.
pub(super) fn window_success(x: &OfficeWeek<'_>) -> f64 {
    let visits = x.office.visits;
    let room = if visits > 0.0 { (x.office.week.window_capacity / visits).min(1.0) } else { 1.0 };
    let floor = x.p.citizens.window_floor;
    room * (floor + (1.0 - floor) * x.office.week.coverage[SERVICE])
}

/// How satisfaction and expectation move (equation 8), in whole numbers: satisfaction in 1/256 of its step, paces in
/// 1/65536. Written so that many are computed at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Experience {
    waiting: u32,
    trip: u32,
    pace: i32,
    disconfirmation: i32,
    expectation: i32,
}

/// Full satisfaction, and a perfect experience.
const FULL: u32 = SATISFACTION_MAX << 8;

impl Experience {
    pub(super) fn new(p: &Citizens) -> Self {
        let loss = |l: f64| libm::round(l * f64::from(FULL)) as u32;
        let pace = |s: f64| libm::round(s * 65_536.0) as i32;
        Self {
            waiting: loss(p.waiting_loss),
            trip: loss(p.trip_loss),
            pace: pace(p.satisfaction_pace),
            disconfirmation: pace(p.disconfirmation),
            expectation: pace(p.expectation_pace),
        }
    }

    /// What a resolved need was like. Weeks are below 2¹⁶, trips below 64, losses at most [`FULL`]: nothing overflows.
    #[inline(always)]
    pub(super) fn of(&self, weeks: u32, trips: u32) -> u32 {
        FULL.saturating_sub(self.waiting * weeks.saturating_sub(1) + self.trip * trips.saturating_sub(1))
    }

    /// A citizen whose need has ended with this experience; satisfaction and expectation are rounded at random with two
    /// random bytes.
    #[inline(always)]
    pub(super) fn close(&self, mut citizen: Citizen, experience: u32, word: u32) -> Citizen {
        let (s, e) = ((citizen.satisfaction() << 8) as i32, (citizen.expectation() << 8) as i32);
        let surprise = experience as i32 - e;
        let new_s = s + both(self.pace * (experience as i32 - s), self.disconfirmation * surprise);
        let new_e = e + ((self.expectation * surprise) >> 16);
        let round = |v: i32, byte: u32| (v.clamp(0, FULL as i32) as u32 + (byte & 0xff)) >> 8;
        citizen.set_open(false);
        citizen.set_satisfaction(round(new_s, word));
        citizen.set_expectation(round(new_e, word >> 8));
        citizen
    }
}

/// The sum of two numbers over 2¹⁶, rounded down, although the sum itself may need more than 32 bits.
#[inline(always)]
fn both(a: i32, b: i32) -> i32 {
    (a >> 16) + (b >> 16) + (((a & 0xffff) + (b & 0xffff)) >> 16)
}

/// A share of what is missing to full skill, rounded at random.
#[inline]
pub(super) fn learn(skill: u32, share_16: u32, word: u32) -> u32 {
    skill + ((((SKILL_MAX - skill) * share_16) + (word & 0xffff)) >> 16)
}

/// A share in 1/65536.
pub(super) fn share_16(share: f64) -> u32 {
    libm::round(share.clamp(0.0, 1.0) * 65_536.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::{Declaration, ParameterGroup};
    use crate::random::{Luck, Stream, happens};
    use proptest::prelude::*;

    #[test]
    fn odds_are_thresholds() {
        for chance in [0.0, 1e-10, 0.3, 0.999_999_999, 1.0] {
            for word in [0, 1, 1_288_490_188, 1_288_490_189, u32::MAX - 1, u32::MAX] {
                assert_eq!(Odds::new(chance).happens(word), happens(word, threshold(chance)), "{chance} {word}");
            }
        }
    }

    #[test]
    fn learning_never_passes_full_skill_and_keeps_its_mean() {
        assert_eq!(learn(255, 65_536, u32::MAX), 255);
        assert_eq!(learn(0, 65_536, 0xffff), 255);
        let luck = Luck::new(5);
        let sum: u32 =
            (0..10_000).map(|i| learn(155, share_16(0.012), luck.block(Stream::Outcomes, 0, i, 0)[0]) - 155).sum();
        assert!((f64::from(sum) / 10_000.0 - 1.2).abs() < 0.02);
    }

    proptest! {
        #[test]
        fn a_sum_over_65536_is_that_of_64_bits(a: i32, b: i32) {
            prop_assert_eq!(i64::from(both(a, b)), (i64::from(a) + i64::from(b)) >> 16);
        }

        /// Also with the greatest paces and surprises nothing needs more than 32 bits on the way.
        #[test]
        fn no_pace_moves_satisfaction_out_of_its_bounds(s in 0..=SATISFACTION_MAX, e in 0..=SATISFACTION_MAX, experience in 0..=FULL, word: u32) {
            let all = Citizens { satisfaction_pace: 1.0, disconfirmation: 1.0, expectation_pace: 1.0, ..Citizens::default() };
            let mut citizen = Citizen::default();
            citizen.set_satisfaction(s);
            citizen.set_expectation(e);
            let after = Experience::new(&all).close(citizen, experience, word);
            let surprise = f64::from(experience) - f64::from(e << 8);
            let wanted = (f64::from(experience) + surprise).clamp(0.0, f64::from(FULL)) / 256.0;
            prop_assert!((f64::from(after.satisfaction()) - wanted).abs() <= 1.0);
            prop_assert!((f64::from(after.expectation()) - f64::from(experience) / 256.0).abs() <= 1.0);
        }
    }

    #[test]
    fn coefficients_are_within_what_the_table_holds() {
        let of_logits = |d: &Declaration| d.name.starts_with("choice_") || d.name.starts_with("success_");
        let declared: Vec<Declaration> = Citizens::declarations().into_iter().filter(of_logits).collect();
        assert_eq!(declared.len(), 11);
        for d in declared {
            assert!(d.lowest >= -COEFFICIENT_MOST && d.highest <= COEFFICIENT_MOST, "{}", d.name);
        }
    }

    #[test]
    fn experience_moves_satisfaction_towards_it() {
        let e = Experience::new(&Citizens::default());
        assert_eq!(e.of(1, 1), FULL);
        assert_eq!(e.of(40, 9), 0);
        assert_eq!(e.of(u16::MAX.into(), 63), 0);
        let after = |experience, before: u32, word| {
            let mut citizen = Citizen::default();
            citizen.set_open(true);
            citizen.set_satisfaction(before);
            citizen.set_expectation(before);
            let after = e.close(citizen, experience, word);
            assert!(!after.open());
            (after.satisfaction(), after.expectation())
        };
        // Full experience, as expected: nothing moves at the top.
        assert_eq!(after(FULL, 127, 0), (127, 127));
        assert_eq!(after(0, 100, 0x8080), (65, 90));
    }
}
