//! What a sampled office feels of chance.
//!
//! With `population.sample` = s an office has one simulated citizen where the real one has s. Its counts of a week scatter around what was to be
//! expected √s times as far, in proportion, as those of the real office. Rules that bend (windows that are full or not, a
//! coverage of a backlog) would turn that scatter into worse service, the worse the smaller the sample. So such rules are
//! given a *felt* count: of the distance from what was expected only the share that the real office would see, 1/√s. With
//! s = 1 it is the count itself.

/// A count as the real office would feel it; `share` is 1/√s.
#[inline]
pub fn felt(count: f64, expected: f64, share: f64) -> f64 {
    // In this form a share of 1 gives back the count to the bit.
    count - (1.0 - share) * (count - expected)
}

/// The share of chance that the real office would feel, where one simulated citizen stands for `sample` people.
pub fn share(sample: u32) -> f64 {
    1.0 / libm::sqrt(f64::from(sample))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_simulated_feels_the_count_and_a_small_sample_what_was_expected() {
        assert_eq!(felt(7.3, 0.1, share(1)), 7.3);
        assert!((felt(10.0, 6.0, share(100)) - 6.4).abs() < 1e-12);
        assert_eq!(felt(5.0, 5.0, share(1000)), 5.0);
    }
}
