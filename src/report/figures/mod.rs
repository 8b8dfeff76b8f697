//! The figures of a run: each file says what one figure shows, [`draw`] puts it on SVG and PNG alike.
//!
//! [`dots`] and [`points`] are for experiments: means with intervals, one row each for what is compared, and over numbers for
//! what is varied. [`picture`] is either of them.

mod axis;
mod citizens;
pub mod dots;
mod dots_draw;
pub mod draw;
mod hours;
mod letters;
mod lines;
mod page;
pub mod picture;
mod platforms;
pub mod plot;
pub mod points;
mod points_draw;
mod reported;
mod scale;
pub mod shape;
pub mod style;
mod targets;

use crate::parallel;
use crate::report::curves::Curves;
use crate::report::manifest::SkippedFigure;
use jiff::civil::Date;
use plot::Drawing;
use std::path::Path;

/// What captions and footers say about the run.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// Name of the scenario.
    pub scenario: String,
    /// Hash of the resolved scenario.
    pub hash: String,
    /// Date on which the first recorded week begins.
    pub start: Date,
    /// Offices of one replicate.
    pub offices: u64,
    /// Simulated citizens of one replicate.
    pub citizens: u64,
    /// Replicates.
    pub replicates: u32,
}

/// A figure of the standard set.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// File name without its ending.
    pub name: &'static str,
    /// Measures it is drawn from.
    pub measures: &'static [&'static str],
    /// Draws it; an error says what is missing.
    pub draw: fn(&Curves, &About) -> Result<Drawing, String>,
}

/// The standard set.
pub const FIGURES: [Figure; 5] =
    [targets::FIGURE, hours::FIGURE, reported::FIGURE, citizens::FIGURE, platforms::FIGURE];

/// All measures that some figure needs.
pub fn measures() -> Vec<&'static str> {
    FIGURES.iter().flat_map(|f| f.measures).copied().collect()
}

/// Draws the standard set into `folder` as SVG and PNG. Figures whose measures were not recorded are left out and named.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_all(folder: &Path, curves: &Curves, about: &About) -> Result<Vec<SkippedFigure>, String> {
    let drawn = parallel::map(FIGURES.to_vec(), |figure| match (figure.draw)(curves, about) {
        Ok(drawing) => {
            draw::svg(&drawing, &folder.join(format!("{}.svg", figure.name)))?;
            draw::png(&drawing, &folder.join(format!("{}.png", figure.name)))?;
            Ok(None)
        }
        Err(reason) => Ok(Some(SkippedFigure { figure: figure.name.into(), reason })),
    });
    drawn.into_iter().filter_map(Result::transpose).collect()
}

#[cfg(test)]
mod dots_tests;
#[cfg(test)]
mod points_tests;
#[cfg(test)]
mod reading_tests;
#[cfg(test)]
mod tests;
