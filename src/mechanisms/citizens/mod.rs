//! # Citizens
//!
//! **Models** needs, channels, attempts, waiting, satisfaction, learning and adoption, citizen by citizen, in whole numbers.
//!
//! **Order**: step 6 of the week, in the order of the functions below.
//!
//! **Equations**
//!
//! 1. a need arises with its yearly rate/52 a week, by age: an exogenous stream, whose weekly number scatters as that of
//!    the real office. On top of an open one it is dropped.
//! 2. a seeker who has a device and has adopted wants online with
//!    logistic(−1.7 + 4.0·skill + 1.5(q − 0.5) − 0.25·fragmentation − 1.0·wariness + 0.4·f_online), else the window;
//!    whoever an attempt has shown to need the window goes there
//! 3. at the window a seeker is refused with probability φ and must try online, with a guide in 5 %
//! 4. online succeeds with logistic(−1.3 + 4.6·skill + 1.5(q − 0.5) − 0.20·fragmentation + 1.5·guide), only with a device,
//!    a helper or a guide, never for a complex need
//! 5. the window succeeds with min(1, capacity/visits felt)·(0.5 + 0.5·f_service)·(1 − 0.08 in villages)
//! 6. after `patience` failed attempts the citizen gives up (excluded)
//! 7. served are f_service × the backlog at the start of the week, rounded at random, oldest submission first; a case may
//!    bounce with 0.15(1 − σ) and goes to the end
//! 8. experience = 1 − 0.1(weeks − 1) − 0.1(trips − 1), 0 when given up; satisfaction += 0.2(experience − satisfaction) +
//!    0.15(experience − expectation); expectation += 0.1(experience − expectation)
//! 9. finishing online teaches 1.2 % of what is missing; abler neighbours teach; Bass adoption p + q·(share of adopters)
//!
//! **Sources** Herd & Moynihan 2018, van Dijk 2020, Bass 1969, Van Ryzin 2004; S0-6, S0-15, S0-31, S1-30 to S1-32, S2-38. **Leaves out** births, deaths, moves;
//! several needs at once. **Checks** needs = resolved + excluded + open, always.

mod attempts;
mod chances;
mod channels;
mod desk;
mod giant;
mod hits;
mod list;
mod needs;
mod neighbours;
mod service;

pub use chances::Chances;
pub use desk::Desk;

use super::context::OfficeWeek;
use crate::parameter::{choices, parameters};
use crate::world::population::AGES;

choices! {
    /// Whom training and devices go to.
    pub enum SupportTarget {
        /// Everybody who lacks them.
        All = "all",
        /// People in villages.
        Rural = "rural",
        /// People of 60 and over.
        Old = "60+",
    }
}

parameters! {
    /// Citizens: needs, channels, attempts, waiting, satisfaction and skill.
    pub struct Citizens = "citizens";
    /// Needs a citizen and year, by age band.
    needs: [f64; 6] = [2.0, 3.0, 4.0, 4.0, 5.0, 5.0], by AGES, "1/year", 0.0..=52.0, Fact, "assumed: 3-5, as in the trial of the design";
    /// Share of needs that are complex and cannot be finished online.
    complex: f64 = 0.12, "1", 0.0..=1.0, Fact, "assumed: named in sources S1-51; range for sensitivity 0.05-0.3";
    /// Logit of thinking of online first: constant.
    choice_constant: f64 = -1.7, "1", -20.0..=20.0, Fact, "expert: trial of the design";
    /// Logit of thinking of online first: skill.
    choice_skill: f64 = 4.0, "1", -20.0..=20.0, Fact, "expert: trial of the design";
    /// Logit of thinking of online first: quality of platforms above 0.5.
    choice_quality: f64 = 1.5, "1", -20.0..=20.0, Fact, "expert: trial of the design";
    /// Logit of thinking of online first: fall for each unit of fragmentation.
    choice_fragmentation: f64 = 0.25, "1", -20.0..=20.0, Fact, "expert: trial of the design";
    /// Logit of thinking of online first: fall with full wariness after a breach.
    choice_wariness: f64 = 1.0, "1", -20.0..=20.0, Fact, "expert: trial of the design; sources S2-15";
    /// Logit of thinking of online first: persuasion by the office in full.
    choice_persuasion: f64 = 0.4, "1", -20.0..=20.0, Fact, "expert: trial of the design";
    /// Logit of finishing online: constant.
    success_constant: f64 = -1.3, "1", -20.0..=20.0, Fact, "assumed: so that a few per cent give up";
    /// Logit of finishing online: skill.
    success_skill: f64 = 4.6, "1", -20.0..=20.0, Fact, "expert: trial of the design";
    /// Logit of finishing online: quality of platforms above 0.5.
    success_quality: f64 = 1.5, "1", -20.0..=20.0, Fact, "expert: trial of the design";
    /// Logit of finishing online: fall for each unit of fragmentation.
    success_fragmentation: f64 = 0.20, "1", -20.0..=20.0, Fact, "expert: trial of the design";
    /// Logit of finishing online: a guide at one's side.
    success_guide: f64 = 1.5, "1", -20.0..=20.0, Fact, "expert: trial of the design";
    /// Share of window visits that fail for villagers because of distance.
    distance: f64 = 0.08, "1", 0.0..=1.0, Fact, "assumed";
    /// Share of window visits that succeed although no hours are left for service.
    window_floor: f64 = 0.5, "1", 0.0..=1.0, Fact, "expert: trial of the design";
    /// Failed attempts after which a citizen gives up.
    patience: u32 = 3, "attempts", 1..=15, Fact, "assumed: named in sources S0-31";
    /// Weeks within which a need is promised to be resolved.
    promised: u32 = 3, "weeks", 1..=52, Fact, "assumed";
    /// Share of served cases sent back for another document where no data are shared.
    bounce: f64 = 0.15, "1", 0.0..=0.9, Lever, "assumed: named in sources S0-26, S3-13";
    /// Skill learned from finishing online, as a share of what is missing.
    learning: f64 = 0.012, "1", 0.0..=1.0, Fact, "assumed: range for sensitivity 0.01-0.1";
    /// Chance a week to learn from an abler neighbour.
    spread: f64 = 0.010, "1/week", 0.0..=1.0, Fact, "expert: trial of the design";
    /// Share of the distance in skill covered by learning from a neighbour.
    spread_gain: f64 = 0.2, "1", 0.0..=1.0, Fact, "assumed";
    /// Pace at which satisfaction follows experience, a resolved or given-up need.
    satisfaction_pace: f64 = 0.2, "1", 0.0..=1.0, Fact, "assumed: Van Ryzin 2004 for the rule";
    /// Weight of the distance from what was expected.
    disconfirmation: f64 = 0.15, "1", 0.0..=1.0, Fact, "assumed: Zhang et al. 2022 for the rule";
    /// Pace at which expectation follows experience.
    expectation_pace: f64 = 0.1, "1", 0.0..=1.0, Fact, "assumed: range for sensitivity 0.05-0.3";
    /// Satisfaction lost for each week of waiting beyond the first.
    waiting_loss: f64 = 0.1, "1/week", 0.0..=1.0, Fact, "assumed";
    /// Satisfaction lost for each trip or evening beyond the first.
    trip_loss: f64 = 0.1, "1", 0.0..=1.0, Fact, "assumed";
    /// Satisfaction and expectation of everybody at the start.
    initial_satisfaction: f64 = 0.75, "1", 0.0..=1.0, Fact, "assumed";
}

parameters! {
    /// Adoption: who has come to think of the online way at all (Bass 1969).
    pub struct Adoption = "adoption";
    /// Share of device owners who have adopted at the start.
    initial: f64 = 0.33, "1", 0.0..=1.0, Fact, "calibrated: to CNNIC, 47.5 % of internet users in Dec 2018";
    /// Adoption from outside (p), a year.
    outside: f64 = 0.07, "1/year", 0.0..=5.0, Fact, "calibrated: to CNNIC, users of online services 2018-2024; Bass models usually have 0.005-0.03";
    /// Adoption from adopters in the neighbourhood (q), a year.
    neighbours: f64 = 0.44, "1/year", 0.0..=10.0, Fact, "calibrated: to CNNIC, users of online services 2018-2024; Bass models usually have 0.2-0.6";
    /// Adoption from persuasion by the office in full, a year.
    persuasion: f64 = 0.10, "1/year", 0.0..=5.0, Fact, "assumed";
    /// Share of those sent away from the window who adopt.
    refusal: f64 = 0.15, "1", 0.0..=1.0, Fact, "assumed: some, not all";
    /// Citizens without a device who get one, a year, at today's price.
    devices: f64 = 0.105, "1/year", 0.0..=1.0, Fact, "calibrated: to CNNIC 2018-2024, 59.6 to 78.6 % online";
    /// Price of being online, relative to today's; divides the rate at which people get devices.
    price: f64 = 1.0, "1", 0.1..=10.0, Lever, "choice: 1 is today's; remedy of sources S2-35";
}

parameters! {
    /// Guides and training for citizens.
    pub struct Guides = "guides";
    /// Chance that a guide helps someone who is sent from the window to go online.
    assist: f64 = 0.05, "1", 0.0..=1.0, Lever, "assumed: named in sources S0-40, S1-53";
    /// Whom training and subsidised devices go to.
    target: SupportTarget = SupportTarget::All, "1", 0..=2, Lever, "choice: whom the remedy of sources S2-37 is for";
    /// Share of the target group trained a year.
    training: f64 = 0.0, "1/year", 0.0..=5.0, Lever, "choice: remedy of sources S0-39, S4-30, off";
    /// Skill gained by training, as a share of what is missing.
    training_gain: f64 = 0.25, "1", 0.0..=1.0, Fact, "assumed";
    /// Share of those without a device in the target group who are given one, a year.
    device_subsidy: f64 = 0.0, "1/year", 0.0..=5.0, Lever, "choice: remedy of sources S2-35, off";
    /// Trained neighbours who bring others along: how much more often skill and adoption spread.
    leaders: f64 = 0.0, "1", 0.0..=10.0, Lever, "choice: remedy of sources S2-38, off";
}

parameters! {
    /// Hotline: whether those who gave up are heard.
    pub struct Hotline = "hotline";
    /// Share of those who gave up who call.
    complain: f64 = 0.15, "1", 0.0..=1.0, Fact, "assumed: named in sources S3-19";
    /// Share of calls that are answered and counted.
    answered: f64 = 0.8, "1", 0.0..=1.0, Lever, "assumed: named in sources S0-27, S3-14";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "citizens",
    sentence: "Citizens have needs, choose channels, try, wait, are served or give up, learn and bring neighbours along.",
    when_off: "No needs arise.",
    groups: &["citizens", "adoption", "guides", "hotline"],
};

/// A week of the citizens of an office.
pub fn step(x: &mut OfficeWeek<'_>) {
    needs::arise(x);
    let coefficients = chances::Coefficients::new(x);
    channels::choose(x, &coefficients);
    attempts::attempt(x);
    service::serve(x);
    neighbours::spread(x);
    neighbours::adopt(x);
    neighbours::support(x);
}
