//! Digital indicators: what the centre counts. A scenario may drop the standard six, rename them or add others.

use crate::parameter::{choices, parameters};

/// The most indicators a scenario may have.
pub const MAX_INDICATORS: usize = 8;

choices! {
    /// How an indicator is produced; the first two kinds may occur several times.
    pub enum IndicatorKind {
        /// Volume a staff-week of records about one's own work: ledgers, photos, clock-ins, screenshots. Every department and platform wants its own copy.
        Record = "record",
        /// Volume a staff-week of things to be seen: posts, short videos, clicks and followers.
        Display = "display",
        /// Share of directives answered in work groups within the norm.
        Reply = "reply",
        /// Share of citizens' requests that go through online.
        OnlineShare = "online-share",
        /// Live platforms, apps and official accounts an office.
        PlatformCount = "platform-count",
        /// Quality of the live platforms: the genuine digital indicator.
        PlatformQuality = "platform-quality",
    }
}

impl IndicatorKind {
    /// Unit of its targets and levels.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Record => "records/staff-week",
            Self::Display => "posts/staff-week",
            Self::PlatformCount => "platforms/office",
            Self::Reply | Self::OnlineShare | Self::PlatformQuality => "share, 0 to 1",
        }
    }

    /// Whether targets are shares, which never pass 1.
    pub fn is_share(self) -> bool {
        matches!(self, Self::Reply | Self::OnlineShare | Self::PlatformQuality)
    }

    /// Whether attainment is a level (a stock) and not an effort.
    pub fn is_stock(self) -> bool {
        matches!(self, Self::OnlineShare | Self::PlatformCount | Self::PlatformQuality)
    }
}

parameters! {
    /// One digital indicator: its weight, the centre's target, and how far it can be faked.
    pub struct Indicator = "indicators";
    /// How the indicator is produced.
    kind: IndicatorKind = IndicatorKind::Record, "1", 0..=5, Structure, "choice: of the scenario; sources S1-21 to S1-27, S3-24";
    /// Weight among the digital indicators; weights are normalised to sum to 1.
    weight: f64 = 0.0, "1", 0.0..=1.0, Lever, "assumed";
    /// The centre's first target: a volume a staff-week, a share, or a count an office, after the kind.
    target: f64 = 0.0, "of the kind", 0.0..=1000.0, Lever, "assumed";
    /// Entries or posts that one officer of mean skill makes in an hour (volumes only).
    productivity: f64 = 1.0, "1/h", 0.001..=1000.0, Fact, "assumed";
    /// Largest fake, as a share of the target; 0 where records are automatic and cannot be forged.
    manipulability: f64 = 0.0, "1", 0.0..=1.0, Lever, "assumed: Greenstone et al. 2022 imply a hidden share of 26 % in air quality";
}

/// Name and parameters of the six standard indicators.
pub fn standard() -> Vec<(&'static str, Indicator)> {
    let of = |kind, weight, target, productivity, manipulability| Indicator {
        kind,
        weight,
        target,
        productivity,
        manipulability,
    };
    vec![
        ("ledger", of(IndicatorKind::Record, 0.35, 10.0, 5.0, 0.35)),
        ("publicity", of(IndicatorKind::Display, 0.15, 1.0, 1.0, 0.40)),
        ("response", of(IndicatorKind::Reply, 0.15, 0.75, 1.0, 0.20)),
        ("online", of(IndicatorKind::OnlineShare, 0.20, 0.45, 1.0, 0.15)),
        ("platforms", of(IndicatorKind::PlatformCount, 0.15, 2.0, 1.0, 0.20)),
        ("usability", of(IndicatorKind::PlatformQuality, 0.0, 0.5, 1.0, 0.05)),
    ]
}
