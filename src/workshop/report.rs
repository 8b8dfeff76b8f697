//! The report of a run against what it is compared with: the page that `jiama compare --report` writes, from the runs that are
//! there.

use super::export::Material;
use super::refusal::Refusal;
use crate::experiment::answer::Answer;
use crate::report::Tidy;
use crate::report::page::changes::changes;
use crate::report::page::{About, Arm, Country, Material as Page, render};
use crate::scenario::write;
use crate::terms::Lang;

/// The page.
///
/// # Errors
/// A fault of the program.
pub(super) fn page(material: &Material<'_>, answer: &Answer, names: [&str; 2], lang: Lang) -> Result<String, Refusal> {
    let failed = |why: String| Refusal::crash(format!("the report cannot be written: {why}"));
    let table = |name: &str| -> Result<&Tidy, Refusal> {
        let found = answer.tables.iter().find(|t| t.name == name);
        found.ok_or_else(|| failed(format!("there is no table `{name}`")))
    };
    let (base, arm) = (&material.base.setting.scenario, &material.done.setting.scenario);
    let texts = [write(base), write(arm)];
    let [before, after] =
        [changes(&texts[0], None).map_err(failed)?, changes(&texts[1], Some(&texts[0])).map_err(failed)?];
    let arms = [(names[0], before), (names[1], after)].map(|(name, changes)| Arm {
        name: name.to_string(),
        about: String::new(),
        changes,
    });
    let run = base.parameters().run;
    let about = About {
        name: base.name.clone(),
        description: base.description.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
        hash: material.done.setting.hash.clone(),
        seed: run.seed,
        replicates: material.done.replicates.len() as u32,
        runs: 2 * material.done.replicates.len() as u64,
        ..About::default()
    };
    let country = Country::of(&texts[0]);
    let (values, differences) = (table("values")?, table("differences")?);
    let page =
        Page::comparison(about, country, arms.to_vec(), 0, values, differences).map_err(|e| failed(e.to_string()))?;
    render(&page, lang).map_err(|e| failed(e.to_string()))
}
