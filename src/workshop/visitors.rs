//! Who asks for how much: runs at once by visitor and by address, and attempts to join by address.
//!
//! A class sits behind one address, so most limits count by a word that the page makes up for each visitor; an address as a
//! whole may have what a full class needs.

use super::refusal::Refusal;
use crate::parallel::Locked;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Runs that one visitor may wait for.
pub const RUNS_OF_VISITOR: usize = 3;
/// Runs that all visitors of one address may wait for.
pub const RUNS_OF_ADDRESS: usize = 128;
/// Attempts to join, or to use a key, from one address in a minute.
pub const TRIES: u32 = 120;
/// The longest word for a visitor.
const LONGEST: usize = 40;
/// Addresses whose attempts are remembered.
const ADDRESSES: usize = 10_000;

/// A visitor: an address and the word of the page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visitor {
    address: IpAddr,
    word: String,
}

impl Visitor {
    /// A visitor; a word that no page makes up is taken for none.
    pub fn new(address: IpAddr, word: &str) -> Self {
        let fits = word.len() <= LONGEST && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        Self { address, word: if fits { word.to_string() } else { String::new() } }
    }
}

#[derive(Debug, Default)]
struct Counts {
    visitors: BTreeMap<Visitor, usize>,
    addresses: BTreeMap<IpAddr, usize>,
    tries: BTreeMap<IpAddr, (Instant, u32)>,
}

/// All visitors who wait for something.
#[derive(Debug, Clone, Default)]
pub struct Visitors(Arc<Locked<Counts>>);

/// A run that counts for a visitor until it is dropped.
#[derive(Debug)]
pub struct Turn {
    visitors: Visitors,
    visitor: Visitor,
}

impl Visitors {
    /// Counts a run for a visitor.
    ///
    /// # Errors
    /// Where the visitor, or the address, has too many.
    pub fn enter(&self, visitor: Visitor) -> Result<Turn, Refusal> {
        let mut counts = self.0.lock();
        let own = counts.visitors.get(&visitor).copied().unwrap_or(0);
        let all = counts.addresses.get(&visitor.address).copied().unwrap_or(0);
        if own >= RUNS_OF_VISITOR {
            let refusal = Refusal::too_many(format!("you wait for {own} runs already"), 2);
            return Err(refusal.help("wait for them, or leave one: a run for which nobody waits stops"));
        }
        if all >= RUNS_OF_ADDRESS {
            let refusal = Refusal::too_many(format!("visitors from your address wait for {all} runs already"), 5);
            return Err(refusal.help("try again in a few seconds"));
        }
        *counts.visitors.entry(visitor.clone()).or_default() += 1;
        *counts.addresses.entry(visitor.address).or_default() += 1;
        Ok(Turn { visitors: self.clone(), visitor })
    }

    /// Counts an attempt to join or to use a key.
    ///
    /// # Errors
    /// Where there were too many from this address in the last minute.
    pub fn attempt(&self, address: IpAddr) -> Result<(), Refusal> {
        let mut counts = self.0.lock();
        let now = Instant::now();
        let minute = Duration::from_secs(60);
        if counts.tries.len() >= ADDRESSES {
            counts.tries.retain(|_, (since, _)| now.duration_since(*since) < minute);
        }
        let (since, tries) = counts.tries.entry(address).or_insert((now, 0));
        if now.duration_since(*since) >= minute {
            (*since, *tries) = (now, 0);
        }
        *tries += 1;
        match *tries > TRIES {
            true => {
                let refusal =
                    Refusal::too_many(format!("more than {TRIES} attempts in a minute from your address"), 60);
                Err(refusal.help("wait a minute"))
            }
            false => Ok(()),
        }
    }

    /// Whether nobody waits.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        let counts = self.0.lock();
        counts.visitors.is_empty() && counts.addresses.is_empty()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut counts = self.visitors.0.lock();
        if let Some(own) = counts.visitors.get_mut(&self.visitor) {
            *own -= 1;
            if *own == 0 {
                counts.visitors.remove(&self.visitor);
            }
        }
        if let Some(all) = counts.addresses.get_mut(&self.visitor.address) {
            *all -= 1;
            if *all == 0 {
                counts.addresses.remove(&self.visitor.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_and_addresses_have_their_limits() {
        let visitors = Visitors::default();
        let address: IpAddr = [127, 0, 0, 1].into();
        let mut turns: Vec<Turn> =
            (0..RUNS_OF_VISITOR).map(|_| visitors.enter(Visitor::new(address, "a")).unwrap()).collect();
        assert_eq!(visitors.enter(Visitor::new(address, "a")).unwrap_err().status(), 429);
        turns.extend(
            (RUNS_OF_VISITOR..RUNS_OF_ADDRESS)
                .map(|i| visitors.enter(Visitor::new(address, &format!("b{i}"))).unwrap()),
        );
        assert_eq!(visitors.enter(Visitor::new(address, "c")).unwrap_err().status(), 429);
        assert!(visitors.enter(Visitor::new([127, 0, 0, 2].into(), "c")).is_ok());
        turns.clear();
        assert!(visitors.is_empty());
        assert_eq!(Visitor::new(address, "<b>"), Visitor::new(address, ""));
    }

    #[test]
    fn attempts_are_counted_by_address() {
        let visitors = Visitors::default();
        let address: IpAddr = [127, 0, 0, 1].into();
        assert!((0..TRIES).all(|_| visitors.attempt(address).is_ok()));
        assert_eq!(visitors.attempt(address).unwrap_err().status(), 429);
        assert!(visitors.attempt([127, 0, 0, 2].into()).is_ok());
    }
}
