//! Shapes of marks, so that lines are told apart without their colours.

use super::page::{Drawn, Pen};
use plotters::prelude::*;

/// A shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A disc.
    Disc,
    /// A square.
    Square,
    /// A triangle that points up.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A circle that is white inside.
    Ring,
    /// A triangle that points down.
    Down,
    /// Two crossed strokes.
    Cross,
    /// A square that is white inside.
    Frame,
}

/// All shapes, those that differ most first.
pub const SHAPES: [Shape; 8] =
    [Shape::Disc, Shape::Square, Shape::Triangle, Shape::Diamond, Shape::Ring, Shape::Down, Shape::Cross, Shape::Frame];

impl<DB: DrawingBackend> Pen<'_, DB> {
    /// A mark of a shape around a place, all about as large as a disc of this radius.
    pub(super) fn shape(&self, shape: Shape, at: (f64, f64), radius: f64, colour: RGBAColor) -> Drawn {
        let (x, y) = at;
        let square = |half: f64| [(x - half, y - half), (x + half, y + half)];
        let pointed = |up: f64| [(x, y - 1.3 * up), (x + 1.2 * radius, y + 0.9 * up), (x - 1.2 * radius, y + 0.9 * up)];
        match shape {
            Shape::Disc => self.circle(at, radius, colour),
            Shape::Ring => {
                self.circle(at, radius, colour)?;
                self.circle(at, 0.55 * radius, WHITE.mix(1.0))
            }
            Shape::Square => self.surface(square(0.9 * radius), colour),
            Shape::Frame => {
                self.surface(square(0.95 * radius), colour)?;
                self.surface(square(0.5 * radius), WHITE.mix(1.0))
            }
            Shape::Triangle => self.area(&pointed(radius), colour),
            Shape::Down => self.area(&pointed(-radius), colour),
            Shape::Diamond => {
                let half = 1.3 * radius;
                self.area(&[(x, y - half), (x + half, y), (x, y + half), (x - half, y)], colour)
            }
            Shape::Cross => {
                let half = 0.9 * radius;
                let plain = RGBColor(colour.0, colour.1, colour.2);
                self.stroke((x - half, y - half), (x + half, y + half), plain, 0.5 * radius)?;
                self.stroke((x - half, y + half), (x + half, y - half), plain, 0.5 * radius)
            }
        }
    }
}
