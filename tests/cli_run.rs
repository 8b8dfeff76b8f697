//! `jiama run` as users type it: what it writes, what it refuses, and that nothing is half-written or lost.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "a test may fail")]

use assert_cmd::Command;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

const JIAMA: &str = env!("CARGO_BIN_EXE_jiama");

/// Three tiers, six offices, about 1,200 citizens, a year: a run takes a fraction of a second.
const TINY: &str = r#"
name = "tiny"
[run]
years = 1
burn_in = 8
[hierarchy]
tiers = ["province", "county", "township"]
fan_out = [2, 3]
[population]
citizens_per_office = 200
"#;

/// The same for two regions of a table; the first lacks the tier between.
const REGIONAL: &str = r#"
name = "regional"
[run]
years = 1
burn_in = 8
[hierarchy]
tiers = ["country", "province", "county", "township"]
regions = "regions.csv"
"#;

const HEADER: &str = "name,population,urban_share,share_60_plus,schooling_years,county,township";

/// A folder in which commands run.
struct Desk(TempDir);

/// How a command ended.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("tiny.toml", TINY);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn jiama(&self, line: &str) -> Said {
        self.jiama_with(&line.split_whitespace().collect::<Vec<_>>())
    }

    fn jiama_with(&self, args: &[&str]) -> Said {
        let mut command = Command::new(JIAMA);
        for variable in ["NO_COLOR", "JIAMA_THREADS", "JIAMA_OUT"] {
            command.env_remove(variable);
        }
        command.current_dir(self.0.path()).args(args).output().unwrap().into()
    }

    /// A run that must succeed; the only folder that it made in `out`.
    fn folder(&self, out: &str, line: &str) -> PathBuf {
        let said = self.jiama(&format!("run {line} --quiet --out {out}"));
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{line}");
        let names = names(&self.path(out));
        assert!(names.len() == 1 && !names[0].starts_with('.'), "{names:?}");
        self.path(out).join(&names[0])
    }

    /// A command that must be refused as wrong use or as faulty, in these words, with nothing written and nothing lost.
    #[track_caller]
    fn refused(&self, line: &str, words: &[&str]) {
        self.fails(2, line, words);
    }

    #[track_caller]
    fn fails(&self, code: i32, line: &str, words: &[&str]) {
        let before = everything(self.0.path());
        let said = self.jiama(line);
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{line}: {}", said.err);
        for words in words {
            assert!(said.err.contains(words), "{line}: {words}: {}", said.err);
        }
        let err = &said.err;
        assert!(err.starts_with("error: ") && !err.contains("panicked") && !err.contains("RUST_BACKTRACE"), "{err}");
        assert!(everything(self.0.path()) == before, "{line}: the folder is not as it was");
    }

    /// The fault of a scenario file of this text.
    #[track_caller]
    fn faulty(&self, text: &str, words: &[&str]) {
        self.write("faulty.toml", text);
        self.refused("run faulty.toml", words);
    }

    /// The fault of a region table with these rows.
    #[track_caller]
    fn faulty_table(&self, table: &str, words: &[&str]) {
        self.write("regions.csv", table);
        self.faulty(REGIONAL, words);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Every file and folder below a folder, hidden ones too, with its bytes.
fn everything(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(everything(&path));
            all.insert(path, None);
        } else {
            let bytes = fs::read(&path).unwrap();
            all.insert(path, Some(bytes));
        }
    }
    all
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn same_file(one: &Path, two: &Path, name: &str) {
    assert!(fs::read(one.join(name)).unwrap() == fs::read(two.join(name)).unwrap(), "{name} differs");
}

// ---- What a run writes -------------------------------------------------------------------------------------------------

#[test]
fn a_run_writes_its_folder_and_says_where() {
    let desk = Desk::new();
    let said = desk.jiama("run tiny.toml");
    assert_eq!(said.code, 0, "{}", said.err);
    for words in ["tiny: 9 jurisdictions, 6 offices, about 1,200 simulated citizens, 60 weeks", " of memory and "] {
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
    assert!(
        said.out.contains("citizens.resolved_in_time") && said.out.contains("Attainment of targets"),
        "{}",
        said.out
    );
    let folders = names(&desk.path("output"));
    assert_eq!(folders.len(), 1, "{folders:?}");
    assert!(folders[0].starts_with("tiny-") && folders[0].len() == "tiny-".len() + 8, "{folders:?}");
    assert!(said.out.contains(&format!("Results in output/{} after", folders[0])), "{}", said.out);

    let folder = desk.path("output").join(&folders[0]);
    let expected = ["figures", "manifest.json", "offices.parquet", "scenario.toml", "series.parquet", "summary.json"];
    assert_eq!(names(&folder), expected);
    let figures = names(&folder.join("figures"));
    assert_eq!(figures.len(), 10, "five figures, twice: {figures:?}");
    for figure in &figures {
        let bytes = fs::read(folder.join("figures").join(figure)).unwrap();
        let begin: &[u8] = if figure.ends_with(".svg") { b"<svg" } else { b"\x89PNG" };
        assert!(bytes.starts_with(begin), "{figure}");
    }

    let manifest = json(&folder.join("manifest.json"));
    assert_eq!(manifest["scenario"], "tiny");
    assert_eq!(manifest["offices"], 6);
    assert_eq!(manifest["inputs"][0]["path"], "tiny.toml");
    assert_eq!(manifest["origins"]["run.years"], "tiny.toml:4");
    assert!(manifest["cost"]["steps"].as_array().unwrap().len() > 6);
    let files = manifest["files"].as_array().unwrap();
    assert_eq!(files.len(), 4 + 10, "all but the manifest itself");
    for file in files {
        let size = fs::metadata(folder.join(file["path"].as_str().unwrap())).unwrap().len();
        assert!(size > 0 && Some(size) == file["bytes"].as_u64(), "{file}");
    }
    assert_eq!(manifest["resolved_scenario"], fs::read_to_string(folder.join("scenario.toml")).unwrap());
}

#[test]
fn csv_is_written_where_it_is_wanted() {
    let desk = Desk::new();
    let folder = desk.folder("out", "tiny.toml --format csv");
    let expected = ["figures", "manifest.json", "offices.csv", "scenario.toml", "series.csv", "summary.json"];
    assert_eq!(names(&folder), expected);
    let series = fs::read_to_string(folder.join("series.csv")).unwrap();
    assert!(series.starts_with("replicate,week,date,tier,region,group,measure,value\n"));
    assert!(series.lines().skip(1).all(|line| line.split(',').count() == 8));
    let offices = fs::read_to_string(folder.join("offices.csv")).unwrap();
    assert!(offices.starts_with("replicate,year,office,name,region,"));
    assert_eq!(offices.lines().count(), 1 + 6, "a row for each office");
}

#[test]
fn json_is_one_document_with_intervals_over_replicates() {
    let desk = Desk::new();
    let said = desk.jiama("run tiny.toml --json --replicates 3 --seed 42");
    assert_eq!(said.code, 0, "{}", said.err);
    let document: Value = serde_json::from_str(&said.out).expect("one document and nothing else");
    assert_eq!(document["scenario"], "tiny");
    assert_eq!(document["hash"].as_str().unwrap().len(), 64);
    assert_eq!((document["seed"].as_u64(), document["replicates"].as_u64()), (Some(42), Some(3)));
    assert_eq!(document["weeks"], 52);
    let measures = document["measures"].as_array().unwrap();
    assert!(measures.len() > 50);
    for m in measures {
        assert!(m["unit"].is_string() && m["mean"].is_number() && m["n"].is_number(), "{m}");
        if m["n"].as_u64() > Some(1) {
            let (low, mean, high) = (&m["interval"][0], &m["mean"], &m["interval"][1]);
            let [low, mean, high] = [low, mean, high].map(|v| v.as_f64().unwrap());
            assert!(m["sd"].as_f64().unwrap() >= 0.0 && low <= mean && mean <= high, "{m}");
        }
    }
    let resolved = measures.iter().find(|m| m["measure"] == "citizens.resolved_in_time").unwrap();
    assert!(resolved["n"] == 3 && resolved["sd"].as_f64() > Some(0.0), "{resolved}");
    let folder = desk.path(document["folder"].as_str().unwrap());
    assert_eq!(json(&folder.join("summary.json"))["measures"], document["measures"]);

    let one: Value = serde_json::from_str(&desk.jiama("run tiny.toml --json").out).unwrap();
    assert!(one["measures"].as_array().unwrap().iter().all(|m| m.get("sd").is_none() && m.get("interval").is_none()));
}

#[test]
fn quiet_keeps_the_answer() {
    let desk = Desk::new();
    let said = desk.jiama("run tiny.toml --quiet");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(said.out.contains("citizens.excluded") && said.out.contains("Results in output/tiny-"), "{}", said.out);
    assert!(said.out.lines().skip(2).all(|line| line.chars().count() <= 80), "{}", said.out);
    let timed = desk.jiama("run tiny.toml --quiet --force --steps");
    assert!(timed.out.starts_with("Seconds by step") && timed.out.contains("cascade"), "{}", timed.out);
}

#[test]
fn a_scenario_comes_from_standard_input_too() {
    let desk = Desk::new();
    let mut command = Command::new(JIAMA);
    let ran = command.current_dir(desk.0.path()).args(["run", "-", "-q"]).write_stdin(TINY).output().unwrap();
    assert_eq!(Said::from(ran).code, 0);
    assert!(names(&desk.path("output"))[0].starts_with("tiny-"));
}

// ---- The same bits -----------------------------------------------------------------------------------------------------

#[test]
fn the_number_of_threads_does_not_show() {
    let desk = Desk::new();
    let one = desk.folder("one", "tiny.toml --threads 1 --replicates 2");
    for (out, more) in [("two", "--threads 2"), ("three", "--threads 3 --json --format parquet")] {
        let other = desk.folder(out, &format!("tiny.toml --replicates 2 {more}"));
        for file in ["series.parquet", "offices.parquet", "summary.json", "scenario.toml"] {
            same_file(&one, &other, file);
        }
    }
    let other = desk.folder("seed", "tiny.toml --threads 1 --replicates 2 --seed 9");
    assert!(fs::read(one.join("series.parquet")).unwrap() != fs::read(other.join("series.parquet")).unwrap());
}

/// Runs a line, then the scenario that it wrote.
fn runs_again_to_the_bit(desk: &Desk, line: &str) {
    let first = desk.folder("first", line);
    let again = desk.folder("again", first.join("scenario.toml").to_str().unwrap());
    assert_eq!(first.file_name(), again.file_name(), "the hash is the same");
    for file in ["series.parquet", "offices.parquet", "summary.json", "scenario.toml"] {
        same_file(&first, &again, file);
    }
}

#[test]
fn the_written_scenario_runs_again_to_the_bit() {
    runs_again_to_the_bit(&Desk::new(), "tiny.toml --seed 7 --replicates 2");
}

#[test]
fn the_written_scenario_keeps_policies_and_values() {
    let desk = Desk::new();
    desk.write(
        "windows.toml",
        "description = \"x\"\n[[policy]]\nname = \"Keep windows\"\nfrom = \"26 weeks\"\nramp = \"8 weeks\"\n\
         set = { \"windows.max_mandate\" = 0.1, \"evaluation.weights\" = { digital = 0.1 } }\n",
    );
    let more = "--with windows.toml --set cascade.hedging=0.3333333333333333 --set structure.off=audit";
    runs_again_to_the_bit(&desk, &format!("tiny.toml {more}"));
    let plain = desk.folder("plain", "tiny.toml");
    assert_ne!(plain.file_name().unwrap().to_str(), Some(names(&desk.path("first"))[0].as_str()), "another hash");
}

#[test]
fn the_written_scenario_brings_its_region_table() {
    let desk = Desk::new();
    desk.write("regional.toml", REGIONAL);
    desk.write("regions.csv", &format!("{HEADER}\nEast,900,0.8,0.2,10,0,2\nWest,1500,0.4,0.25,8.5,2,5\n"));
    runs_again_to_the_bit(&desk, "regional.toml");
    let first = desk.path("first").join(&names(&desk.path("first"))[0]);
    assert!(names(&first).contains(&"regions.csv".into()), "{:?}", names(&first));
}

// ---- What was there before ---------------------------------------------------------------------------------------------

#[test]
fn an_earlier_run_is_kept_unless_forced() {
    let desk = Desk::new();
    let folder = desk.folder("out", "tiny.toml");
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    desk.refused("run tiny.toml --out out", &["exists already", "--force"]);
    // A run that is refused leaves it even with --force.
    desk.fails(2, "run tiny.toml --out out --force --set run.years=0", &["run.years"]);
    let said = desk.jiama("run tiny.toml --out out --force");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!folder.join("notes.txt").exists() && folder.join("manifest.json").exists());
    assert_eq!(names(&desk.path("out")).len(), 1);
}

#[test]
fn a_file_of_the_same_name_is_kept_too() {
    let desk = Desk::new();
    let folder = desk.folder("out", "tiny.toml");
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "precious").unwrap();
    desk.refused("run tiny.toml --out out", &["exists already"]);
}

// ---- The disk ----------------------------------------------------------------------------------------------------------

#[test]
fn an_output_that_cannot_be_written_is_code_1() {
    let desk = Desk::new();
    desk.write("file", "precious");
    desk.fails(1, "run tiny.toml --out file", &["cannot make the folder file", "help: "]);
    desk.fails(1, "run tiny.toml --out file/below/it", &["cannot make the folder file/below/it"]);
    #[cfg(target_os = "linux")]
    desk.fails(1, "run tiny.toml --out /proc/jiama", &["/proc/jiama"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let closed = desk.path("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
        if fs::create_dir(closed.join("x")).is_ok() {
            eprintln!("skipped: this user may write everywhere");
            fs::remove_dir(closed.join("x")).unwrap();
        } else {
            desk.fails(1, "run tiny.toml --out closed", &["cannot write in closed"]);
        }
    }
}

/// No file may grow beyond a limit: whichever file is the first too many, the run fails as on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_written_to_its_end_leaves_nothing() {
    let desk = Desk::new();
    let earlier = desk.folder("out", "tiny.toml");
    let before = everything(&earlier);
    let mut causes = std::collections::BTreeSet::new();
    for kilobytes in [0, 2, 6, 10, 20, 40, 80] {
        for format in ["parquet", "csv"] {
            let run = format!("run tiny.toml --quiet --force --out out --format {format}");
            // Without the signal the write itself fails, as it does on a full disk.
            let line = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec '{JIAMA}' {run}");
            let mut bash = std::process::Command::new("bash");
            let said: Said = bash.current_dir(desk.0.path()).args(["-c", &line]).output().unwrap().into();
            assert_eq!((said.code, said.out.as_str()), (1, ""), "{kilobytes} {format}: {}", said.err);
            assert!(said.err.starts_with("error: cannot ") && said.err.contains("help: "), "{}", said.err);
            assert!(!said.err.contains("panicked") && !said.err.contains("Parquet error"), "{}", said.err);
            causes.insert(said.err.split(".jiama-").nth(1).map_or(String::new(), |path| path[7..].to_string()));
            assert_eq!(names(&desk.path("out")).len(), 1, "{kilobytes} {format}");
            assert!(everything(&earlier) == before, "{kilobytes} {format}: the earlier run is not as it was");
        }
    }
    assert!(causes.len() > 2, "several files were the first that failed: {causes:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_code_1_and_leaves_nothing() {
    struct Mounted(PathBuf);
    impl Drop for Mounted {
        fn drop(&mut self) {
            let _ = std::process::Command::new("umount").arg(&self.0).output();
        }
    }
    let desk = Desk::new();
    let disk = desk.path("disk");
    fs::create_dir(&disk).unwrap();
    let mount = |options: &str| {
        let mut mount = std::process::Command::new("mount");
        let ran = mount.args(["-t", "tmpfs", "-o", options, "none"]).arg(&disk).output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    if !mount("size=64k") {
        eprintln!("skipped: a_full_disk_is_code_1_and_leaves_nothing: this user may not mount a small disk");
        return;
    }
    let _mounted = Mounted(disk.clone());
    for kilobytes in [64, 128, 200, 300, 400] {
        assert!(mount(&format!("remount,size={kilobytes}k")));
        let said = desk.jiama("run tiny.toml --quiet --out disk/new");
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{kilobytes}: {}", said.err);
        assert!(said.err.contains("No space left on device") && said.err.contains("help: "), "{}", said.err);
        assert!(names(&disk).is_empty(), "{kilobytes}: {:?}", names(&disk));
    }
    assert!(mount("remount,size=8m"));
    desk.folder("disk/new", "tiny.toml");
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_printed_is_code_1() {
    let desk = Desk::new();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(JIAMA);
    let ran = command.current_dir(desk.0.path()).args(["run", "tiny.toml", "-q"]).stdout(full).output().unwrap();
    let said = Said::from(ran);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("cannot write to standard output"), "{}", said.err);
    assert!(names(&desk.path("output"))[0].starts_with("tiny-"), "the results are there all the same");
}

// ---- Being stopped -----------------------------------------------------------------------------------------------------

/// Starts a long run, waits until its folder is there, sends it signals, each once the one before was answered.
#[cfg(unix)]
fn stopped(desk: &Desk, citizens: u32, signals: &[&str]) -> (Option<i32>, String) {
    use std::io::{BufRead, BufReader};
    let citizens = format!("population.citizens_per_office={citizens}");
    let mut run = std::process::Command::new(JIAMA);
    run.current_dir(desk.0.path()).env_remove("JIAMA_OUT").env_remove("JIAMA_THREADS");
    run.args(["run", "tiny.toml", "--force", "--out", "out/new", "--set", &citizens, "--set", "run.years=50"]);
    let mut run = run.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(run.stderr.take().unwrap()).lines().map(Result::unwrap);
    let mut said = lines.next().unwrap();
    assert!(said.contains("6 offices"), "{said}");
    let written = names(&desk.path("out/new"));
    assert!(written.len() == 1 && written[0].starts_with(".jiama-"), "{written:?}");
    for signal in signals {
        let sent = std::process::Command::new("kill").arg(signal).arg(run.id().to_string()).status();
        assert!(sent.unwrap().success());
        said.extend(lines.next());
    }
    said.extend(lines);
    (run.wait().unwrap().code(), said)
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_nothing_behind() {
    let desk = Desk::new();
    let earlier = desk.folder("out", "tiny.toml");
    let before = everything(&desk.path("out"));
    for signal in ["-INT", "-TERM"] {
        let (code, said) = stopped(&desk, 100_000, &[signal]);
        assert_eq!(code, Some(130), "{said}");
        assert!(said.contains("stopping") && said.contains("interrupted; nothing was written"), "{said}");
        assert!(everything(&desk.path("out")) == before, "{:?}", names(&desk.path("out")));
    }
    assert!(earlier.exists());
}

#[cfg(unix)]
#[test]
fn a_second_ctrl_c_stops_at_once_and_leaves_nothing_either() {
    let desk = Desk::new();
    let (code, said) = stopped(&desk, 1_000_000, &["-INT", "-INT"]);
    assert_eq!(code, Some(130), "{said}");
    assert!(!desk.path("out").exists(), "the folders on the way are gone too");
}

#[cfg(unix)]
#[test]
fn a_reader_who_stops_reading_is_no_failure() {
    let desk = Desk::new();
    for command in ["explain | head -1", "run tiny.toml -q --json | head -c 1", "run tiny.toml -q --force | true"] {
        let line = format!("'{JIAMA}' {command} >/dev/null; exit ${{PIPESTATUS[0]}}");
        let mut bash = std::process::Command::new("bash");
        let said: Said = bash.current_dir(desk.0.path()).args(["-c", &line]).output().unwrap().into();
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{command}");
    }
}

// ---- Bad input, a test for each kind -----------------------------------------------------------------------------------

#[test]
fn bad_a_missing_file() {
    let desk = Desk::new();
    desk.refused("run nowhere.toml", &["cannot read `nowhere.toml`: there is no such file"]);
    desk.refused("run tiny.toml --with nowhere.toml", &["cannot read `nowhere.toml`: there is no such file"]);
    desk.refused("run", &["<SCENARIO>"]);
}

#[test]
fn bad_a_directory() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder")).unwrap();
    desk.refused("run folder", &["cannot read `folder`: this is a folder"]);
    desk.refused("run .", &["cannot read `.`: this is a folder"]);
    desk.refused("run folder/..", &["this is a folder"]);
    desk.refused("run tiny.toml --with folder", &["this is a folder"]);
}

#[test]
fn bad_not_utf_8() {
    let desk = Desk::new();
    fs::write(desk.path("latin.toml"), b"name = \"caf\xe9\"\n").unwrap();
    desk.refused("run latin.toml", &["this is not UTF-8 text (first wrong byte at 11)"]);
}

#[cfg(target_os = "linux")]
#[test]
fn bad_a_file_without_end() {
    Desk::new().refused("run /dev/zero", &["cannot read `/dev/zero`: this is larger than 100 MB"]);
}

#[test]
fn bad_broken_toml() {
    Desk::new().faulty("[run\nyears = 1\n", &["faulty.toml:1:"]);
    Desk::new().refused("run tiny.toml --set run.years=[", &["--set:1:"]);
}

#[test]
fn bad_unknown_key() {
    let desk = Desk::new();
    desk.faulty("[cascade]\nhedgeing = 0.1\n", &["faulty.toml:2:1", "did you mean `hedging`?"]);
    desk.refused("run tiny.toml --set nonsense=1", &["unknown key `nonsense`"]);
    desk.refused("run tiny.toml --set cascade.capp=1", &["did you mean"]);
    desk.refused("run tiny.toml --set nonsense", &["--set:1:1"]);
    desk.refused("run tiny.toml --frobnicate", &["unexpected argument '--frobnicate'"]);
}

#[test]
fn bad_wrong_type() {
    let desk = Desk::new();
    desk.faulty("[cascade]\nhedging = \"much\"\n", &["faulty.toml:2:11", "must be a number"]);
    desk.refused("run tiny.toml --seed x", &["'x' for '--seed <N>'", "a whole number"]);
    desk.refused("run tiny.toml --seed -1", &["'-1' for '--seed <N>'"]);
    desk.refused("run tiny.toml --replicates many", &["'many' for '--replicates <R>'"]);
    desk.refused("run tiny.toml --format xml", &["parquet, csv"]);
}

#[test]
fn bad_out_of_bounds() {
    let desk = Desk::new();
    desk.faulty("[run]\nyears = 0\n", &["faulty.toml:2:9", "1..=50", "below 1"]);
    desk.refused("run tiny.toml --threads 0", &["'--threads <T>'", "from 1 to 1024"]);
    desk.refused("run tiny.toml --threads 99999", &["from 1 to 1024"]);
    desk.refused("run tiny.toml --replicates 0", &["1..=10000"]);
    desk.refused("run tiny.toml --seed 18446744073709551615", &["run.seed"]);
}

#[test]
fn bad_nan() {
    let desk = Desk::new();
    desk.faulty("[cascade]\ncap = nan\n", &["faulty.toml:2:7", "not a finite number"]);
    desk.refused("run tiny.toml --set cascade.cap=nan", &["not a finite number"]);
    desk.refused("run tiny.toml --set cascade.cap=-inf", &["not a finite number"]);
}

#[test]
fn bad_weights_all_zero() {
    let desk = Desk::new();
    let zero = "weights = { digital = 0, results = 0, satisfaction = 0 }";
    desk.faulty(&format!("[evaluation]\n{zero}\n"), &["the weights of the evaluation are all zero", "faulty.toml:2"]);
    desk.refused(
        "run tiny.toml --set evaluation.weights={digital=0,results=0,satisfaction=0}",
        &["the weights of the evaluation are all zero"],
    );
    desk.faulty("[population]\nages = [0, 0, 0, 0, 0]\n", &["`population.ages` are all zero"]);
}

#[test]
fn bad_a_policy_that_ends_before_it_begins() {
    let policy = "[[policy]]\nname = \"x\"\nfrom = \"20 weeks\"\nuntil = \"10 weeks\"\nset = { \"cascade.cap\" = 0 }\n";
    let desk = Desk::new();
    desk.faulty(policy, &["faulty.toml:4:", "until"]);
    desk.write("policy.toml", policy);
    desk.refused("run tiny.toml --with policy.toml", &["policy.toml:4:"]);
}

#[test]
fn bad_a_policy_that_names_no_tier() {
    let policy = "[[policy]]\nname = \"x\"\nscope = { tier = \"parish\" }\nset = { \"cascade.cap\" = 0 }\n";
    Desk::new().faulty(policy, &["there is no tier `parish`", "allowed: "]);
}

#[test]
fn bad_an_extends_loop() {
    let desk = Desk::new();
    desk.write("a.toml", "extends = \"b.toml\"\n");
    desk.write("b.toml", "extends = \"a.toml\"\n");
    desk.refused("run a.toml", &["goes round in a circle", "a.toml -> b.toml -> a.toml"]);
    desk.faulty("extends = \"faulty.toml\"\n", &["goes round in a circle"]);
    desk.faulty("extends = \"nowhere.toml\"\n", &["there is no such file"]);
}

#[test]
fn bad_a_region_table_with_a_missing_column() {
    let desk = Desk::new();
    let table = "name,urban_share,share_60_plus,schooling_years,county,township\nEast,0.8,0.2,10,1,2\n";
    desk.faulty_table(table, &["the region table has no column `population`", "regions.csv:1:1"]);
    desk.faulty_table("", &["the region table is empty"]);
    fs::remove_file(desk.path("regions.csv")).unwrap();
    desk.refused("run faulty.toml", &["regions.csv", "there is no such file"]);
}

#[test]
fn bad_a_negative_population() {
    let rows = "East,-900,0.8,0.2,10,1,2\nWest,many,0.8,0.2,10,1,2";
    Desk::new().faulty_table(&format!("{HEADER}\n{rows}\n"), &["regions.csv:2:6", "regions.csv:3:6", "2 faults"]);
}

#[test]
fn bad_a_duplicate_region() {
    let rows = "East,900,0.8,0.2,10,1,2\nEast,800,0.8,0.2,10,1,2";
    Desk::new().faulty_table(&format!("{HEADER}\n{rows}\n"), &["`East`", "regions.csv:3:1"]);
}

#[test]
fn bad_zero_offices() {
    let desk = Desk::new();
    desk.faulty_table(&format!("{HEADER}\nEast,900,0.8,0.2,10,0,0\n"), &["`East` has no offices"]);
    desk.refused("run tiny.toml --set hierarchy.fan_out=[2,0]", &["fan_out"]);
    desk.refused("run tiny.toml --set hierarchy.fan_out=[]", &["fan_out"]);
    desk.refused("run tiny.toml --set hierarchy.fan_out=[100000,100000]", &["fan_out"]);
}

#[test]
fn bad_a_population_that_does_not_fit_in_memory() {
    let desk = Desk::new();
    let large = "--set population.citizens_per_office=10000000 --set hierarchy.fan_out=[100,10000]";
    desk.refused(
        &format!("run tiny.toml {large}"),
        &["the run needs about 60.0 TB of memory", "help: --set population.sample=", "would fit"],
    );
    let checked = desk.jiama(&format!("check tiny.toml {large}"));
    assert!(checked.code == 0 && checked.out.contains("about 60.0 TB of memory"), "{}", checked.out);
}

// ---- The other commands, on the way of a newcomer ----------------------------------------------------------------------

#[test]
fn init_check_run() {
    let desk = Desk::new();
    for template in ["minimal", "full"] {
        let file = format!("{template}.toml");
        assert_eq!(desk.jiama(&format!("init {template} --out {file}")).code, 0);
        assert_eq!(desk.jiama(&format!("check {file}")).code, 0);
        let small = "--set run.years=3 --set run.burn_in=0 --set population.sample=100";
        let folder = desk.folder(template, &format!("{file} {small}"));
        assert!(names(&folder).contains(&"manifest.json".into()));
    }
}

#[test]
fn a_schedule_is_shown() {
    let desk = Desk::new();
    let text = desk.jiama("schedule");
    assert_eq!(text.code, 0);
    for words in
        ["Every week", "  1. demands", "     reads   ", "     writes  ", "citizens", "After the last week of a period"]
    {
        assert!(text.out.contains(words), "{words}: {}", text.out);
    }
    let document: Value = serde_json::from_str(&desk.jiama("schedule --json").out).unwrap();
    assert_eq!(document["schema_version"], 1);
    for part in ["week", "contest"] {
        for step in document[part].as_array().unwrap() {
            assert!(text.out.contains(step["name"].as_str().unwrap()) && step["reads"].is_array(), "{step}");
        }
    }
}

#[test]
fn one_of_each_kind_is_explained() {
    let desk = Desk::new();
    for (name, words) in [
        ("cascade.hedging", ["cascade.hedging (fact)", "default", "set it"]),
        ("cascade.cap", ["cascade.cap (lever)", "allowed", "source"]),
        ("careers", ["careers (mechanism)", "off", "structure.off=careers"]),
        ("citizens.waiting_time", ["citizens.waiting_time (measure)", "unit", "weeks"]),
        ("hierarchy.fan_out", ["hierarchy.fan_out (key of scenario files)", "form", "default"]),
    ] {
        let said = desk.jiama(&format!("explain {name}"));
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{name}");
        assert!(words.iter().all(|word| said.out.contains(word)), "{name}: {}", said.out);
        let document: Value = serde_json::from_str(&desk.jiama(&format!("explain {name} --json")).out).unwrap();
        assert_eq!(document["entries"][0]["name"], name);
    }
    assert!(desk.jiama("completions bash").out.contains("--threads"));
}

/// Every policy file fits the first example, and does something to it.
#[test]
fn every_shipped_policy_can_be_laid_over_the_first_example() {
    let desk = Desk::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let demo = root.join("demo.toml");
    let small = "--set run.years=2 --set run.burn_in=4 --set population.sample=50 --quiet --json --out out";
    let mut hashes = std::collections::BTreeSet::new();
    let policies = fs::read_dir(root.join("policies")).unwrap().map(|e| e.unwrap().path());
    let policies: Vec<PathBuf> = policies.filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
    for policy in &policies {
        let said = desk.jiama(&format!("run {} --with {} {small}", demo.display(), policy.display()));
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", policy.display());
        let document: Value = serde_json::from_str(&said.out).unwrap();
        hashes.insert(document["hash"].as_str().unwrap().to_string());
    }
    assert!(policies.len() >= 15 && hashes.len() == policies.len());
}
