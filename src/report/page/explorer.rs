//! The figure in which a reader chooses measure, group, region and arms: its numbers, small enough to be part of the page.

use super::block::Block;
use super::context::{Page, SERIES};
use super::cube::{Cube, Key};
use super::svg::shape;
use crate::report::spread::is_of_offices;
use serde_json::{Map, Value, json};

/// Most numbers that the page carries for it, and by how many fewer for each arm, since the rest of the page grows with them.
/// A number takes about eight bytes; with them the page stays below a megabyte.
const MOST: (usize, usize) = (96_000, 4_000);

/// Which places and groups are kept, beginning with all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    All,
    NoGroupsInRegions,
    NoRegions,
    NothingButAll,
}

impl Kept {
    fn keeps(self, cube: &Cube, key: &Key) -> bool {
        let all = cube.groups().get(usize::from(key.group)).is_none_or(|g| g == "all");
        let place = cube.places().get(usize::from(key.place));
        let region = key.place > 0 && place.is_some_and(|p| p.1 != "all");
        match self {
            Self::All => true,
            Self::NoGroupsInRegions => !region || all,
            Self::NoRegions => !region,
            Self::NothingButAll => key.place == 0 && all,
        }
    }
}

/// The block; none where there is nothing to choose from.
pub(super) fn block(page: &Page<'_>) -> Option<Block> {
    let cube = &page.material.cube;
    let years: Vec<u16> = years(cube);
    let arms = page.arms();
    let each = arms.len() * (years.len() + usize::from(page.compares())) * 3;
    // One entry for all years of a measure, place and group; groups of offices are drawn elsewhere.
    let last = *years.last()?;
    let offices = |key: &Key| cube.groups().get(usize::from(key.group)).is_some_and(|g| is_of_offices(g));
    let all: Vec<Key> = cube.keys().filter(|k| years.contains(&k.window) && !offices(k)).copied().collect();
    let mut series: Vec<Key> = all.iter().map(|k| Key { window: last, ..*k }).collect();
    series.sort_unstable();
    series.dedup();
    let kept = [Kept::All, Kept::NoGroupsInRegions, Kept::NoRegions, Kept::NothingButAll];
    let fits =
        |kept: &Kept| series.iter().filter(|k| kept.keeps(cube, k)).count() * each <= MOST.0 - MOST.1 * arms.len();
    let kept = kept.into_iter().find(fits).unwrap_or(Kept::NothingButAll);
    series.retain(|k| kept.keeps(cube, k));
    if series.is_empty() {
        return None;
    }
    let mut rows = Map::new();
    for key in &series {
        let of_arm = |arm: &usize| -> Value {
            let year = |window: &u16| match cube.stat(*arm, Key { window: *window, ..*key }) {
                Some(stat) => match stat.interval {
                    Some((low, high)) => json!([short(stat.mean), short(low), short(high)]),
                    None => json!([short(stat.mean)]),
                },
                None => Value::Null,
            };
            years.iter().map(year).collect()
        };
        let difference = |arm: &usize| match cube.difference(*arm, *key) {
            Some(d) => match d.interval {
                Some((low, high)) => json!([short(d.difference), short(low), short(high)]),
                None => json!([short(d.difference)]),
            },
            None => Value::Null,
        };
        let values: Vec<Value> = arms.iter().map(of_arm).collect();
        let name = format!("{}|{}|{}", key.measure, key.place, key.group);
        let row = match page.compares() {
            true => json!([values, arms.iter().map(difference).collect::<Vec<_>>()]),
            false => json!([values]),
        };
        rows.insert(name, row);
    }
    let measures = cube.measures().iter().enumerate().map(|(i, m)| {
        let first = series.iter().find(|k| usize::from(k.measure) == i);
        let group = first.and_then(|k| cube.groups().get(usize::from(k.group))).map_or("all", String::as_str);
        let scale = page.scale(m, group);
        json!([page.words.label(m), scale.unit, u8::from(scale.per_cent), u8::from(first.is_some())])
    });
    let place = |(i, (tier, name)): (usize, &(String, String))| {
        let kind = page.words.tier(tier);
        match (i, name.as_str()) {
            (0, _) => page.text("report.whole_country"),
            (_, "all") => page.words.fill("report.all_of_tier", &[("tier", &kind)]),
            (_, name) => name.to_string(),
        }
    };
    let year = |w: &u16| cube.windows().get(usize::from(*w)).map(|w| page.window(w)).unwrap_or_default();
    let texts = ["measure", "group", "region", "arm", "difference", "nothing_here"];
    let texts: Map<String, Value> =
        texts.iter().map(|t| ((*t).into(), page.text(&format!("report.{t}")).into())).collect();
    let data = json!({
        "id": page.id("explorer"),
        "first": cube.measures().iter().position(|m| m == "citizens.resolved_in_time"),
        "measures": measures.collect::<Vec<_>>(),
        "places": cube.places().iter().enumerate().map(place).collect::<Vec<_>>(),
        "groups": cube.groups().iter().map(|g| page.words.group(g)).collect::<Vec<_>>(),
        "years": years.iter().map(year).collect::<Vec<_>>(),
        "arms": arms.iter().map(|a| page.words.in_legend(page.material, *a)).collect::<Vec<_>>(),
        "shapes": (0..SERIES).map(|series| shape(series, (0.0, 0.0), 4.6)).collect::<Vec<_>>(),
        "baseline": arms.iter().position(|a| *a == page.material.baseline),
        "compares": page.compares(),
        "texts": texts,
        "rows": rows,
    });
    let n = page.replicates().to_string();
    let mut caption = page.words.fill("report.caption_explorer", &[("n", &n)]);
    if kept != Kept::All {
        caption.push_str(&page.text("report.caption_explorer_less"));
    }
    Some(Block::Explorer { id: page.id("explorer"), data: for_script(&data), caption })
}

/// The recorded years as places among the windows.
fn years(cube: &Cube) -> Vec<u16> {
    let place = |year: &str| cube.windows().iter().position(|w| w == year).map(|p| p as u16);
    cube.years().into_iter().filter_map(place).collect()
}

/// A number with four digits: the page shows fewer.
fn short(value: f64) -> Value {
    if !value.is_finite() {
        return Value::Null;
    }
    format!("{value:.3e}").parse::<f64>().map_or(Value::Null, Value::from)
}

/// JSON that cannot end the script in which it stands.
fn for_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_markup_cannot_leave_the_script() {
        assert_eq!(short(0.123_456_789), json!(0.1235));
        assert_eq!(short(f64::NAN), Value::Null);
        let text = for_script(&json!({ "a": "</script><!--&" }));
        assert!(!text.contains('<') && !text.contains('&'), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["a"], "</script><!--&");
    }
}
