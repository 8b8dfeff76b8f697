//! Runs that are over, by the hash of what was run: bounded by number and by bytes, those that nobody asked for longest go
//! first.

use super::runs::Done;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The runs that are remembered.
#[derive(Debug)]
pub(super) struct Cache {
    most: usize,
    most_bytes: usize,
    /// The run that is never forgotten: the country as it is.
    pinned: String,
    runs: BTreeMap<String, (Arc<Done>, u64)>,
    bytes: usize,
    asked: u64,
}

impl Cache {
    pub(super) fn new(most: usize, most_bytes: usize, pinned: String) -> Self {
        Self { most, most_bytes, pinned, runs: BTreeMap::new(), bytes: 0, asked: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.runs.len()
    }

    /// The run of this hash.
    pub(super) fn get(&mut self, hash: &str) -> Option<Arc<Done>> {
        self.asked += 1;
        let (done, asked) = self.runs.get_mut(hash)?;
        *asked = self.asked;
        Some(done.clone())
    }

    /// Remembers a run, and forgets others until there is room.
    pub(super) fn add(&mut self, done: Arc<Done>) {
        self.asked += 1;
        self.bytes += done.bytes();
        if let Some((old, _)) = self.runs.insert(done.setting.hash.clone(), (done, self.asked)) {
            self.bytes -= old.bytes();
        }
        while self.runs.len() > self.most || self.bytes > self.most_bytes {
            let others = self.runs.iter().filter(|(hash, _)| **hash != self.pinned);
            let Some(oldest) = others.min_by_key(|(_, (_, asked))| *asked).map(|(hash, _)| hash.clone()) else { break };
            if let Some((old, _)) = self.runs.remove(&oldest) {
                self.bytes -= old.bytes();
            }
        }
    }
}
