//! Lists of what is noted of a pile of cases: written anew every week, and what is written may or may not be kept.

/// The most cases of a pile: so many that all that is noted of them stays in the innermost cache.
pub(super) const PILE: usize = 256;

/// One more: what is not kept is written too, also behind the last.
const ROOM: usize = PILE + 1;

/// A list of at most [`PILE`] items, with a cheap way to write what may or may not be kept.
#[derive(Debug, Clone)]
pub(super) struct List<T> {
    room: Box<[T; ROOM]>,
    len: usize,
}

impl<T: Copy + Default> Default for List<T> {
    fn default() -> Self {
        Self { room: Box::new([T::default(); ROOM]), len: 0 }
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

    /// Forgets what there is and gives `n` places to be filled.
    pub(super) fn fill(&mut self, n: usize) -> &mut [T] {
        self.len = n;
        &mut self.room[..n]
    }

    /// What can still be changed.
    pub(super) fn items_mut(&mut self) -> &mut [T] {
        &mut self.room[..self.len]
    }

    /// What was kept.
    pub(super) fn items(&self) -> &[T] {
        &self.room[..self.len]
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
