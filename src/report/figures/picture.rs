//! A figure of an experiment, of whatever kind.

use super::dots::{self, Dots};
use super::page;
use super::points::Points;
use std::path::Path;

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Picture {
    /// Means with intervals, one row each.
    Dots(Dots),
    /// Means over numbers.
    Points(Points),
}

impl Picture {
    /// Writes the figure as SVG.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn svg(&self, path: &Path) -> Result<(), String> {
        match self {
            Self::Dots(dots) => dots::svg(dots, path),
            Self::Points(points) => page::svg(points, path),
        }
    }

    /// Writes the figure as PNG.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn png(&self, path: &Path) -> Result<(), String> {
        match self {
            Self::Dots(dots) => dots::png(dots, path),
            Self::Points(points) => page::png(points, path),
        }
    }
}

impl From<Dots> for Picture {
    fn from(dots: Dots) -> Self {
        Self::Dots(dots)
    }
}

impl From<Points> for Picture {
    fn from(points: Points) -> Self {
        Self::Points(points)
    }
}
