//! Ends and units of axes of values: the same rules for dots and for points.

/// Largest share that is drawn in per cent.
const SHARES: f64 = 2.0;

/// Whether a value can be drawn; what is larger than all that is computed with would overflow on the way.
pub(super) fn drawable(value: f64) -> bool {
    value.is_finite() && value.abs() < 1e100
}

/// Ends of an axis that holds all values, and 0 if asked, with a little air; `None` where there is nothing to draw.
pub(super) fn ends(values: &[f64], zero: bool) -> Option<(f64, f64)> {
    let first = *values.first()?;
    let start = if zero { 0.0 } else { first };
    let (low, high) = values.iter().fold((start, start), |(low, high), v| (low.min(*v), high.max(*v)));
    // Equal values stand in the middle of an axis of their own size, not in one of rounding errors.
    let size = low.abs().max(high.abs());
    let least = if size < 1e-100 { 0.5 } else { 0.05 * size };
    let air = if high - low < 1e-9 * size || size < 1e-100 { least } else { 0.06 * (high - low) };
    Some((low - air, high + air))
}

/// Whether values of this unit are drawn in per cent: shares, as long as they look like such.
pub(super) fn per_cent(unit: &str, values: &[f64]) -> bool {
    unit == "1" && values.iter().all(|v| v.abs() <= SHARES)
}

/// The unit as it stands at an axis.
pub(super) fn unit_label(unit: &str, per_cent: bool) -> &str {
    match unit {
        "1" if per_cent => "%",
        "1" => "1 = 100 %",
        unit => unit,
    }
}
