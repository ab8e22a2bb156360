//! Finds libairlatch by pkg-config and makes it a part of the program, because a shared library is a file that others could
//! replace. AIRLATCH_LIB_DIR names the folder of libairlatch.a and libsodium where there is no pkg-config.

use std::env;
use std::process::Command;

fn main() {
    for name in ["AIRLATCH_LIB_DIR", "PKG_CONFIG", "PKG_CONFIG_PATH"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    let folder = env::var("AIRLATCH_LIB_DIR").ok();
    let found = folder
        .clone()
        .unwrap_or_else(|| pkg_config(&["--variable=libdir", "airlatch"]));
    println!("cargo:rerun-if-changed={found}/libairlatch.a");
    println!("cargo:rustc-link-search=native={found}");
    println!("cargo:rustc-link-lib=static=airlatch");
    if folder.is_none() {
        for option in pkg_config(&["--libs-only-L", "libsodium"]).split_whitespace() {
            println!(
                "cargo:rustc-link-search=native={}",
                option.trim_start_matches("-L")
            );
        }
    }
    println!("cargo:rustc-link-lib=sodium");
}

fn pkg_config(arguments: &[&str]) -> String {
    let program = env::var("PKG_CONFIG").unwrap_or_else(|_| "pkg-config".into());
    match Command::new(&program).args(arguments).output() {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).trim().into()
        }
        Ok(output) => panic!(
            "libairlatch is not found: {}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) => panic!(
            "cannot run {program}: {error}; set AIRLATCH_LIB_DIR to the folder of libairlatch.a"
        ),
    }
}
