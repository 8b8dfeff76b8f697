//! The nearest right name.

/// The candidate most like `written`, if one is like it at all.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    // A short name is near only to itself.
    let most = match written.chars().count() {
        0..=2 => 0,
        n => (n / 3).clamp(1, 4),
    };
    candidates
        .into_iter()
        .map(|name| (strsim::osa_distance(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= most || (lower.len() >= 4 && name.to_lowercase().starts_with(&lower)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Names in a sentence: `a`, `b` or `c`; a long list is cut.
pub fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|n| format!("`{n}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] if names.len() <= 24 => format!("{} or {last}", most.join(", ")),
        _ => format!("{}, … ({} in all)", names[..20].join(", "), names.len()),
    }
}

/// Help for a wrong name: the nearest right one, or all of them.
pub(crate) fn help<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(written, candidates.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => match one_of(candidates) {
            list if list.is_empty() => String::new(),
            list => format!("allowed: {list}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("hedgeing", ["cap", "hedging"]), Some("hedging"));
        assert_eq!(nearest("Cap", ["cap", "hedging"]), Some("cap"));
        assert_eq!(nearest("xyz", ["cap", "hedging"]), None);
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
