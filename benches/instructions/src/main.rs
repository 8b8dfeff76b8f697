//! Runs a fixed workload once and prints the digest of what comes out. `../instructions.sh` counts its instructions.

use jiama::workload::Workload;

fn main() {
    let name = std::env::args().nth(1).unwrap_or_else(|| "tiny".into());
    let Some(workload) = Workload::named(&name) else {
        eprintln!("there is no workload {name}");
        std::process::exit(2);
    };
    match workload.measure(|| 0) {
        Ok(measured) => println!("{:016x}", measured.digest),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}
