//! The engine: knows steps and their order, not what they do.

pub mod observe;
pub mod schedule;
pub mod stopwatch;

pub use observe::{Nobody, Observe};
pub use schedule::{Column, Step};
pub use stopwatch::{Clock, Stopwatch};
