//! What the model tells readers of scenarios beyond its parameters.

use crate::observe::MEASURES;
use crate::scenario::{MeasureInfo, Vocabulary, faults};
use std::sync::LazyLock;

/// Measures by name, and the rules between parameters.
pub fn vocabulary() -> Vocabulary {
    static LIST: LazyLock<Vec<MeasureInfo>> = LazyLock::new(|| {
        MEASURES.iter().map(|m| MeasureInfo { name: m.name, unit: m.unit, sentence: m.sentence }).collect()
    });
    Vocabulary { measures: &LIST, faults }
}
