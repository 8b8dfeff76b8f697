//! Demands on hours.

use crate::parameter::parameters;

parameters! {
    /// Demands on the hours of staff: targets, directives, platforms and citizens turned into hours.
    pub struct Demands = "demands";
    /// Hours H of a staff-week.
    hours: f64 = 40.0, "h/staff-week", 1.0..=168.0, Fact, "law; county leaders 47.56 h (2011)";
    /// Department lines D above every office.
    departments: f64 = 6.0, "1", 1.0..=100.0, Fact, "assumed; domain S2-6";
    /// Data sharing σ between departments: 0 every department collects for itself, 1 collect once and use many times.
    sharing: f64 = 0.20, "1", 0.0..=1.0, Lever, "assumed; domain S0-18, S2-31";
    /// Pace at which departments follow a change of sharing: share of the way a week.
    sharing_pace: f64 = 0.05, "1/week", 0.0001..=1.0, Fact, "assumed; departmental interest (domain S2-24)";
    /// Share ω of a record that another department asks for again.
    form_overlap: f64 = 0.35, "1", 0.0..=1.0, Fact, "assumed; visits entered in 3 systems (domain C.4)";
    /// Additional copies π of a record for each live platform beyond the first.
    platform_copies: f64 = 0.05, "1", 0.0..=1.0, Fact, "assumed";
    /// Unified filing for staff: share of the copies for platforms that it saves.
    staff_portal: f64 = 0.0, "1", 0.0..=1.0, Lever, "domain S4-20, S4-26";
    /// Directives a staff-week that ask for a reply.
    directives: f64 = 8.0, "1/staff-week", 0.0..=1000.0, Lever, "assumed; domain S1-16";
    /// Hours that one reply takes.
    reply_hours: f64 = 0.08, "h", 0.0..=10.0, Fact, "assumed";
    /// Work groups in which a directive has to be answered.
    groups: f64 = 3.0, "1", 0.0..=100.0, Lever, "assumed; domain C.4: 12.5 groups a unit";
    /// Stand-by outside office hours for each group and unit of the reply target; counts towards burnout.
    standby: f64 = 1.0, "h/staff-week", 0.0..=100.0, Lever, "assumed; 42.20 % name replies round the clock (domain S1-4)";
    /// Hours of registering people for online use.
    online_hours: f64 = 1.0, "h/staff-week", 0.0..=40.0, Fact, "assumed";
    /// Hours of persuading people, for each unit of the gap between target and online share.
    persuasion_hours: f64 = 4.0, "h/staff-week", 0.0..=100.0, Fact, "assumed";
    /// Hours that building one platform takes, per officer.
    build_hours: f64 = 12.0, "h", 0.0..=1000.0, Fact, "assumed";
    /// Weeks in which a missing platform is to be built.
    build_weeks: f64 = 26.0, "weeks", 1.0..=520.0, Fact, "assumed";
    /// Hours of keeping one live platform up.
    upkeep_hours: f64 = 0.35, "h/staff-week", 0.0..=40.0, Fact, "assumed; 8-16 min an app and day (domain B.20)";
    /// Hours of improving platforms in full.
    improvement_hours: f64 = 2.0, "h/staff-week", 0.0..=40.0, Fact, "assumed";
    /// Least quality that offices work towards, whatever the target.
    improvement_floor: f64 = 0.3, "1", 0.0..=1.0, Fact, "assumed";
    /// Hours of a case without platforms.
    case_hours: f64 = 0.80, "h", 0.001..=100.0, Fact, "assumed";
    /// Hours of a visit at the window.
    visit_hours: f64 = 0.12, "h", 0.0..=10.0, Fact, "assumed";
    /// How much good platforms shorten a case: hours are divided by 1 + gain × quality × online share.
    digital_gain: f64 = 0.8, "1", 0.0..=10.0, Fact, "assumed; domain S0-10, S3-2";
    /// Training of officials: relative rise of staff skill.
    staff_training: f64 = 0.0, "1", 0.0..=1.0, Lever, "domain S3-26, S4-30";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "demands",
    sentence: "Targets, directives, platforms and citizens become demands on hours; departments and platforms want their own copies.",
    when_off: "No copies: every record is made once.",
    groups: &["demands"],
};
