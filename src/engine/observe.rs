//! How a run is watched without being changed.

use crate::world::jurisdiction::Jurisdiction;
use crate::world::office::Office;
use crate::world::tally::Tally;

/// Sees every office after every week. It reads; what it writes is its own, and must not depend on the order of offices: only
/// the weeks of one office come in order.
pub trait Observe: Sync {
    /// What is kept for one chunk of offices while it runs.
    type Chunk: Send;

    /// Starts a chunk; its offices are neighbours in the list of offices.
    fn open(&self) -> Self::Chunk;

    /// Weeks from this one on whose counts go to the same place, at least 1. So many are simulated of one office before the
    /// next, so that the place stays in the cache with the citizens.
    fn together(&self, week: u32) -> u32;

    /// Where counts of an office's citizens go in this week.
    fn tally<'a>(&self, chunk: &'a mut Self::Chunk, office: u32, week: u32) -> &'a mut Tally;

    /// Sees an office at the end of a week.
    fn see(&self, chunk: &mut Self::Chunk, office: &Office, seat: &Jurisdiction, week: u32);

    /// Ends a chunk.
    fn close(&self, chunk: Self::Chunk);
}

/// An observer that sees nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Observe for Nobody {
    type Chunk = Tally;
    fn open(&self) -> Tally {
        Tally::default()
    }
    fn together(&self, _: u32) -> u32 {
        u32::MAX
    }
    fn tally<'a>(&self, chunk: &'a mut Tally, _: u32, _: u32) -> &'a mut Tally {
        chunk
    }
    fn see(&self, _: &mut Tally, _: &Office, _: &Jurisdiction, _: u32) {}
    fn close(&self, _: Tally) {}
}
