//! State of the country, and how it is made. No rules of behaviour, no input or output.

pub mod clock;
pub mod hierarchy;
pub mod indicator;
pub mod leader;
pub mod population;
