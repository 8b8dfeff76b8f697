//! The class: groups that have joined with the code, what each has submitted, and what the teacher has decided. In memory
//! only; nothing of it is written anywhere, and a name is all that is known of a group.

use super::answer::{number, unit, values};
use super::country::Country;
use super::measures::{BOARD, truth};
use super::refusal::Refusal;
use super::runs::Done;
use crate::experiment::statistics::{Paired, mean_interval};
use crate::parallel::Locked;
use crate::scenario::text::write::sha256;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// The most groups.
pub const GROUPS: usize = 60;
/// The most characters of a name.
pub const NAME: usize = 40;
/// Letters of a code: none that looks like another.
const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Letters of a code.
const CODE: usize = 5;

/// A class.
#[derive(Debug)]
pub struct Class {
    code: String,
    teacher: String,
    state: Locked<State>,
}

#[derive(Debug)]
struct State {
    open: bool,
    frozen: bool,
    hidden: bool,
    groups: Vec<Group>,
    /// Number of the next group: one that was removed is not given again.
    next: u64,
}

#[derive(Debug)]
struct Group {
    number: u64,
    name: String,
    token: String,
    submissions: u32,
    submitted: Option<Submitted>,
}

impl State {
    fn takes_policies(&self) -> Result<(), Refusal> {
        if self.frozen {
            let refusal = Refusal::conflict("frozen", "the class is frozen: no policies are taken now");
            return Err(refusal.help("ask the teacher"));
        }
        Ok(())
    }
}

/// What a group has submitted, and what came out.
#[derive(Debug, Clone)]
struct Submitted {
    set: Map<String, Value>,
    from: u32,
    ramp: u32,
    values: Map<String, Value>,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Who has the key.
    Teacher,
    /// A group, by its number.
    Group(u64),
}

/// What a teacher may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Groups may join.
    Open,
    /// No more groups may join.
    Close,
    /// No more policies are taken.
    Freeze,
    /// Policies are taken again.
    Unfreeze,
    /// Only what the superior sees is shown.
    Hide,
    /// Everything is shown.
    Reveal,
    /// All groups go.
    Reset,
    /// One group goes.
    Remove(u64),
}

impl Action {
    /// An action by its name.
    pub fn named(name: &str, group: Option<u64>) -> Option<Self> {
        Some(match name {
            "open" => Self::Open,
            "close" => Self::Close,
            "freeze" => Self::Freeze,
            "unfreeze" => Self::Unfreeze,
            "hide" => Self::Hide,
            "reveal" => Self::Reveal,
            "reset" => Self::Reset,
            "remove" => Self::Remove(group?),
            _ => return None,
        })
    }
}

/// Bytes that nobody can guess.
fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| format!("the system gives no random numbers: {e}"))?;
    Ok(bytes)
}

/// A key that nobody can guess.
fn key() -> Result<String, String> {
    Ok(random::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether a character has no place in a name: it controls something, or turns the direction of the text around it.
fn is_unseen(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    turns || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// Whether two secrets are the same; takes as long whatever they share.
fn same(a: &str, b: &str) -> bool {
    sha256(a) == sha256(b)
}

impl Class {
    /// A class that is open, with a code and a key of its own.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn new() -> Result<Self, String> {
        let mut code = String::new();
        while code.len() < CODE {
            // What is above the largest multiple of the number of letters would make the first ones likelier.
            let bytes = random::<16>()?.into_iter().filter(|b| usize::from(*b) < 256 / LETTERS.len() * LETTERS.len());
            code.extend(bytes.map(|b| char::from(LETTERS[usize::from(b) % LETTERS.len()])).take(CODE - code.len()));
        }
        let state = State { open: true, frozen: false, hidden: false, groups: Vec::new(), next: 1 };
        Ok(Self { code, teacher: key()?, state: Locked::new(state) })
    }

    /// The code with which groups join.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The key of the teacher.
    pub fn teacher(&self) -> &str {
        &self.teacher
    }

    /// Whether groups may join.
    pub fn is_open(&self) -> bool {
        self.state.lock().open
    }

    /// Whether true values are hidden from this visitor.
    pub fn hides(&self, is_teacher: bool) -> bool {
        !is_teacher && self.state.lock().hidden
    }

    /// Whether this is the key of the teacher.
    pub fn is_teacher(&self, key: &str) -> bool {
        same(key, &self.teacher)
    }

    /// Lets a group in: its number and its token.
    ///
    /// # Errors
    /// A wrong code, a closed class, a name that is none or taken, a full class.
    pub fn join(&self, code: &str, name: &str) -> Result<(u64, String), Refusal> {
        if !same(&code.trim().to_uppercase(), &self.code) {
            return Err(Refusal::forbidden("code", "this is not the code of the class").help("the teacher has it"));
        }
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if name.is_empty() || length > NAME || name.chars().any(is_unseen) {
            let text = format!("a name has 1 to {NAME} characters that can be seen; this one has {length}");
            let refusal = Refusal::bad("name", text);
            return Err(refusal.at("name"));
        }
        let token = key().map_err(Refusal::crash)?;
        let mut state = self.state.lock();
        if !state.open {
            return Err(
                Refusal::conflict("closed", "the class takes no more groups").help("ask the teacher to open it")
            );
        }
        if state.groups.iter().any(|g| g.name.to_lowercase() == name.to_lowercase()) {
            return Err(Refusal::conflict("name_taken", "another group has this name").at("name").help("take another"));
        }
        if state.groups.len() >= GROUPS {
            let refusal =
                Refusal::new(StatusCode::TOO_MANY_REQUESTS, "full", format!("the class has {GROUPS} groups already"));
            return Err(refusal.help("the teacher can remove one"));
        }
        let number = state.next;
        state.next += 1;
        state.groups.push(Group { number, name, token: token.clone(), submissions: 0, submitted: None });
        Ok((number, token))
    }

    /// The group with this token.
    ///
    /// # Errors
    /// Where there is none, for example after a reset.
    pub fn group(&self, token: &str) -> Result<u64, Refusal> {
        let state = self.state.lock();
        let found = state.groups.iter().find(|g| same(&g.token, token));
        found.map(|g| g.number).ok_or_else(|| {
            Refusal::forbidden("token", "no group of the class has this token")
                .help("join again: the class was reset or the group removed")
        })
    }

    /// Whether policies are taken.
    ///
    /// # Errors
    /// Where they are not.
    pub fn takes_policies(&self) -> Result<(), Refusal> {
        self.state.lock().takes_policies()
    }

    /// Keeps what a group has submitted; its number of submissions so far.
    ///
    /// # Errors
    /// Where the class was frozen or the group removed in the meantime.
    pub fn submit(&self, country: &Country, group: u64, done: &Done, base: &Done) -> Result<u32, Refusal> {
        let setting = &done.setting;
        let submitted = Submitted {
            set: country.shown_set(&setting.set),
            from: setting.from,
            ramp: setting.ramp,
            values: board(country, done, base),
        };
        // Under one lock: the teacher may freeze at any moment.
        let mut state = self.state.lock();
        state.takes_policies()?;
        let Some(found) = state.groups.iter_mut().find(|g| g.number == group) else {
            return Err(Refusal::forbidden("token", "the group was removed").help("join again"));
        };
        found.submissions += 1;
        found.submitted = Some(submitted);
        Ok(found.submissions)
    }

    /// Does what the teacher asks.
    ///
    /// # Errors
    /// Where there is no such group.
    pub fn control(&self, action: Action) -> Result<(), Refusal> {
        let mut state = self.state.lock();
        match action {
            Action::Open => state.open = true,
            Action::Close => state.open = false,
            Action::Freeze => state.frozen = true,
            Action::Unfreeze => state.frozen = false,
            Action::Hide => state.hidden = true,
            Action::Reveal => state.hidden = false,
            Action::Reset => {
                let next = state.next;
                *state = State { open: true, frozen: false, hidden: false, groups: Vec::new(), next };
            }
            Action::Remove(number) => {
                let before = state.groups.len();
                state.groups.retain(|g| g.number != number);
                if state.groups.len() == before {
                    return Err(Refusal::missing(format!("there is no group {number}")).at("group"));
                }
            }
        }
        Ok(())
    }

    /// The board as this visitor may see it. While true values are hidden, groups see of each other what is reported, and
    /// only their own policy.
    pub fn board(&self, who: Who, country: &Country, base: &Done) -> Value {
        let state = self.state.lock();
        let hidden = state.hidden && who != Who::Teacher;
        let groups = state.groups.iter().map(|group| {
            let mut entry = json!({
                "id": group.number,
                "name": group.name,
                "submitted": group.submitted.is_some(),
                "submissions": group.submissions,
            });
            if let Some(submitted) = &group.submitted {
                entry["values"] = Value::Object(told(&submitted.values, hidden));
                if !hidden || who == Who::Group(group.number) {
                    entry["set"] = Value::Object(submitted.set.clone());
                    entry["from"] = submitted.from.into();
                    entry["ramp"] = submitted.ramp.into();
                }
            }
            entry
        });
        let mut shown = json!({
            "open": state.open,
            "frozen": state.frozen,
            "hidden": state.hidden,
            "groups": groups.collect::<Vec<_>>(),
            "baseline": { "values": told(&board(country, base, base), hidden) },
        });
        match who {
            Who::Teacher => shown["code"] = self.code.clone().into(),
            Who::Group(number) => shown["group"] = number.into(),
        }
        shown
    }
}

/// What of a group's values may be told.
fn told(values: &Map<String, Value>, hidden: bool) -> Map<String, Value> {
    let told = values.iter().filter(|(_, v)| !hidden || v["truth"] != "true");
    told.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// What the board shows of a run: means over the last recorded year, and differences from the country as it is.
fn board(country: &Country, done: &Done, base: &Done) -> Map<String, Value> {
    let grid = &country.grid;
    let entry = |(key, measure, group): &(&str, &str, &str)| {
        let at = grid.find(measure, group, None, "last")?;
        let (own, theirs) = (values(done, at), values(base, at));
        let there: Vec<f64> = own.iter().copied().filter(|v| v.is_finite()).collect();
        let (mean, interval) = mean_interval(&there);
        let paired = Paired::new(&own, &theirs);
        let column = &grid.columns[at % grid.columns.len()];
        let value = json!({
            "measure": measure,
            "group": group,
            "unit": unit(&grid.names, column),
            "truth": truth(measure),
            "mean": number(mean),
            "low": interval.map(|i| i.0),
            "high": interval.map(|i| i.1),
            "difference": {
                "difference": paired.difference,
                "low": paired.low,
                "high": paired.high,
                "n": paired.n,
                "agree": paired.agree,
            },
        });
        Some(((*key).to_string(), value))
    };
    BOARD.iter().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_keys_differ() {
        let (a, b) = (Class::new().unwrap(), Class::new().unwrap());
        assert_ne!(a.code(), b.code());
        assert_ne!(a.teacher(), b.teacher());
        assert!(a.code().len() == CODE && a.code().bytes().all(|c| LETTERS.contains(&c)));
        assert!(a.is_teacher(a.teacher()) && !a.is_teacher("") && !a.is_teacher(b.teacher()));
    }

    #[test]
    fn groups_join_with_a_code_and_a_name() {
        let class = Class::new().unwrap();
        let code = class.code().to_lowercase();
        let (first, token) = class.join(&code, " The  <b>first</b> ").unwrap();
        assert_eq!(class.group(&token).unwrap(), first);
        let names = || class.state.lock().groups.iter().map(|g| g.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(), ["The <b>first</b>"]);
        let status = |result: Result<(u64, String), Refusal>| result.unwrap_err().status();
        // Wrong by one letter.
        let near = format!("{}{}", if code.starts_with('a') { 'b' } else { 'a' }, &code[1..]);
        assert_eq!(status(class.join(&near, "second")), 403);
        assert_eq!(status(class.join(&code, "the <B>FIRST</b>")), 409);
        assert_eq!(status(class.join(&code, "")), 400);
        assert_eq!(status(class.join(&code, &"x".repeat(NAME + 1))), 400);
        assert_eq!(status(class.join(&code, "a\u{7}b")), 400);
        class.control(Action::Close).unwrap();
        assert_eq!(status(class.join(&code, "second")), 409);
        class.control(Action::Open).unwrap();
        (1..GROUPS).for_each(|i| assert!(class.join(&code, &format!("g{i}")).is_ok()));
        assert_eq!(status(class.join(&code, "one more")), 429);
        class.control(Action::Remove(first)).unwrap();
        assert_eq!(class.group(&token).unwrap_err().status(), 403);
        assert_eq!(class.control(Action::Remove(first)).unwrap_err().status(), 404);
        assert!(class.join(&code, "one more").is_ok());
        class.control(Action::Reset).unwrap();
        assert!(names().is_empty());
    }
}
