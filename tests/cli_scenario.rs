//! Commands about scenario files, as users type them.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use assert_cmd::Command;
use std::path::Path;

fn jiama(args: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_jiama")).args(args).env_remove("NO_COLOR").output().unwrap()
}

fn out(output: &std::process::Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &std::process::Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &std::process::Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn init_check_and_change_a_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let path = file.to_str().unwrap();
    let made = jiama(&["init", "--out", path]);
    assert_eq!((code(&made), out(&made).as_str()), (0, ""), "{}", err(&made));
    let checked = jiama(&["check", path]);
    assert_eq!((code(&checked), err(&checked).as_str()), (0, ""));
    assert!(
        out(&checked).contains("67 jurisdictions, 48 offices, about 14,400 simulated citizens, 364 weeks"),
        "{}",
        out(&checked)
    );
    let changed = jiama(&["check", path, "--set", "population.sample=1", "--set", "run.years=3"]);
    assert!(out(&changed).contains("about 144,000 simulated citizens, 260 weeks"), "{}", out(&changed));

    std::fs::write(&file, "precious").unwrap();
    let refused = jiama(&["init", "full", "--out", path]);
    assert_eq!(code(&refused), 2);
    assert!(err(&refused).contains("is there already") && err(&refused).contains("--force"), "{}", err(&refused));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "precious");
    assert_eq!(code(&jiama(&["init", "full", "--out", path, "--force"])), 0);
    assert_eq!(code(&jiama(&["check", path])), 0);
    let nowhere = folder.path().join("no/such/folder.toml");
    assert_eq!(code(&jiama(&["init", "--out", nowhere.to_str().unwrap()])), 1);
}

#[test]
fn check_reads_standard_input_and_policy_files() {
    let run = |text: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jiama"));
        command.args(["check", "-"]).write_stdin(text.to_string()).output().unwrap()
    };
    assert_eq!(code(&run("[run]\nyears = 2\n")), 0);
    let wrong = run("[run]\nyears = 0\n");
    assert_eq!((code(&wrong), out(&wrong).as_str()), (2, ""));
    assert!(err(&wrong).contains(" --> -:2:9"), "{}", err(&wrong));

    let folder = tempfile::tempdir().unwrap();
    let (base, policy) = (folder.path().join("a.toml"), folder.path().join("p.toml"));
    std::fs::write(&base, "").unwrap();
    std::fs::write(&policy, "[[policy]]\nname = \"x\"\nset = { \"cascade.cap\" = 3 }\n").unwrap();
    let checked = jiama(&["check", base.to_str().unwrap(), "--with", policy.to_str().unwrap()]);
    assert_eq!(code(&checked), 2);
    assert!(err(&checked).contains("p.toml:3:25") && err(&checked).ends_with("\n1 fault\n"), "{}", err(&checked));
}

#[test]
fn check_tells_the_faults_of_all_files_at_once() {
    let files = ["tests/faults/out_of_bounds.toml", "tests/faults/not_whole.toml", "tests/nowhere.toml", "tests"];
    let checked = jiama(&[&["check"], &files[..]].concat());
    assert_eq!((code(&checked), out(&checked).as_str()), (2, ""));
    for words in ["out_of_bounds.toml:2:7", "not_whole.toml:3:11", "there is no such file", "this is a folder"] {
        assert!(err(&checked).contains(words), "{words}: {}", err(&checked));
    }
}

#[test]
fn check_gives_one_json_document() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.toml");
    std::fs::write(&good, "").unwrap();
    let checked = jiama(&["check", "--json", good.to_str().unwrap(), "tests/faults/not_whole.toml"]);
    assert_eq!((code(&checked), err(&checked).as_str()), (2, ""));
    let document: serde_json::Value = serde_json::from_str(&out(&checked)).unwrap();
    assert_eq!(document["schema_version"], 1);
    assert_eq!(document["good"], false);
    assert_eq!(document["files"][0]["forecast"]["offices"], 20);
    assert_eq!(document["files"][0]["hash"].as_str().unwrap().len(), 64);
    let fault = &document["files"][1]["faults"][0];
    assert_eq!((fault["line"].as_u64(), fault["column"].as_u64()), (Some(2), Some(9)));
    assert_eq!(fault["file"], "tests/faults/not_whole.toml");
}

#[test]
fn colour_is_only_where_it_is_wanted() {
    let faulty = "tests/faults/not_whole.toml";
    assert!(!err(&jiama(&["check", faulty])).contains('\u{1b}'));
    assert!(err(&jiama(&["check", faulty, "--color", "always"])).contains('\u{1b}'));
    assert!(!err(&jiama(&["--color", "never", "check", faulty])).contains('\u{1b}'));
}

#[test]
fn explain_says_what_a_name_means() {
    let explained = jiama(&["explain", "cascade.hedging"]);
    assert_eq!(code(&explained), 0);
    for words in ["cascade.hedging (", "default  0.", "allowed  a number in 0..=2", "source   "] {
        assert!(out(&explained).contains(words), "{words}: {}", out(&explained));
    }
    assert_eq!(out(&explained), out(&jiama(&["explain", "hedging"])));
    assert!(out(&jiama(&["explain", "audit"])).contains("audit (mechanism)"));
    assert!(out(&jiama(&["explain", "policy.ramp"])).contains("key of scenario files"));
    let of_experiments = out(&jiama(&["explain", "design.trajectories"]));
    for words in
        ["design.trajectories (key of experiment files: sensitivity)", "form     a whole number", "default  20"]
    {
        assert!(of_experiments.contains(words), "{words}: {of_experiments}");
    }
    let factor = out(&jiama(&["explain", "factor"]));
    assert!(factor.contains("factor.values (key of experiment files: sweep)") && factor.contains("factor.range"));
    // What goes by one name in both kinds of files is told for both.
    for name in ["name", "set", "seed", "replicates"] {
        let both = out(&jiama(&["explain", name]));
        assert!(both.contains("(key of experiment files"), "{both}");
        assert!(both.contains("(key of scenario files)") || both.contains("run."), "{both}");
    }
    let all = out(&jiama(&["explain"]));
    assert!(all.contains("Keys of experiment files") && all.contains("design.trajectories"), "{all}");
    assert!(all.contains("[cascade]") && all.contains("sibling_weight") && all.contains("structure.off"));
    let json: serde_json::Value = serde_json::from_str(&out(&jiama(&["explain", "hedging", "--json"]))).unwrap();
    assert_eq!(json["entries"][0]["name"], "cascade.hedging");
    let json: serde_json::Value = serde_json::from_str(&out(&jiama(&["explain", "target.fit", "--json"]))).unwrap();
    assert_eq!(json["entries"][0]["files"], "experiment files: calibration");
    let near = err(&jiama(&["explain", "design.trajectory"]));
    assert!(near.contains("did you mean `design.trajectories`?"), "{near}");
    let unknown = jiama(&["explain", "hedgeing"]);
    assert_eq!((code(&unknown), out(&unknown).as_str()), (2, ""));
    assert!(err(&unknown).contains("did you mean `cascade.hedging`?"), "{}", err(&unknown));
}

#[test]
fn what_is_printed_is_what_is_committed() {
    let committed = std::fs::read_to_string(Path::new("docs/scenario.schema.json")).unwrap();
    assert_eq!(out(&jiama(&["schema"])), committed);
    let tables = std::fs::read_to_string(Path::new("docs/parameters.md")).unwrap();
    assert_eq!(out(&jiama(&["explain", "--markdown"])), tables);
}

#[test]
fn wrong_use_is_code_2_and_help_is_code_0() {
    for wrong in [&["check"][..], &["chekc"], &["init", "minimall"], &["explain", "--markdown", "x"], &[]] {
        let said = jiama(wrong);
        assert_eq!((code(&said), out(&said).as_str()), (2, ""), "{wrong:?}");
        assert!(!err(&said).is_empty());
    }
    let help = jiama(&["--help"]);
    assert_eq!(code(&help), 0);
    assert!(out(&help).contains("Exit codes:") && out(&help).contains("130"), "{}", out(&help));
    assert_eq!(code(&jiama(&["--version"])), 0);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let completions = jiama(&["completions", shell]);
        assert!(code(&completions) == 0 && out(&completions).contains("explain"), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_who_stops_reading_is_no_failure() {
    for command in ["schema", "explain", "init full", "explain --markdown", "completions bash", "--help"] {
        let line =
            format!("'{}' {command} | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_jiama"));
        let ran = std::process::Command::new("bash").args(["-c", &line]).output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{command}");
        assert_eq!(String::from_utf8_lossy(&ran.stderr), "", "{command}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_code_1() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_jiama")).arg("schema").stdout(full).output().unwrap();
    assert_eq!(ran.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("cannot write to standard output"));
}
