//! Texts that fit: cut with an ellipsis, broken into lines, safe in XML. Whoever calls says what fits.

/// Says whether a text fits.
pub(super) type Fits<'a> = &'a dyn Fn(&str) -> Result<bool, String>;

/// A text without characters that do not stand in a line or that XML forbids.
pub(super) fn plain(text: &str) -> String {
    let forbidden = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if forbidden(c) { ' ' } else { c }).collect()
}

/// A text as it stands in XML.
pub(super) fn escaped(text: &str) -> String {
    plain(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The text, or as much of its beginning as fits with an ellipsis; nothing where not even one letter does.
pub(super) fn cut(text: &str, fits: Fits<'_>) -> Result<String, String> {
    if fits(text)? {
        return Ok(text.to_string());
    }
    let short = |end: usize| format!("{}…", text[..end].trim_end());
    let ends: Vec<usize> = text.char_indices().map(|(i, _)| i).skip(1).collect();
    let (mut good, mut bad) = (0, ends.len());
    while good < bad {
        let middle = (good + bad) / 2;
        if fits(&short(ends[middle]))? {
            good = middle + 1;
        } else {
            bad = middle;
        }
    }
    Ok(if good == 0 { String::new() } else { short(ends[good - 1]) })
}

/// The text in at most `most` lines, the last one cut where there is more; words longer than a line are broken.
pub(super) fn lines(text: &str, most: usize, fits: Fits<'_>) -> Result<Vec<String>, String> {
    if fits(text)? {
        return Ok(vec![text.to_string()]);
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut words: Vec<String> = text.split_whitespace().rev().map(String::from).collect();
    while let Some(word) = words.pop() {
        let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if fits(&longer)? {
            line = longer;
        } else if lines.len() + 1 >= most {
            // The rest goes into the last line and is cut there.
            words.push(word);
            words.extend((!line.is_empty()).then_some(line));
            words.reverse();
            lines.push(cut(&words.join(" "), fits)?);
            return Ok(lines);
        } else if line.is_empty() {
            let (start, rest) = broken(&word, fits)?;
            lines.push(start);
            words.extend((!rest.is_empty()).then_some(rest));
        } else {
            lines.push(std::mem::take(&mut line));
            words.push(word);
        }
    }
    lines.extend((!line.is_empty()).then_some(line));
    Ok(lines)
}

/// A word that is too long for a line, in two: as much as fits, at least a letter, and the rest.
fn broken(word: &str, fits: Fits<'_>) -> Result<(String, String), String> {
    let mut end = word.chars().next().map_or(0, char::len_utf8);
    for (i, c) in word.char_indices().skip(1) {
        if !fits(&word[..i + c.len_utf8()])? {
            break;
        }
        end = i + c.len_utf8();
    }
    Ok((word[..end].to_string(), word[end..].to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ten(text: &str) -> Result<bool, String> {
        Ok(text.chars().count() <= 10)
    }

    #[test]
    fn texts_are_cut() {
        assert_eq!(cut("short", &ten).unwrap(), "short");
        assert_eq!(cut("ten letter", &ten).unwrap(), "ten letter");
        assert_eq!(cut("eleven long", &ten).unwrap(), "eleven lo…");
        assert_eq!(cut("eightlet and more", &ten).unwrap(), "eightlet…");
        assert_eq!(cut("乡镇街道办事处的全部工作人员", &ten).unwrap(), "乡镇街道办事处的全…");
        assert_eq!(cut("any", &|_| Ok(false)).unwrap(), "");
        assert_eq!(cut("", &ten).unwrap(), "");
    }

    #[test]
    fn texts_are_broken() {
        assert_eq!(lines("one line", 3, &ten).unwrap(), ["one line"]);
        assert_eq!(lines("a line that is broken", 3, &ten).unwrap(), ["a line", "that is", "broken"]);
        assert_eq!(lines("a line that is broken", 2, &ten).unwrap(), ["a line", "that is b…"]);
        assert_eq!(lines("abcdefghijklmno p", 3, &ten).unwrap(), ["abcdefghij", "klmno p"]);
        assert_eq!(lines("abcdefghijklmno p", 1, &ten).unwrap(), ["abcdefghi…"]);
        assert_eq!(lines("abc", 2, &|_| Ok(false)).unwrap(), ["a", ""]);
    }

    #[test]
    fn texts_are_safe() {
        assert_eq!(escaped("a<b>&\u{1}c\n"), "a&lt;b&gt;&amp; c ");
    }
}
