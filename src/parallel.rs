//! Independent pieces of work, side by side where the feature `parallel` is on. The pieces share nothing that they write
//! but whole numbers, so neither the number of threads nor the order changes a bit. Pieces are large, and each can go to a
//! thread that has nothing left to do: a thread that took many at once would be waited for at the end.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What threads write in turn. A thread that panicked leaves it as it was: pieces are handed in whole.
#[derive(Debug, Default)]
pub struct Locked<T>(Mutex<T>);

impl<T> Locked<T> {
    /// Holds a value.
    pub const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Waits until no other thread has it.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Clone for Locked<T> {
    fn clone(&self) -> Self {
        Self::new(self.lock().clone())
    }
}

/// Does every piece of work once.
#[cfg(feature = "parallel")]
pub fn for_each<T: Send>(pieces: Vec<T>, work: impl Fn(T) + Sync + Send) {
    use rayon::prelude::*;
    pieces.into_par_iter().with_max_len(1).for_each(work);
}

/// Does every piece of work once.
#[cfg(not(feature = "parallel"))]
pub fn for_each<T: Send>(pieces: Vec<T>, work: impl Fn(T) + Sync + Send) {
    pieces.into_iter().for_each(work);
}

/// Works on every item of a list, with its place; a list of one costs nothing more than the work.
#[cfg(feature = "parallel")]
#[inline]
pub fn for_each_with_index<T: Send>(items: &mut [T], work: impl Fn(usize, &mut T) + Sync + Send) {
    use rayon::prelude::*;
    match items {
        [only] => work(0, only),
        items => items.par_iter_mut().with_max_len(1).enumerate().for_each(|(i, item)| work(i, item)),
    }
}

/// Works on every item of a list, with its place.
#[cfg(not(feature = "parallel"))]
#[inline]
pub fn for_each_with_index<T: Send>(items: &mut [T], work: impl Fn(usize, &mut T) + Sync + Send) {
    items.iter_mut().enumerate().for_each(|(i, item)| work(i, item));
}

/// The result of every piece of work, in order.
#[cfg(feature = "parallel")]
pub fn map<T: Send, R: Send>(pieces: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    pieces.into_par_iter().with_max_len(1).map(work).collect()
}

/// The result of every piece of work, in order.
#[cfg(not(feature = "parallel"))]
pub fn map<T: Send, R: Send>(pieces: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    pieces.into_iter().map(work).collect()
}

/// Does two things, side by side if a thread has nothing else to do; the first begins at once.
#[cfg(feature = "parallel")]
pub fn both<A: Send, B: Send>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(first, second)
}

/// Does two things, one after the other.
#[cfg(not(feature = "parallel"))]
pub fn both<A: Send, B: Send>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B + Send) -> (A, B) {
    (first(), second())
}

/// Threads that pieces of work are shared out to.
#[cfg(feature = "parallel")]
pub fn threads() -> usize {
    rayon::current_num_threads()
}

/// Threads that pieces of work are shared out to.
#[cfg(not(feature = "parallel"))]
pub fn threads() -> usize {
    1
}

/// Does work on so many threads of its own.
///
/// # Errors
/// Where the system does not give them; the text is its reason.
#[cfg(feature = "parallel")]
pub fn on_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> Result<R, String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    Ok(pool.map_err(|error| format!("cannot start {threads} threads: {error}"))?.install(work))
}

/// Does work on the thread that asks.
///
/// # Errors
/// Never.
#[cfg(not(feature = "parallel"))]
pub fn on_threads<R: Send>(_threads: usize, work: impl FnOnce() -> R + Send) -> Result<R, String> {
    Ok(work())
}
