//! # Platforms
//!
//! **Models** the stock of live platforms, zombies and quality of an office: launches, decay, closures, breaches.
//!
//! **Order**: step 4 of the week.
//!
//! **Equations** (a week; f coverages of the week)
//!
//! 1. launched = f_building·wanted/26 if the cohort's quality ~ N(0.40 + 0.2(dev − 0.5), 0.15) passes the gate
//! 2. zombies a year: live·(0.02·2(1 − q) + 0.16(1 − f_upkeep)); routine checks close 55 % of them a year
//! 3. q += 0.006(q_base − q) + 0.02·(hours of improvement/2)·(1 − q); new platforms enter the mean
//! 4. clean-up and integration act once, on the rise of their share; a closure quota takes zombies first, then live ones,
//!    and the part w_platforms-incentive/c of 50 % of it is met on paper
//! 5. fragmentation = (1 − unified entrance)·ln(max(1, live + zombies))
//! 6. breach with probability 0.0004·(live + 3·zombies): citizens are wary (fading 3 % a week), 1 % of them lose 3,602 yuan
//!
//! Stocks are numbers, not whole platforms: an office's mean over its department lines.
//!
//! **Sources** S4-4 to S4-6, S4-21 to S4-26, S3-14, S3-15, S2-14; Kaufmann & van Witteloostuijn 2018. **Leaves out** who builds them.
//! **Checks** stocks never fall below 0; a gate of 1 stops launches.

use super::context::OfficeWeek;
use crate::parameter::{choices, parameters};
use crate::random::{Stream, happens, inverse_normal, open_unit, round_at_random, threshold};
use crate::world::clock::YEAR;
use crate::world::indicator::IndicatorKind;
use crate::world::office::{Activity, Stock, UPKEEP};

choices! {
    /// What launches follow.
    pub enum LaunchRule {
        /// The target and the siblings' stock.
        Target = "target",
        /// A constant rate, whatever is counted (null arm).
        Exogenous = "exogenous",
    }
}

parameters! {
    /// Platforms: live stock, zombies, quality; launches, decay, closures, breaches.
    pub struct Platforms = "platforms";
    /// What launches follow.
    launch_rule: LaunchRule = LaunchRule::Target, "1", 0..=1, Structure, "choice: null arm of pattern 9";
    /// Launches a year under the exogenous rule.
    exogenous_launches: f64 = 1.0, "1/year", 0.0..=100.0, Fact, "choice: null arm of pattern 9";
    /// Live platforms of an office at the start.
    initial: f64 = 1.5, "1/office", 0.0..=100.0, Fact, "expert: trial of the design";
    /// Quality that platforms fall back to.
    base_quality: f64 = 0.45, "1", 0.0..=1.0, Fact, "assumed";
    /// Pace of that fall.
    quality_pace: f64 = 0.006, "1/week", 0.0..=1.0, Fact, "assumed";
    /// Rise of quality for two hours of improvement a staff-week.
    improvement: f64 = 0.02, "1/week", 0.0..=1.0, Fact, "assumed";
    /// Mean quality of new platforms.
    new_quality: f64 = 0.40, "1", 0.0..=1.0, Fact, "assumed";
    /// Spread of the quality of new platforms.
    new_quality_sd: f64 = 0.15, "1", 0.0..=1.0, Fact, "assumed";
    /// Shift of the quality of new platforms for each unit of development above 0.5.
    new_quality_development: f64 = 0.2, "1", -1.0..=1.0, Fact, "assumed";
    /// Share of zombies that counts in reports.
    zombies_count: f64 = 1.0, "1", 0.0..=1.0, Lever, "assumed: reports count what is registered; named in sources S3-15";
    /// Live platforms of quality 0.5 that turn into zombies a year although they are kept up.
    zombie_base: f64 = 0.02, "1/year", 0.0..=10.0, Fact, "assumed";
    /// Live platforms that turn into zombies a year where none is kept up.
    zombie_neglect: f64 = 0.16, "1/year", 0.0..=10.0, Fact, "assumed: the band of 8-15 % non-compliant is met through routine_closing";
    /// Zombies closed a year by routine checks.
    routine_closing: f64 = 0.55, "1/year", 0.0..=50.0, Lever, "calibrated: by hand, so that zombies come near the 8-15 % non-compliant (State Council and local checks 2016-2024)";
    /// Weight of the siblings' mean stock in the number of platforms wanted.
    sibling_weight: f64 = 0.3, "1", 0.0..=0.95, Fact, "assumed";
    /// One-off clean-up: share of the zombies removed when the policy begins.
    clean_up: f64 = 0.0, "1", 0.0..=1.0, Lever, "choice: remedy of sources S4-26, off; Jiangxi 2020 -63.54 % (State Council and local checks 2016-2024)";
    /// Closures demanded a year, as a share of live and dead platforms.
    closure_quota: f64 = 0.0, "1/year", 0.0..=5.0, Lever, "choice: off; Hengyang 2024 60 % (State Council and local checks 2016-2024)";
    /// Share of a closure quota that is met on paper where counting pays in full.
    closure_on_paper: f64 = 0.5, "1", 0.0..=1.0, Fact, "assumed";
    /// One-off integration: share of the live platforms merged into others when the policy begins.
    merge: f64 = 0.0, "1", 0.0..=1.0, Lever, "choice: remedy of sources S4-20, S4-26, off";
    /// Unified entrance: share of the fragmentation that citizens no longer see.
    unified_entrance: f64 = 0.0, "1", 0.0..=1.0, Lever, "choice: remedy of sources S2-29, S0-13, off";
    /// Chance of a data breach a week for each live platform.
    breach: f64 = 0.0004, "1/week", 0.0..=1.0, Lever, "assumed";
    /// How much easier a zombie is to breach than a live platform.
    breach_zombies: f64 = 3.0, "1", 0.0..=100.0, Fact, "assumed";
    /// Pace at which wariness after a breach fades.
    wariness_fading: f64 = 0.03, "1/week", 0.0..=1.0, Lever, "assumed: fades within months";
    /// Share of an office's citizens who lose money in a breach.
    victims: f64 = 0.01, "1", 0.0..=1.0, Fact, "assumed";
    /// Loss of a victim.
    loss: f64 = 3602.0, "yuan", 0.0..=1000000.0, Fact, "measured: 17.723 million yuan in 4,920 cases, 2015 Q1 (sources S2-14)";
}

parameters! {
    /// Admission of new platforms.
    pub struct Admission = "admission";
    /// Least quality with which a new platform may go live.
    quality: f64 = 0.0, "1", 0.0..=1.0, Lever, "choice: remedy of sources S4-21, S4-24, S4-25, off";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "platforms",
    sentence: "Platforms are built, kept up, decay, turn into zombies, are closed and breached.",
    when_off: "Platforms stay as they were at the start.",
    groups: &["platforms", "admission"],
};

/// Fragmentation that citizens see (equation 5).
pub fn fragmentation(stock: &Stock, unified: f64) -> f64 {
    (1.0 - unified) * libm::log(stock.all().max(1.0))
}

/// Adds new platforms to the live ones; quality becomes the mean of both.
fn launch(stock: &mut Stock, new: f64, quality: f64) {
    if new > 0.0 {
        stock.quality = (stock.live * stock.quality + new * quality) / (stock.live + new);
        stock.live += new;
    }
}

/// Part of what remains that a one-off lever takes when its share rises from `before` to `now`.
pub fn newly(now: f64, before: f64) -> f64 {
    if now > before && before < 1.0 { (now - before) / (1.0 - before) } else { 0.0 }
}

/// Platforms of one week: built, kept up, decayed, turned into zombies, closed, breached.
pub fn step(x: &mut OfficeWeek<'_>) {
    let p = &x.p.platforms;
    let year = f64::from(YEAR);
    let words = x.luck.block(Stream::Platforms, x.week, x.office.unit, 0);
    let (mut stock, week) = (x.office.platforms, &mut x.office.week);
    week.launched = 0.0;
    week.closed = 0.0;
    week.closed_on_paper = 0.0;
    week.breaches = 0;
    week.victims = 0;
    if x.off.platforms {
        week.fragmentation = fragmentation(&stock, p.unified_entrance);
        return;
    }

    let counted = x.p.indicators.iter().position(|i| i.kind == IndicatorKind::PlatformCount);
    let new = match (p.launch_rule, counted) {
        (LaunchRule::Exogenous, _) => p.exogenous_launches / year,
        (LaunchRule::Target, Some(m)) => week.coverage[m] * week.wanted / x.p.demands.build_weeks,
        (LaunchRule::Target, None) => 0.0,
    };
    let mean = p.new_quality + p.new_quality_development * (x.office.development - 0.5);
    let quality = (mean + p.new_quality_sd * inverse_normal(open_unit(words[0]))).clamp(0.0, 1.0);
    if quality >= x.p.admission.quality {
        launch(&mut stock, new, quality);
        week.launched = new;
    }

    let dying =
        stock.live * (p.zombie_base * 2.0 * (1.0 - stock.quality) + p.zombie_neglect * (1.0 - week.coverage[UPKEEP]));
    let dying = (dying / year).min(stock.live);
    stock.live -= dying;
    stock.zombies += dying;

    let mut close = |stock: &mut Stock, zombies: f64, live: f64| {
        let (zombies, live) = (zombies.min(stock.zombies), live.min(stock.live));
        stock.zombies -= zombies;
        stock.live -= live;
        week.closed += zombies + live;
    };
    let routine = stock.zombies * (p.routine_closing / year).min(1.0);
    close(&mut stock, routine, 0.0);
    let before = x.before.map(|b| &b.platforms);
    let cleaned = stock.zombies * newly(p.clean_up, before.map_or(0.0, |b| b.clean_up));
    close(&mut stock, cleaned, 0.0);
    let merged = stock.live * newly(p.merge, before.map_or(0.0, |b| b.merge));
    close(&mut stock, 0.0, merged);
    if p.closure_quota > 0.0 {
        let asked = stock.all() * (p.closure_quota / year).min(1.0);
        let pays = counted.map_or(0.0, |m| week.incentives[m]);
        let on_paper = asked * p.closure_on_paper * (pays / x.p.effort.cost).min(1.0);
        let zombies = (asked - on_paper).min(stock.zombies);
        close(&mut stock, zombies, asked - on_paper - zombies);
        week.closed_on_paper = on_paper;
    }

    let improvement = week.hours[Activity::Improvement as usize] / 2.0;
    stock.quality +=
        p.quality_pace * (p.base_quality - stock.quality) + p.improvement * improvement * (1.0 - stock.quality);
    stock.quality = stock.quality.clamp(0.0, 1.0);

    stock.wariness *= 1.0 - p.wariness_fading;
    if happens(words[1], threshold(p.breach * (stock.live + p.breach_zombies * stock.zombies))) {
        stock.wariness = 1.0;
        week.breaches = 1;
        week.victims = round_at_random(p.victims * x.office.citizens.len() as f64, words[2]);
    }
    week.fragmentation = fragmentation(&stock, p.unified_entrance);
    x.office.platforms = stock;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_one_off_lever_takes_its_share_once_however_long_the_ramp() {
        let left = (1..=10)
            .fold(1.0, |left, i| left * (1.0 - newly(0.6 * f64::from(i) / 10.0, 0.6 * f64::from(i - 1) / 10.0)));
        assert!((left - 0.4f64).abs() < 1e-12);
        assert_eq!(newly(0.5, 0.5), 0.0);
        assert_eq!(newly(0.0, 0.5), 0.0);
        assert_eq!(newly(1.0, 1.0), 0.0);
    }

    #[test]
    fn one_platform_is_no_fragmentation_and_a_unified_entrance_removes_it() {
        let stock = Stock { live: 3.0, zombies: 1.0, ..Stock::default() };
        assert_eq!(fragmentation(&Stock { live: 1.0, ..Stock::default() }, 0.0), 0.0);
        assert!((fragmentation(&stock, 0.0) - 4f64.ln()).abs() < 1e-12);
        assert_eq!(fragmentation(&stock, 1.0), 0.0);
    }
}
