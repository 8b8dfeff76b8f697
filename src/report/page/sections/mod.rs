//! The sections of the page, in its order: one file each.

pub(super) mod answer;
pub(super) mod calibration;
pub(super) mod cascade;
pub(super) mod compared;
pub(super) mod course;
pub(super) mod hours;
pub(super) mod made;
pub(super) mod offices;
pub(super) mod platforms;
pub(super) mod reported;
pub(super) mod sensitivity;
pub(super) mod sweep;
pub(super) mod who;
