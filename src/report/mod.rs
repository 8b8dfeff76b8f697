//! Tables in, files and figures out. Knows no simulation: whoever has rows and names can write a result folder.
//!
//! [`Folder`] is the place, [`FileSink`] takes the rows, [`figures`] draws them, [`Manifest`] says where all of it comes from;
//! [`page`] makes one page of a folder that people read.

pub mod csv_tables;
pub mod curves;
pub mod figures;
pub mod folder;
pub mod manifest;
pub mod page;
pub mod parquet_tables;
pub mod spread;
pub mod summary;
pub mod tidy;
pub mod writer;

pub use curves::Curves;
pub use folder::{Folder, FolderError};
pub use manifest::Manifest;
pub use summary::{Summary, SummaryEntry};
pub use tidy::Tidy;
pub use writer::{FileSink, Format, Tables};
