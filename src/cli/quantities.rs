//! Sizes and lengths of time as people read them.

/// Bytes.
pub(crate) fn size(bytes: u64) -> String {
    let steps = [(1e3, "kB", 0), (1e6, "MB", 0), (1e9, "GB", 1), (1e12, "TB", 1)];
    let fits = |(step, _, _): &&(f64, &str, usize)| bytes as f64 >= 0.9995 * step;
    let (step, unit, digits) = steps.iter().rev().find(fits).copied().unwrap_or((1.0, "bytes", 0));
    format!("{:.digits$} {unit}", bytes as f64 / step)
}

/// Seconds.
pub(crate) fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "less than a second".into(),
        s if s < 1.5 => "1 second".into(),
        s if s < 90.0 => format!("{s:.0} seconds"),
        s if s < 5400.0 => format!("{:.0} minutes", s / 60.0),
        s if s < 172_800.0 => format!("{:.1} hours", s / 3600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}

/// A number of things, as in `2 threads`.
pub(crate) fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", crate::report::figures::plot::grouped(n), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_readable() {
        assert_eq!(size(12), "12 bytes");
        assert_eq!(size(64_000_000), "64 MB");
        assert_eq!(size(999_900_000), "1.0 GB");
        assert_eq!(size(36_001_900_000_000), "36.0 TB");
        assert_eq!(duration(0.2), "less than a second");
        assert_eq!(duration(1.2), "1 second");
        assert_eq!(duration(600.0), "10 minutes");
        assert_eq!(duration(1e6), "12 days");
        assert_eq!(counted(1, "thread", "threads"), "1 thread");
        assert_eq!(counted(1800, "office", "offices"), "1,800 offices");
    }
}
