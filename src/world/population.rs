//! Facts of places and people from which a country is made.

use crate::parameter::parameters;

/// Age bands. The needs of the first are handled by an adult of the household.
pub const AGES: [&str; 6] = ["0-17", "18-29", "30-44", "45-59", "60-74", "75+"];
/// Age bands of adults.
pub const ADULT_AGES: [&str; 5] = ["18-29", "30-44", "45-59", "60-74", "75+"];
/// Levels of education.
pub const EDUCATION: [&str; 4] = ["primary", "lower-secondary", "upper-secondary", "tertiary"];
/// Where a citizen lives.
pub const RESIDENCE: [&str; 2] = ["urban", "rural"];
/// Whether a citizen has a device of the household to go online with.
pub const DEVICE: [&str; 2] = ["without", "with"];

parameters! {
    /// The people of the country, the places they live in and the staff that serves them. A region table overrides
    /// population, urban share, share of the old and schooling for its regions.
    pub struct Population = "population";
    /// Residents of an office's territory; a region table replaces it.
    citizens_per_office: u32 = 3000, "people", 1..=10000000, Fact, "assumed: a small office; the mean Chinese township has 36,390 (census 2020)";
    /// Real people that one simulated citizen stands for; 1 simulates everybody.
    sample: u32 = 1, "people", 1..=1000000, Fact, "choice: of the user";
    /// Spread (sd of the logarithm) of the number of residents among offices of one parent.
    size_sd: f64 = 0.30, "1", 0.0..=2.0, Fact, "assumed";
    /// Share of residents below 18, whose needs an adult of the household handles.
    children: f64 = 0.21, "1", 0.0..=0.9, Fact, "assumed: 0-14 are 17.95 % (census 2020), 15-17 a guess";
    /// Shares of the adult age bands among adults; a region table changes the share of those over 60.
    ages: [f64; 5] = [0.20, 0.28, 0.29, 0.17, 0.06], by ADULT_AGES, "1", 0.0..=1.0, Fact, "expert: trial of the design, after the census of 2020";
    /// Share of residents who live in towns; a region table replaces it.
    urban: f64 = 0.64, "1", 0.0..=1.0, Fact, "measured: 63.89 % (census 2020)";
    /// Shares of education levels at ages 18-29.
    education_18_29: [f64; 4] = [0.03, 0.27, 0.30, 0.40], by EDUCATION, "1", 0.0..=1.0, Fact, "assumed: after the census of 2020";
    /// Shares of education levels at ages 30-44.
    education_30_44: [f64; 4] = [0.08, 0.42, 0.22, 0.28], by EDUCATION, "1", 0.0..=1.0, Fact, "assumed: after the census of 2020";
    /// Shares of education levels at ages 45-59.
    education_45_59: [f64; 4] = [0.22, 0.48, 0.18, 0.12], by EDUCATION, "1", 0.0..=1.0, Fact, "assumed: after the census of 2020";
    /// Shares of education levels at ages 60-74.
    education_60_74: [f64; 4] = [0.48, 0.34, 0.13, 0.05], by EDUCATION, "1", 0.0..=1.0, Fact, "assumed: after the census of 2020";
    /// Shares of education levels at ages 75 and over.
    education_75: [f64; 4] = [0.70, 0.18, 0.07, 0.05], by EDUCATION, "1", 0.0..=1.0, Fact, "assumed: after the census of 2020";
    /// Share of each adult age band with a device at the start of the run, in towns and villages together, at the middle of
    /// the scale of schooling.
    devices: [f64; 5] = [0.97, 0.84, 0.55, 0.20, 0.08], by ADULT_AGES, "1", 0.0..=1.0, Fact, "calibrated: to CNNIC, internet users Dec 2018 and 60+ Dec 2021";
    /// Difference of the logit of having a device between a villager and a townsman.
    devices_rural: f64 = -2.0, "1", -5.0..=5.0, Fact, "calibrated: to CNNIC, villages Dec 2020 and Dec 2023";
    /// Difference of the logit of having a device from one level of education to the next.
    devices_education: f64 = 0.25, "1", -5.0..=5.0, Fact, "assumed";
    /// Mean digital skill of each adult age band, before education, residence and development.
    skill: [f64; 5] = [0.80, 0.74, 0.57, 0.38, 0.24], by ADULT_AGES, "1", 0.0..=1.0, Fact, "assumed: so that use by age comes out";
    /// Shift of mean skill by education.
    skill_education: [f64; 4] = [-0.14, -0.03, 0.05, 0.12], by EDUCATION, "1", -1.0..=1.0, Fact, "assumed";
    /// Shift of mean skill in villages.
    skill_rural: f64 = -0.05, "1", -1.0..=1.0, Fact, "assumed";
    /// Shift of mean skill for each unit of the place's development above 0.5.
    skill_development: f64 = 0.15, "1", -1.0..=1.0, Fact, "assumed: named in sources S2-22";
    /// Precision a + b of the Beta distribution of skill.
    skill_precision: f64 = 8.0, "1", 2.0..=1000.0, Fact, "assumed";
    /// Share of citizens with a relative or neighbour who does it for them online; drawn once a citizen.
    helper: f64 = 0.15, "1", 0.0..=1.0, Fact, "assumed: named in sources S1-31";
    /// Null arm: everybody has full skill, a device and has adopted, and nobody has a complex need.
    all_skilled: bool = false, "1", 0..=1, Fact, "choice: null arm of pattern 8";
    /// Officers for 1,000 residents.
    staff_per_1000: f64 = 1.95, "1/1000", 0.01..=100.0, Fact, "assumed: so that load is slightly above 1; field reports give 1 for 360-730 residents";
    /// Relative change of staffing for each unit of development above 0.5.
    staff_development: f64 = 0.25, "1", -2.0..=2.0, Fact, "assumed: richer places have more staff (township staff 50-300, field reports)";
    /// Relative change of staff skill for each unit of development above 0.5.
    staff_skill_development: f64 = 0.30, "1", -2.0..=2.0, Fact, "assumed: named in sources S2-21, S2-22";
    /// Spread of development between the regions of the first tier below the centre.
    development_sd_region: f64 = 0.12, "1", 0.0..=1.0, Fact, "assumed";
    /// Spread of development between offices of one region.
    development_sd_office: f64 = 0.12, "1", 0.0..=1.0, Fact, "assumed";
}

impl Population {
    /// Shares of education levels of an adult age band (0 = 18-29 … 4 = 75+).
    pub fn education(&self, adult_age: usize) -> &[f64; 4] {
        [&self.education_18_29, &self.education_30_44, &self.education_45_59, &self.education_60_74, &self.education_75]
            [adult_age]
    }
}
