//! Tests of the whole page: its words, its colours, and what it is made from in memory.

use super::*;
use crate::report::Tidy;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Red, green and blue of a colour, each 0 to 1.
fn rgb(text: &str) -> [f64; 3] {
    let of = |at: usize| f64::from(u8::from_str_radix(&text[at..at + 2], 16).unwrap()) / 255.0;
    assert!(text.len() == 7 && text.starts_with('#'), "{text}");
    [of(1), of(3), of(5)]
}

/// The same in amounts of light (the inverse of the curve of sRGB).
fn light(text: &str) -> [f64; 3] {
    rgb(text).map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) })
}

/// Contrast of two colours after WCAG 2.2: the ratio of relative luminances.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |text: &str| {
        let [r, g, b] = light(text);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colours that a rule of the style sheet sets, by name.
fn colours(style: &str) -> Vec<BTreeMap<&str, &str>> {
    let rules = style.split('{').skip(1).map(|rule| rule.split('}').next().unwrap());
    let all = rules.map(|rule| {
        rule.split(';')
            .filter_map(|line| line.trim().split_once(':'))
            .filter(|(name, value)| name.starts_with("--") && value.trim().starts_with('#'))
            .map(|(name, value)| (name, value.trim()))
            .collect::<BTreeMap<_, _>>()
    });
    all.filter(|colours| colours.len() > 5).collect()
}

#[test]
fn contrast_is_enough_in_the_light_in_the_dark_and_on_paper() {
    // Known: black on white is 21, and #767676 is the lightest grey that passes on white.
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.01);
    let sets = colours(STYLE);
    assert_eq!(sets.len(), 4, "light, dark by the system, dark by the switch, paper");
    assert_eq!(sets[1], sets[2], "both ways to the dark have the same colours");
    for set in &sets {
        let of = |name: &str| set[format!("--{name}").as_str()];
        for ground in ["paper", "stripe"] {
            for text in ["ink", "muted", "link"] {
                let found = contrast(of(text), of(ground));
                assert!(found >= 4.5, "{text} on {ground}: {found:.2}");
            }
            // Marks and lines of figures are graphics: 3 is enough.
            for mark in ["rule", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"] {
                let found = contrast(of(mark), of(ground));
                assert!(found >= 3.0, "{mark} on {ground}: {found:.2}");
            }
        }
        assert!(contrast(of("ink"), of("note")) >= 4.5);
    }
}

/// What a colour looks like to those who lack a kind of cone (Viénot, Brettel & Mollon 1999 for red and green).
fn seen(text: &str, without_red: bool) -> [f64; 3] {
    let [r, g, b] = light(text);
    match without_red {
        true => [0.112_38 * r + 0.887_62 * g, 0.112_38 * r + 0.887_62 * g, 0.004_01 * r - 0.004_01 * g + b],
        false => [0.292_75 * r + 0.707_25 * g, 0.292_75 * r + 0.707_25 * g, -0.022_34 * r + 0.022_34 * g + b],
    }
}

/// Neighbours in a legend must not look alike; the shapes of marks, one a series, tell all of them apart.
#[test]
fn the_first_series_differ_without_red_or_green() {
    for set in &colours(STYLE) {
        for without_red in [true, false] {
            for i in 0..4 {
                for j in i + 1..4 {
                    let [a, b] = [i, j].map(|n| {
                        seen(set[format!("--s{n}").as_str()], without_red).map(|c| c.max(0.0).powf(1.0 / 2.2))
                    });
                    let far = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
                    assert!(far > 0.1, "s{i} and s{j}: {far:.3}");
                }
            }
        }
    }
}

/// Every text of the catalogue that the source names, and every one that it has.
fn keys_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keys_in(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for (at, _) in text.match_indices("\"report.") {
                let key: String = text[at + 1..].chars().take_while(|c| *c != '"').collect();
                if !key.contains('{') && key != "report.html" && key != "report." {
                    found.insert(key);
                }
            }
        }
    }
}

#[test]
fn every_text_is_there_in_both_languages_and_none_is_left_over() {
    let mut named = BTreeSet::new();
    keys_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/page"), &mut named);
    for (at, _) in TEMPLATE.match_indices(" t.") {
        let key: String = TEMPLATE[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        named.insert(format!("report.{key}"));
    }
    for (at, _) in SCRIPT.match_indices("data.texts.") {
        let key: String = SCRIPT[at + 11..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        named.insert(format!("report.{key}"));
    }
    for lang in Lang::ALL {
        for key in &named {
            assert!(crate::terms::text(key, lang).is_some_and(|t| !t.is_empty()), "{key} in {lang}");
        }
        // Written from parts: kinds, headings, indices.
        let made = |key: &str| ["report.kind_", "report.section_", "report.index_"].iter().any(|b| key.starts_with(b));
        let left: Vec<&str> =
            crate::terms::texts("report.", lang).map(|(k, _)| k).filter(|k| !named.contains(*k) && !made(k)).collect();
        assert!(left.is_empty(), "nobody uses {left:?}");
    }
}

/// A comparison in memory: two arms, two replicates, names with markup.
fn material() -> Material {
    let (mut arm, mut replicate, mut region, mut group, mut measure, mut window, mut value) =
        (vec![], vec![], vec![], vec![], vec![], vec![], vec![]);
    let mut put = |a: &str, r: u64, place: &str, g: &str, m: &str, w: &str, v: f64| {
        arm.push(a.to_string());
        replicate.push(r);
        region.push(place.to_string());
        group.push(g.to_string());
        measure.push(m.to_string());
        window.push(w.to_string());
        value.push(v);
    };
    for (a, shift) in [("base", 0.0), ("<b>new</b>", 0.02)] {
        for r in 0..2 {
            for w in ["year1", "year2"] {
                let v = 0.9 + shift + 0.01 * r as f64;
                for g in [
                    "all",
                    "age:75+",
                    "education:primary",
                    "residence:rural",
                    "offices:p10",
                    "offices:p25",
                    "offices:p50",
                    "offices:p75",
                    "offices:p90",
                ] {
                    put(a, r, "all", g, "citizens.resolved_in_time", w, v);
                }
                put(a, r, "<i>north</i>", "all", "citizens.resolved_in_time", w, v);
                put(a, r, "all", "activity:records", "effort.hours", w, 9.0 - shift);
                put(a, r, "all", "indicator:ledger", "fabrication.attainment_reported", w, 0.9);
                put(a, r, "all", "indicator:ledger", "fabrication.attainment_true", w, 0.8);
                put(a, r, "all", "all", "fabrication.gap", w, 0.1 - shift);
                put(a, r, "all", "all", "platforms.live", w, 2.0);
            }
        }
    }
    let rows = arm.len();
    let values = Tidy::new("values")
        .text("arm", &arm)
        .whole("replicate", replicate)
        .text("tier", vec!["prefecture"; rows])
        .text("region", &region)
        .text("group", &group)
        .text("measure", &measure)
        .text("unit", measure.iter().map(|m| if m == "effort.hours" { "h/staff-week" } else { "1" }))
        .text("window", &window)
        .number("value", value);
    let differences = Tidy::new("differences")
        .text("arm", ["<b>new</b>"])
        .text("tier", ["prefecture"])
        .text("region", ["all"])
        .text("group", ["all"])
        .text("measure", ["citizens.resolved_in_time"])
        .text("unit", ["1"])
        .text("window", ["year2"])
        .whole("n", [2])
        .number("mean_baseline", [0.905])
        .number("mean_arm", [0.925])
        .number("difference", [0.02])
        .number("low", [0.012])
        .number("high", [0.028]);
    let about = About {
        name: "</title><script>alert(1)</script>".into(),
        description: "<img src=x onerror=alert(1)>".into(),
        version: "0.1.0".into(),
        hash: "abc".into(),
        seed: 7,
        replicates: 2,
        runs: 4,
        command: vec!["jiama".into(), "compare".into(), "a b.toml".into()],
        ..About::default()
    };
    let arm = |name: &str| Arm { name: name.into(), about: "<u>".into(), changes: Vec::new() };
    let country = Country::of(
        "[run]\nstart = 2020-01-01\nyears = 2\n[hierarchy]\ntiers = [\"prefecture\", \"township\"]\nfan_out = [4]\n[population]\ncitizens_per_office = 10\nsample = 1\n",
    );
    Material::comparison(about, country, vec![arm("base"), arm("<b>new</b>")], 0, &values, &differences).unwrap()
}

/// The text of a page without markup, scripts, styles, codes and the words of users.
fn words_of(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html.to_string();
    for (open, close) in [
        ("<style>", "</style>"),
        ("<script", "</script>"),
        ("<pre", "</pre>"),
        ("<blockquote", "</blockquote>"),
        ("<p class=\"own\"", "</p>"),
    ] {
        while let Some(from) = rest.find(open) {
            let until = rest[from..].find(close).unwrap() + from + close.len();
            rest.replace_range(from..until, " ");
        }
    }
    let mut inside = false;
    for c in rest.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[test]
fn markup_of_users_stays_text() {
    for lang in Lang::ALL {
        let html = render(&material(), lang).unwrap();
        for markup in ["<script>alert", "<img", "<b>new", "<i>north", "<u>"] {
            assert!(!html.contains(markup), "{markup} in {lang}");
        }
        assert!(html.contains("&lt;b&gt;new"), "{lang}");
    }
}

#[test]
fn a_page_has_its_figures_with_texts_and_nothing_from_outside() {
    for lang in Lang::ALL {
        let html = render(&material(), lang).unwrap();
        let figures = html.matches("<figure class=\"plot\"").count();
        assert!(figures >= 6, "{figures}");
        assert_eq!(html.matches("<svg role=\"img\" aria-labelledby=").count(), figures);
        assert_eq!(html.matches("<desc id=").count(), figures);
        for part in html.split("<figure class=\"plot\"").skip(1) {
            let caption = part.split("<figcaption>").nth(1).unwrap().split("</figcaption>").next().unwrap();
            assert!(caption.contains("n = 2"), "{caption}");
            assert!(part.contains("<details>") && part.contains("<th scope=\"row\">"));
        }
        assert!(!words_of(&html).contains("report."), "a text without words: {lang}");
        // The only address is the name of a language of markup, in the script.
        let addresses: Vec<usize> = html.match_indices("://").map(|(at, _)| at).collect();
        assert!(addresses.iter().all(|at| html[..at + 30].contains("http://www.w3.org/2000/svg")), "{addresses:?}");
        assert_eq!(addresses.len(), 1);
    }
}

#[test]
fn chinese_is_complete() {
    let html = render(&material(), Lang::Zh).unwrap();
    // Names and codes.
    let allowed = [
        "jiama",
        "sha",
        "journal",
        "json",
        "record",
        "groups",
        "tier",
        "set",
        "arms",
        "docs",
        "calibration",
        "md",
        "offices",
        "true",
        "replicates",
        "base",
        "new",
        "north",
        "alert",
        "script",
        "title",
        "lt",
        "gt",
        "quot",
        "abc",
        "amp",
        "x27",
        "x2f",
        "b",
        "i",
        "n",
        "t",
    ];
    let text = words_of(&html);
    let mut words: BTreeSet<String> = BTreeSet::new();
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        } else if !word.is_empty() {
            words.insert(std::mem::take(&mut word));
        }
    }
    let english: Vec<&String> = words.iter().filter(|w| w.len() > 1 && !allowed.contains(&w.as_str())).collect();
    assert!(english.is_empty(), "English in the Chinese page: {english:?}");
    assert!(html.contains("<html lang=\"zh-CN\">") && html.contains("上报与真实"));
}

#[test]
fn the_numbers_of_the_answer_are_those_of_the_tables() {
    let html = render(&material(), Lang::En).unwrap();
    assert!(html.contains(
        "Resolved in time rises from 90.5 % to 92.5 %, +2.00 percentage points (95 % interval +1.20 to +2.80)"
    ));
}

#[test]
fn several_parts_have_names_of_their_own() {
    let html = render_all(&[material(), material()], Lang::En).unwrap();
    let mut ids = BTreeSet::new();
    for (at, _) in html.match_indices(" id=\"") {
        let id: String = html[at + 5..].chars().take_while(|c| *c != '"').collect();
        assert!(ids.insert(id.clone()), "{id} twice");
    }
    assert!(ids.contains("p1-answer") && ids.contains("p2-answer"));
    // Every place that the page refers to is there.
    for (at, _) in html.match_indices("href=\"#") {
        let id: String = html[at + 7..].chars().take_while(|c| *c != '"').collect();
        assert!(ids.contains(&id), "{id}");
    }
}

#[test]
fn a_comparison_of_nothing_says_so() {
    let material = material();
    let empty = Material { cube: cube::Cube::new(2), ..material };
    let html = render(&empty, Lang::En).unwrap();
    assert!(
        html.contains("The main measures were not recorded") && html.contains("Hours by activity were not recorded")
    );
}
