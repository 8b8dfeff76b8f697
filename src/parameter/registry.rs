//! Which place in the flat list of numbers is which parameter.

use super::{Declaration, ParameterGroup};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One addressable number: a parameter, or one element of a row.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Path in scenario files: `cascade.hedging`, `evaluation.weights.digital`.
    pub path: String,
    /// Place of its declaration in [`Registry::declarations`].
    pub declaration: usize,
    /// Element within the row; 0 for a single number.
    pub element: usize,
}

/// All parameters of a scenario, in order. Which indicators exist is the scenario's choice, so a registry is made for one.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    declarations: Vec<Declaration>,
    leaves: Vec<Leaf>,
    by_path: BTreeMap<String, usize>,
    groups: Vec<(String, &'static str)>,
}

impl Registry {
    /// Adds the parameters of a group under its own name.
    pub fn add<G: ParameterGroup>(&mut self) {
        self.groups.push((G::NAME.into(), G::ABOUT));
        self.add_declarations(G::declarations());
    }

    /// Adds the parameters of a group under another name, with other defaults (one value a number).
    pub fn add_named<G: ParameterGroup>(&mut self, name: &str, defaults: &[f64]) {
        self.groups.push((name.into(), G::ABOUT));
        let mut at = 0;
        let declarations = G::declarations().into_iter().map(|mut d| {
            d.group = Cow::Owned(name.to_string());
            let n = d.default.len();
            d.default = defaults[at..at + n].to_vec();
            at += n;
            d
        });
        self.add_declarations(declarations.collect());
    }

    fn add_declarations(&mut self, declarations: Vec<Declaration>) {
        for declaration in declarations {
            let at = self.declarations.len();
            for element in 0..declaration.default.len() {
                let mut path = declaration.path();
                if let Some(label) = declaration.labels.get(element) {
                    path.push('.');
                    path.push_str(label);
                }
                self.by_path.insert(path.clone(), self.leaves.len());
                self.leaves.push(Leaf { path, declaration: at, element });
            }
            self.declarations.push(declaration);
        }
    }

    /// All declarations, in order.
    pub fn declarations(&self) -> &[Declaration] {
        &self.declarations
    }

    /// All addressable numbers, in the order of the flat list.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// Names of the groups, in order, with what each is about.
    pub fn groups(&self) -> &[(String, &'static str)] {
        &self.groups
    }

    /// Place of a path in the flat list; a row is addressed by its elements.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// Declaration of the parameter with this path (`group.name`, without the element).
    pub fn declaration(&self, path: &str) -> Option<&Declaration> {
        self.declarations.iter().find(|d| d.path() == path)
    }

    /// Declaration of a place in the flat list.
    pub fn declaration_of(&self, leaf: usize) -> &Declaration {
        &self.declarations[self.leaves[leaf].declaration]
    }

    /// The flat list of defaults.
    pub fn defaults(&self) -> Vec<f64> {
        self.declarations.iter().flat_map(|d| d.default.iter().copied()).collect()
    }
}

/// Reads groups back from the flat list, in the order in which they were added.
#[derive(Debug)]
pub struct Reader<'a> {
    values: &'a [f64],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the first number.
    pub fn new(values: &'a [f64]) -> Self {
        Self { values, at: 0 }
    }

    /// The next group.
    pub fn group<G: ParameterGroup>(&mut self) -> G {
        let from = self.at;
        self.at += G::LENGTH;
        G::from_values(&self.values[from..self.at])
    }
}
