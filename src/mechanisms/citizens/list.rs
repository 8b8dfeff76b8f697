//! Lists of what is noted of a pile of cases: written anew every week, and what is written may or may not be kept.

use crate::wide::LANES;
use crate::wide::pick::{self, Flag};

/// The most cases of a pile: so many that all that is noted of them stays in the innermost cache.
pub(super) const PILE: usize = 256;

/// Whole lanes more: what is not kept is written too, also behind the last.
pub(super) const ROOM: usize = PILE + LANES;

/// A list of at most [`PILE`] items. All lists of a pile lie side by side, so that a loop over several of them knows that
/// none overlaps another.
#[derive(Debug, Clone)]
pub(super) struct List<T> {
    room: [T; ROOM],
    len: usize,
}

impl<T: Copy + Default> Default for List<T> {
    fn default() -> Self {
        Self { room: [T::default(); ROOM], len: 0 }
    }
}

impl<T: Copy + Default> List<T> {
    /// Forgets what there is and gives `n` places to be filled, in whole lanes: what is left over at the end is worked on
    /// too and not looked at.
    pub(super) fn fill(&mut self, n: usize) -> &mut [T] {
        self.len = n;
        self.room[n..n + LANES].fill(T::default());
        self.lanes_mut()
    }
}

impl<T> List<T> {
    /// Forgets what there is; items can be written.
    pub(super) fn rewrite(&mut self) -> Writer<'_, T> {
        Writer { room: &mut self.room, len: &mut self.len, at: 0 }
    }

    /// Items can be written behind those there are.
    pub(super) fn go_on(&mut self) -> Writer<'_, T> {
        let at = self.len;
        Writer { room: &mut self.room, len: &mut self.len, at }
    }

    /// What can still be changed.
    pub(super) fn items_mut(&mut self) -> &mut [T] {
        &mut self.room[..self.len]
    }

    /// What was kept.
    pub(super) fn items(&self) -> &[T] {
        &self.room[..self.len]
    }

    /// What was kept, in whole lanes.
    pub(super) fn lanes(&self) -> &[T] {
        &self.room[..self.len.next_multiple_of(LANES)]
    }

    /// What can still be changed, in whole lanes.
    pub(super) fn lanes_mut(&mut self) -> &mut [T] {
        &mut self.room[..self.len.next_multiple_of(LANES)]
    }
}

impl List<u32> {
    /// Becomes the places of those that carry a flag.
    pub(super) fn become_places(&mut self, flags: &List<u32>, flag: Flag) {
        self.len = pick::places(&flags.room, flags.len, flag, &mut self.room);
    }
}

impl List<u64> {
    /// Becomes those items that carry a flag.
    pub(super) fn become_picked(&mut self, items: &List<u64>, flags: &List<u32>, flag: Flag) {
        self.len = pick::items(&items.room, &flags.room, flags.len, flag, &mut self.room);
    }
}

/// Writes a [`List`] anew.
#[derive(Debug)]
pub(super) struct Writer<'a, T> {
    room: &'a mut [T; ROOM],
    len: &'a mut usize,
    at: usize,
}

impl<T> Writer<'_, T> {
    /// Writes an item and moves on if it is to be kept: no branch, whose outcome the processor could only guess.
    #[inline(always)]
    pub(super) fn put(&mut self, item: T, keep: bool) {
        self.room[self.at] = item;
        self.at += usize::from(keep);
    }
}

impl<T> Drop for Writer<'_, T> {
    fn drop(&mut self) {
        *self.len = self.at;
    }
}
