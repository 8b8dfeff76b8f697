//! Lists that are written anew every week, and what is written may or may not be kept.

/// A list that keeps its room, with a cheap way to write what may or may not be kept.
#[derive(Debug, Clone, Default)]
pub(super) struct List<T> {
    room: Vec<T>,
    len: usize,
}

impl<T: Copy + Default> List<T> {
    /// Forgets what there is; up to `most` items can be written.
    pub(super) fn rewrite(&mut self, most: usize) -> Writer<'_, T> {
        // One more: what is not kept is written too, also behind the last.
        if self.room.len() <= most {
            self.room.resize(most + 1, T::default());
        }
        Writer { room: &mut self.room[..=most], len: &mut self.len, at: 0 }
    }

    /// Up to `more` items can be written behind those there are.
    pub(super) fn go_on(&mut self, more: usize) -> Writer<'_, T> {
        let (at, most) = (self.len, self.len + more);
        let mut writer = self.rewrite(most);
        writer.at = at;
        writer
    }

    /// Forgets what there is and gives `n` places to be filled.
    pub(super) fn fill(&mut self, n: usize) -> &mut [T] {
        if self.room.len() < n {
            self.room.resize(n, T::default());
        }
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
    room: &'a mut [T],
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
