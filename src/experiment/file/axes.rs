//! What is varied, how points are chosen, and which figures are to be met.

use super::desk::Desk;
use crate::experiment::design;
use crate::experiment::job::Arm;
use crate::experiment::question::{Calibration, Factor, Fitting, Question, Screening, Sensitivity, Sweep, Target};
use crate::parameter::{Declaration, Kind, Role};
use crate::scenario::text::diagnostic::{Diagnostic, Place};
use crate::scenario::text::node::{Node, Table, Value};
use crate::scenario::text::parameters::{Lookup, summary};
use crate::scenario::text::{suggest, typed};

/// The most points of a design.
const MOST: usize = 1_000_000;

/// A factor as it is written.
struct Axis {
    factor: Factor,
    values: Vec<f64>,
    place: Place,
}

/// What a file with a design asks.
pub(super) fn question(
    desk: &mut Desk<'_>,
    table: &Table,
    arm: &Arm,
    replicates: u32,
    outcomes: Vec<String>,
    targets: &[(&Table, Place)],
    top: Place,
) -> Option<Question> {
    let written = table.get("design")?;
    let design_place = written.node.place;
    let design = typed::table(&written.node, "design", &mut desk.loader.faults)?;
    desk.check_keys("design", design, &["method"], design_place);
    let allowed: &[&str] = match desk.kind {
        "sweep" => &["factorial", "list", "latin-hypercube", "sobol"],
        "sensitivity" => &["morris", "sobol"],
        _ => &["rejection", "smc"],
    };
    let method = desk.text(design, "method")?;
    if !allowed.contains(&method.as_str()) {
        let place = design.get("method").map(|entry| entry.node.place);
        let fault = Diagnostic::at(place, format!("`{method}` is not a method of a {}", desk.kind));
        desk.fault(fault.help(suggest::help(&method, allowed.iter().copied())));
        return None;
    }
    let seed = desk.number(design, "seed", 0.0, 4_503_599_627_370_496.0).map_or(1, |s| s as u64);
    let axes: Vec<Axis> =
        desk.tables(table, "factor").into_iter().filter_map(|(t, place)| axis(desk, t, place, arm)).collect();
    let before = desk.loader.faults.items().len();
    distinct(desk, &axes, &outcomes);
    if axes.is_empty() {
        desk.fault(Diagnostic::at(top, "nothing is varied").help("write one [[factor]] for each axis"));
        return None;
    }
    let points_of = |desk: &mut Desk<'_>| {
        let points = desk.whole(design, "points", 1, MOST as u32);
        if !design.contains_key("points") {
            let fault = Diagnostic::at(design_place, format!("`{method}` needs `design.points`"));
            desk.fault(fault.help("a number of points, such as points = 64"));
        }
        points.map(|p| p as usize)
    };
    let question = match desk.kind {
        "sweep" => {
            let points = match method.as_str() {
                "factorial" | "list" => listed(desk, &axes, method == "list")?,
                _ => {
                    let n = points_of(desk)?;
                    ranged(desk, &axes);
                    let unit = match method.as_str() {
                        "sobol" => design::sobol_points(n, axes.len(), seed),
                        _ => Ok(design::latin_hypercube(n, axes.len(), seed)),
                    };
                    match unit {
                        Ok(unit) => at(&axes, &unit),
                        Err(error) => {
                            desk.fault(Diagnostic::at(design_place, error.to_string()));
                            return None;
                        }
                    }
                }
            };
            Question::Sweep(Sweep { method, factors: factors(axes), points, replicates, outcomes })
        }
        "sensitivity" => {
            ranged(desk, &axes);
            let screening = match method.as_str() {
                "morris" => {
                    let trajectories = desk.whole(design, "trajectories", 2, 10_000).unwrap_or(20) as usize;
                    let levels = desk.whole(design, "levels", 2, 100).unwrap_or(4) as usize;
                    Screening::Morris { trajectories, levels }
                }
                _ => Screening::Sobol { points: points_of(desk)? },
            };
            if let Err(error) = crate::experiment::sensitivity::unit_points(screening, axes.len(), seed) {
                desk.fault(Diagnostic::at(design_place, error.to_string()));
            }
            let resamples = desk.whole(design, "resamples", 100, 100_000).unwrap_or(1000) as usize;
            Question::Sensitivity(Sensitivity {
                screening,
                factors: factors(axes),
                replicates,
                outcomes,
                resamples,
                seed,
            })
        }
        _ => {
            ranged(desk, &axes);
            let fitting = match method.as_str() {
                "rejection" => Fitting::Rejection {
                    draws: points_of(desk)?,
                    keep: desk.number(design, "keep", 0.0001, 1.0).unwrap_or(0.1),
                },
                _ => Fitting::Smc {
                    particles: desk.whole(design, "particles", 10, 100_000).unwrap_or(100) as usize,
                    generations: desk.whole(design, "generations", 1, 100).unwrap_or(5) as usize,
                    quantile: desk.number(design, "quantile", 0.05, 0.95).unwrap_or(0.5),
                },
            };
            let predictive = desk.whole(design, "predictive", 10, 10_000).unwrap_or(40) as usize;
            let targets: Vec<Target> =
                targets.iter().filter_map(|(table, place)| target(desk, table, *place, arm)).collect();
            if !targets.iter().any(|t| t.fit) {
                desk.fault(Diagnostic::at(top, "no figure is fitted").help("at least one target has fit = true"));
            }
            Question::Calibration(Calibration {
                fitting,
                factors: factors(axes),
                replicates,
                targets,
                predictive,
                seed,
            })
        }
    };
    (desk.loader.faults.items().len() == before).then_some(question)
}

fn factors(axes: Vec<Axis>) -> Vec<Factor> {
    axes.into_iter().map(|axis| axis.factor).collect()
}

/// Columns that every table of runs or particles has.
const TAKEN: [&str; 9] = ["run", "point", "replicate", "seed", "status", "reason", "particle", "weight", "distance"];

/// Complains of names and parameters that appear twice.
fn distinct(desk: &mut Desk<'_>, axes: &[Axis], outcomes: &[String]) {
    for (i, axis) in axes.iter().enumerate() {
        let name = &axis.factor.name;
        if TAKEN.contains(&name.as_str()) || outcomes.contains(name) {
            let fault = Diagnostic::at(axis.place, format!("a factor cannot be called `{name}`"));
            desk.fault(fault.help("a column of the results has this name; give another with `name`"));
        }
        for other in &axes[..i] {
            if other.factor.name == *name {
                let fault = Diagnostic::at(axis.place, format!("there are two factors `{name}`"));
                desk.fault(fault.help("give them names with `name`"));
            }
            if let Some(path) = axis.factor.parameters.iter().find(|p| other.factor.parameters.contains(p)) {
                let fault = Diagnostic::at(axis.place, format!("two factors move `{path}`"));
                desk.fault(fault.help("a parameter can have one value only"));
            }
        }
    }
}

/// Points between 0 and 1 as values of the factors.
fn at(axes: &[Axis], unit: &[Vec<f64>]) -> Vec<Vec<f64>> {
    unit.iter().map(|row| row.iter().zip(axes).map(|(u, axis)| axis.factor.at(*u)).collect()).collect()
}

/// Complains of factors without a range.
fn ranged(desk: &mut Desk<'_>, axes: &[Axis]) {
    for axis in axes.iter().filter(|axis| !axis.values.is_empty()) {
        let fault = Diagnostic::at(axis.place, format!("the factor `{}` needs a range here", axis.factor.name));
        desk.fault(fault.help("values are for the methods factorial and list; write range = [lowest, highest]"));
    }
}

/// All combinations of the values, or the values side by side.
fn listed(desk: &mut Desk<'_>, axes: &[Axis], side_by_side: bool) -> Option<Vec<Vec<f64>>> {
    let lengths: Vec<usize> = axes.iter().map(|axis| axis.values.len()).collect();
    for axis in axes.iter().filter(|axis| axis.values.is_empty()) {
        let fault = Diagnostic::at(axis.place, format!("the factor `{}` needs values here", axis.factor.name));
        desk.fault(fault.help("write values = [0.1, 0.2]; ranges are for latin-hypercube and sobol"));
    }
    if side_by_side {
        let first = *lengths.first()?;
        if let Some(axis) = axes.iter().find(|axis| axis.values.len() != first) {
            let message =
                format!("the factor `{}` has {} values, the first has {first}", axis.factor.name, axis.values.len());
            desk.fault(
                Diagnostic::at(axis.place, message)
                    .help("a list takes the first value of all factors, then the second"),
            );
            return None;
        }
        return Some((0..first).map(|row| axes.iter().map(|axis| axis.values[row]).collect()).collect());
    }
    let all = lengths.iter().try_fold(1usize, |product, n| product.checked_mul(*n)).filter(|n| *n <= MOST);
    if all.is_none() {
        let place = axes.first().map(|axis| axis.place);
        desk.fault(
            Diagnostic::at(place, format!("more than {MOST} points")).help("take fewer values, or latin-hypercube"),
        );
        return None;
    }
    let rows = design::factorial(&lengths);
    Some(rows.iter().map(|row| row.iter().zip(axes).map(|(i, axis)| axis.values[*i]).collect()).collect())
}

/// One number of a parameter, in its bounds.
fn value(desk: &mut Desk<'_>, lookup: &Lookup<'_>, path: &str, node: &Node) -> Option<f64> {
    let mut written = Vec::new();
    lookup.read(path, node.place, node, &mut desk.loader.faults, &mut written);
    written.first().map(|w| w.value)
}

fn axis(desk: &mut Desk<'_>, table: &Table, place: Place, arm: &Arm) -> Option<Axis> {
    desk.check_keys("factor", table, &["parameter"], place);
    let registry = &arm.scenario.registry;
    let lookup = Lookup::new(registry);
    let paths = desk.texts(table, "parameter");
    let mut declarations: Vec<&Declaration> = Vec::new();
    for (path, place) in &paths {
        match registry.find(path) {
            Some(leaf) => declarations.push(registry.declaration_of(leaf)),
            None => {
                let row = registry.declaration(path);
                let fault = match row {
                    Some(d) => Diagnostic::at(*place, format!("`{path}` is a row of numbers")).help(format!(
                        "name one of them: `{path}.…` with {}",
                        suggest::one_of(d.labels.iter().copied())
                    )),
                    None => lookup.unknown(path, *place),
                };
                desk.fault(fault);
            }
        }
    }
    let (first, _) = paths.first()?;
    let declaration = *declarations.first()?;
    for (d, (path, place)) in declarations.iter().zip(&paths) {
        if d.role == Role::Setting {
            let fault =
                Diagnostic::at(*place, format!("`{path}` is a setting of the run, not a parameter of the model"));
            desk.fault(fault.help("settings are the same in all runs of an experiment: `set`, `replicates`"));
        }
        if desk.kind == "calibration" && d.role != Role::Fact {
            let fault = Diagnostic::at(*place, format!("`{path}` is a {}, not a fact", d.role.word()));
            desk.fault(fault.label("not a fact").help("facts are fitted, policies are chosen; name a fact"));
        }
    }
    let is_choice = matches!(declaration.kind, Kind::Choice(_) | Kind::Switch);
    let values: Vec<f64> = match table.get("values").map(|entry| (&entry.node, &entry.node.value)) {
        Some((_, Value::List(list))) => {
            // Every parameter of a factor must admit the values.
            for (path, _) in paths.iter().skip(1) {
                for node in list {
                    let _ = value(desk, &lookup, path, node);
                }
            }
            list.iter().filter_map(|node| value(desk, &lookup, first, node)).collect()
        }
        Some((node, _)) => {
            desk.fault(typed::mismatch(node, "values", "a list"));
            return None;
        }
        None => Vec::new(),
    };
    let range = match table.get("range").map(|entry| (&entry.node, &entry.node.value)) {
        Some((node, Value::List(list))) if list.len() == 2 => {
            for (path, _) in paths.iter().skip(1) {
                for node in list {
                    let _ = value(desk, &lookup, path, node);
                }
            }
            let (low, high) = (value(desk, &lookup, first, &list[0])?, value(desk, &lookup, first, &list[1])?);
            if low >= high {
                desk.fault(Diagnostic::at(node.place, "the range is empty").help("write [lowest, highest]"));
                return None;
            }
            Some([low, high])
        }
        Some((node, _)) => {
            desk.fault(typed::mismatch(node, "range", "a list of two numbers"));
            return None;
        }
        None if is_choice && values.is_empty() => Some([declaration.lowest, declaration.highest]),
        None => None,
    };
    if range.is_some() != values.is_empty() {
        let fault = Diagnostic::at(place, format!("the factor `{first}` needs either `values` or a `range`"));
        desk.fault(fault.help(summary(declaration)));
        return None;
    }
    let ends = values.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |e, v| [e[0].min(*v), e[1].max(*v)]);
    let range = range.unwrap_or(ends);
    let log = match desk.text(table, "scale").as_deref() {
        None | Some("linear") => false,
        Some("log") if declarations.iter().any(|d| d.kind != Kind::Real) || table.contains_key("normal") => {
            let fault = Diagnostic::at(place, "a logarithmic scale is for real numbers with a uniform prior");
            desk.fault(fault.help("leave `scale` out"));
            false
        }
        Some("log") if range[0] > 0.0 => true,
        Some("log") => {
            desk.fault(Diagnostic::at(place, "a logarithmic scale needs a range above 0"));
            false
        }
        Some(_) => {
            desk.fault(Diagnostic::at(place, "`scale` must be \"linear\" or \"log\""));
            false
        }
    };
    let normal = match table.get("normal").map(|entry| (&entry.node, &entry.node.value)) {
        None => None,
        Some((_, Value::List(list))) if list.len() == 2 => match (&list[0].value, &list[1].value) {
            (Value::Number(mean), Value::Number(sd)) if *sd > 0.0 && mean.is_finite() => Some([*mean, *sd]),
            _ => {
                desk.fault(Diagnostic::at(place, "`normal` must be a mean and a standard deviation above 0"));
                None
            }
        },
        Some((node, _)) => {
            desk.fault(typed::mismatch(node, "normal", "a list of mean and standard deviation"));
            None
        }
    };
    let choices = match declaration.kind {
        Kind::Choice(names) => names.iter().map(|n| (*n).to_string()).collect(),
        Kind::Switch => vec!["false".into(), "true".into()],
        Kind::Real | Kind::Whole => Vec::new(),
    };
    let whole = declarations.iter().any(|d| d.kind != Kind::Real);
    if declarations.iter().any(|d| matches!(d.kind, Kind::Choice(_) | Kind::Switch) && d.kind != declaration.kind) {
        desk.fault(Diagnostic::at(place, "these parameters do not take the same values").help("make them two factors"));
    }
    let name = desk.text(table, "name").unwrap_or_else(|| first.clone());
    let parameters = paths.iter().map(|(path, _)| path.clone()).collect();
    Some(Axis { factor: Factor { name, parameters, range, log, whole, choices, normal }, values, place })
}

fn target(desk: &mut Desk<'_>, table: &Table, place: Place, arm: &Arm) -> Option<Target> {
    desk.check_keys("target", table, &["name", "value", "published", "tolerance", "source"], place);
    let fit = match table.get("fit") {
        Some(entry) => typed::switch(&entry.node, "fit", &mut desk.loader.faults)?,
        None => true,
    };
    let value = desk.text(table, "value")?;
    let at = table.get("value").map_or(place, |entry| entry.node.place);
    desk.expression(&value, at, std::slice::from_ref(arm), false);
    Some(Target {
        name: desk.text(table, "name")?,
        value,
        published: desk.number(table, "published", -1e12, 1e12)?,
        tolerance: desk.number(table, "tolerance", 1e-12, 1e12)?,
        fit,
        source: desk.text(table, "source")?,
    })
}
