//! # Online mandate
//!
//! **Models** how far an office sends people at the window online, to show a high online share.
//!
//! **Order**: step 5 of the week.
//!
//! **Equation** φ += 0.03·min(1, a_online/c)·(T − online share)⁺ − 0.02·φ, between the least and the largest mandate:
//! sending people away costs no hours, so it follows the incentive and not the hours left. The online share is taken among requests that went through, so excluding
//! people raises it: the perverse incentive is kept on purpose.
//!
//! **Sources** S1-30, S4-8, S1-49 to S1-52. **Leaves out** rules on who may be sent. **Checks** bounds.

use super::context::OfficeWeek;
use crate::parameter::parameters;
use crate::world::indicator::IndicatorKind;

parameters! {
    /// Online mandate: the share of people at the window who are sent online.
    pub struct Mandate = "mandate";
    /// Rise of the mandate a week, for each unit of the gap between target and online share, at full incentive.
    rise: f64 = 0.030, "1/week", 0.0..=1.0, Fact, "expert: trial of the design";
    /// Fall of the mandate a week.
    relaxation: f64 = 0.02, "1/week", 0.0..=1.0, Fact, "expert: trial of the design";
    /// Share of the windows' capacity lost at a full mandate.
    window_loss: f64 = 0.5, "1", 0.0..=1.0, Fact, "assumed: named in sources S2-11";
}

parameters! {
    /// Windows: how far a mandate may go, and who staffs them.
    pub struct Windows = "windows";
    /// Least mandate (1 is online only).
    min_mandate: f64 = 0.0, "1", 0.0..=1.0, Lever, "choice: off; sources S1-30";
    /// Largest mandate; 0 keeps every window open to everybody.
    max_mandate: f64 = 1.0, "1", 0.0..=1.0, Lever, "choice: no limit; remedy of sources S1-49, S1-52";
    /// Additional window capacity, as a share.
    staff: f64 = 0.0, "1", 0.0..=5.0, Lever, "choice: remedy of sources S1-52, off";
    /// Visits that one officer's share of the window can take a week.
    capacity: f64 = 36.0, "1/staff-week", 0.0..=1000.0, Fact, "expert: trial of the design";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "mandate",
    sentence: "Offices that must show a high online share send people from the window.",
    when_off: "Nobody is sent from the window beyond the least mandate.",
    groups: &["mandate", "windows"],
};

/// The mandate after a week (equation above).
pub fn moved(p: &Mandate, windows: &Windows, mandate: f64, will: f64, gap: f64) -> f64 {
    let free = mandate + p.rise * will * gap.max(0.0) - p.relaxation * mandate;
    // The least mandate is an order from above; kept windows win where both are set against each other.
    free.max(windows.min_mandate).min(windows.max_mandate)
}

/// Capacity of the windows in visits a week, for `staff` officers.
pub fn window_capacity(p: &Mandate, windows: &Windows, staff: f64, mandate: f64) -> f64 {
    windows.capacity * staff * (1.0 + windows.staff) * (1.0 - p.window_loss * mandate)
}

/// Moves the mandate.
pub fn step(x: &mut OfficeWeek<'_>) {
    let online = x.p.indicators.iter().position(|i| i.kind == IndicatorKind::OnlineShare);
    let office = &mut *x.office;
    office.mandate = match online {
        _ if x.off.mandate => x.p.windows.min_mandate.min(x.p.windows.max_mandate),
        Some(m) => {
            let gap = x.seat.targets[m] - office.online_share;
            let will = (office.week.incentives[m] / x.p.effort.cost).min(1.0);
            moved(&x.p.mandate, &x.p.windows, office.mandate, will, gap)
        }
        None => moved(&x.p.mandate, &x.p.windows, office.mandate, 0.0, 0.0),
    };
    office.week.window_capacity = window_capacity(&x.p.mandate, &x.p.windows, office.staff_sampled, office.mandate);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mandate_stays_between_its_bounds_and_fades_without_a_gap() {
        let (p, free) = (Mandate::default(), Windows::default());
        assert!(moved(&p, &free, 0.5, 1.0, 0.0) < 0.5);
        assert!(moved(&p, &free, 0.0, 1.0, 0.5) > 0.0);
        let kept = Windows { max_mandate: 0.0, min_mandate: 0.3, ..free.clone() };
        assert_eq!(moved(&p, &kept, 0.9, 1.0, 1.0), 0.0);
        let forced = Windows { min_mandate: 0.3, ..free };
        assert_eq!(moved(&p, &forced, 0.0, 0.0, 0.0), 0.3);
    }

    #[test]
    fn a_full_mandate_halves_the_windows() {
        let (p, w) = (Mandate::default(), Windows::default());
        assert_eq!(window_capacity(&p, &w, 2.0, 1.0) * 2.0, window_capacity(&p, &w, 2.0, 0.0));
    }
}
