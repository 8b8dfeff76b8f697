//! Careers.

use crate::parameter::{choices, parameters};

choices! {
    /// Who fills a vacancy.
    pub enum PromotionRule {
        /// The leader of the best-ranked child.
        Rank = "rank",
        /// The leader of a child drawn by lot.
        Lot = "lot",
    }
}

parameters! {
    /// Careers: terms, vacancies and promotion.
    pub struct Careers = "careers";
    /// Who is promoted.
    promotion: PromotionRule = PromotionRule::Rank, "1", 0..=1, Structure, "null arm of pattern 12";
    /// Term of office.
    term: u32 = 156, "weeks", 1..=2600, Fact, "actual stay 3-4 years (domain B.4)";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "careers",
    sentence: "Leaders leave, the best-ranked child's leader moves up, vacancies run down the tree.",
    when_off: "Leaders stay for ever.",
    groups: &["careers"],
};
