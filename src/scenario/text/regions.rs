//! Region tables: CSV with one row a unit of the second tier.

use super::diagnostic::{Diagnostic, Diagnostics, Place, whole_character};
use super::suggest;
use crate::world::hierarchy::Region;
use std::collections::BTreeMap;

/// Columns that every region table has, besides one for each tier below the second.
pub const COLUMNS: [(&str, &str); 5] = [
    ("name", "name of the region, unique"),
    ("population", "residents, a whole number"),
    ("urban_share", "share of residents in towns, 0..=1"),
    ("share_60_plus", "share of residents of 60 and over, 0..=1"),
    ("schooling_years", "mean years of schooling of those aged 15 and over, 0..=30"),
];

/// One row of the file with the places of its fields.
struct Line<'a> {
    fields: &'a csv::StringRecord,
    places: Vec<Place>,
}

/// Reads the table of a source. `tiers` are the names below the second tier, down to the offices.
pub(super) fn read(source: usize, tiers: &[String], faults: &mut Diagnostics) -> Option<Vec<Region>> {
    let text = faults.sources()[source].text.clone();
    let whole = Place { source, start: 0, end: text.find('\n').unwrap_or(text.len()) };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) if header.iter().any(|name| !name.is_empty()) => header.clone(),
        _ => {
            faults.push(Diagnostic::at(whole, "the region table is empty").help(wanted(tiers)));
            return None;
        }
    };
    let at = header.position().map_or(0, |p| p.byte() as usize);
    let header_place = field_places(&text, source, at, 1)[0];
    let header_place = Place { end: line_end(&text, header_place.start), ..header_place };
    let names = COLUMNS.iter().map(|(name, _)| *name).chain(tiers.iter().map(String::as_str));
    let mut columns = BTreeMap::new();
    if header.len() == 1 && header.iter().any(|h| h.contains([';', '\t'])) {
        let fault = Diagnostic::at(header_place, "the fields of the region table are not separated by commas");
        faults.push(fault.label("one field").help(wanted(tiers)));
        return None;
    }
    for name in names {
        match header.iter().position(|h| h == name) {
            Some(at) => {
                columns.insert(name, at);
                if header.iter().filter(|h| *h == name).count() > 1 {
                    let message = format!("the region table has two columns `{name}`");
                    faults.push(Diagnostic::at(header_place, message));
                }
            }
            None => {
                let near = suggest::nearest(name, header.iter());
                let near = near.map(|n| format!("is it the column `{n}`?")).unwrap_or_default();
                faults.push(
                    Diagnostic::at(header_place, format!("the region table has no column `{name}`"))
                        .label(format!("no `{name}` here"))
                        .help(near)
                        .help(wanted(tiers)),
                );
            }
        }
    }
    if columns.len() < COLUMNS.len() + tiers.len() {
        return None;
    }

    let before = faults.items().len();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut regions = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = error.position().map_or(0, |p| p.byte() as usize);
                let place = Place { source, start: at, end: line_end(&text, at) };
                faults.push(Diagnostic::at(place, "this row of the region table cannot be read").label(why(&error)));
                continue;
            }
        };
        let at = record.position().map_or(0, |p| p.byte() as usize);
        let line = Line { places: field_places(&text, source, at, record.len()), fields: &record };
        if let Some(region) = line.region(&columns, tiers, faults) {
            let place = line.places[columns["name"]];
            if let Some(first) = seen.insert(region.name.clone(), faults.position(place).1) {
                faults.push(
                    Diagnostic::at(place, format!("the region `{}` is there twice", region.name))
                        .label(format!("first on line {first}")),
                );
            }
            regions.push(region);
        }
    }
    if regions.is_empty() && faults.items().len() == before {
        faults.push(Diagnostic::at(header_place, "the region table has no region").label("no row follows"));
    }
    (faults.items().len() == before).then_some(regions)
}

impl Line<'_> {
    fn region(&self, columns: &BTreeMap<&str, usize>, tiers: &[String], faults: &mut Diagnostics) -> Option<Region> {
        let before = faults.items().len();
        let name = self.fields.get(columns["name"]).unwrap_or_default().to_string();
        if name.is_empty() || name.contains(char::is_control) {
            let place = self.places[columns["name"]];
            faults.push(Diagnostic::at(place, "a region needs a name").label("no name here"));
        }
        let population = self.number(columns, "population", 1.0, 1e12, true, faults);
        let urban = self.number(columns, "urban_share", 0.0, 1.0, false, faults);
        let share_60_plus = self.number(columns, "share_60_plus", 0.0, 1.0, false, faults);
        let schooling = self.number(columns, "schooling_years", 0.0, 30.0, false, faults);
        let mut units = Vec::new();
        let (mut above, mut most) = ("region", 1);
        for (i, tier) in tiers.iter().enumerate() {
            let n = self.number(columns, tier, 0.0, 1e7, true, faults)? as u32;
            let place = self.places[columns[tier.as_str()]];
            if n == 0 && i + 1 == tiers.len() {
                let message = format!("`{name}` has no offices: its number of `{tier}` is zero");
                faults.push(
                    Diagnostic::at(place, message).label("at least 1").help("only a tier between may be missing (0)"),
                );
            } else if n > 0 && n < most {
                let message = format!("`{name}` has fewer units of `{tier}` than of `{above}` above it");
                let label = format!("{n} for {most} superiors");
                faults.push(Diagnostic::at(place, message).label(label).help("every unit needs at least one child"));
            }
            if n > 0 {
                (above, most) = (tier, n);
            }
            units.push(n);
        }
        (faults.items().len() == before).then_some(Region {
            name,
            population: population? as u64,
            urban: urban?,
            share_60_plus: share_60_plus?,
            schooling: schooling?,
            units,
        })
    }

    fn number(
        &self,
        columns: &BTreeMap<&str, usize>,
        column: &str,
        lowest: f64,
        highest: f64,
        whole: bool,
        faults: &mut Diagnostics,
    ) -> Option<f64> {
        let at = columns[column];
        let written = self.fields.get(at).unwrap_or_default();
        let value = written.parse::<f64>().ok().filter(|v| v.is_finite());
        let label = match value {
            None => "not a number",
            Some(v) if v < 0.0 => "negative",
            Some(v) if v < lowest => "too small",
            Some(v) if v > highest => "too large",
            Some(v) if whole && v.fract() != 0.0 => "not a whole number",
            Some(v) => return Some(v),
        };
        let kind = if whole { "a whole number" } else { "a number" };
        let message = format!("`{column}` must be {kind} in {lowest}..={highest}");
        faults.push(Diagnostic::at(self.places[at], message).label(label));
        None
    }
}

fn wanted(tiers: &[String]) -> String {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).chain(tiers.iter().map(String::as_str)).collect();
    format!("a region table has the columns {}; others are ignored", names.join(","))
}

fn why(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} fields, the header has {expected_len}")
        }
        _ => "not CSV".into(),
    }
}

fn line_end(text: &str, from: usize) -> usize {
    let from = whole_character(text, from);
    text[from..].find(['\r', '\n']).map_or(text.len(), |at| from + at)
}

/// Places of `n` fields of the row that begins at byte `at`, as written (quotes included).
fn field_places(text: &str, source: usize, at: usize, n: usize) -> Vec<Place> {
    let mut places = Vec::with_capacity(n);
    let bytes = text.as_bytes();
    let mut start = at.min(bytes.len());
    while start < bytes.len() && matches!(bytes[start], b'\r' | b'\n') {
        start += 1;
    }
    let mut quoted = false;
    let mut i = start;
    while places.len() < n {
        match bytes.get(i) {
            Some(b'"') => quoted = !quoted,
            Some(b',' | b'\r' | b'\n') | None if !quoted || i >= bytes.len() => {
                places.push(Place { source, start, end: i.min(bytes.len()) });
                start = (i + 1).min(bytes.len());
            }
            _ => {}
        }
        i += 1;
    }
    places
}
