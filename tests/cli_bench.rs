//! `jiama bench` as users type it.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use assert_cmd::Command;
use serde_json::Value;

fn bench(args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::cargo_bin("jiama").unwrap().arg("bench").args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn one_json_document_with_a_row_for_each_number_of_threads_and_one_digest() {
    let (code, out, _) = bench(&["tiny", "--threads", "3,1,2", "--repeat", "1", "--json"]);
    assert_eq!(code, Some(0));
    let document: Value = serde_json::from_str(&out).unwrap();
    let rows = document["rows"].as_array().unwrap();
    let threads: Vec<u64> = rows.iter().map(|row| row["threads"].as_u64().unwrap()).collect();
    assert_eq!(threads, [1, 2, 3]);
    for row in rows {
        assert_eq!((row["citizens"].as_u64(), row["weeks"].as_u64()), (Some(12_000), Some(52)));
        assert_eq!(row["digest"], rows[0]["digest"]);
        for figure in ["nanoseconds_per_citizen_week", "memory_pass_nanoseconds_per_citizen", "ratio_to_memory_pass"] {
            assert!(row[figure].as_f64().unwrap() > 0.0, "{figure}");
        }
        assert!(row["state_bytes_per_citizen"].as_f64().unwrap() > 4.0);
    }
    assert!(document["host"]["cores"].as_u64().unwrap() > 0);
}

#[test]
fn a_table_for_people() {
    let (code, out, said) = bench(&["tiny", "--threads", "1", "--repeat", "1"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("Workload") && out.contains("12,000") && out.contains("Ratio is ns over Pass"), "{out}");
    assert!(said.contains("12 townships of 1,000, 1 thread"), "{said}");
}

#[test]
fn wrong_use_is_told_with_what_there_is() {
    let (code, _, said) = bench(&["huge"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("no workload `huge`") && said.contains("S, M, L, XL"), "{said}");
    for threads in ["0", "10000", "two"] {
        let (code, _, said) = bench(&["tiny", "--threads", threads]);
        assert_eq!(code, Some(2), "{threads}");
        assert!(said.contains("a whole number from 1 to 1024"), "{said}");
    }
}
