//! Finds libairlatch by pkg-config and links it statically, because a shared library is a file that others could
//! replace. AIRLATCH_LIB_DIR is the folder of libairlatch.a and libsodium if there is no pkg-config.

use std::env;
use std::path::Path;
use std::process::{exit, Command};

fn main() {
    for name in ["AIRLATCH_LIB_DIR", "PKG_CONFIG", "PKG_CONFIG_PATH"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    let folder = env::var("AIRLATCH_LIB_DIR").ok();
    let found = folder
        .clone()
        .unwrap_or_else(|| pkg_config(&["--variable=libdir", "airlatch"]));
    if !Path::new(&found).join("libairlatch.a").is_file() {
        fail(&format!("there is no libairlatch.a in the folder {found:?}"));
    }
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
        Ok(output) => fail(&format!(
            "{program} {} found nothing. {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        )),
        Err(error) => fail(&format!("{program} cannot be run: {error}")),
    }
}

fn fail(why: &str) -> ! {
    eprintln!(
        "libairlatch is not found: {why}\n\
         Install it by `make -C native install`, with libsodium-dev. Where it is in a folder DIR of your own, set\n\
         PKG_CONFIG_PATH to DIR/lib/pkgconfig, or without pkg-config AIRLATCH_LIB_DIR to DIR/lib."
    );
    exit(1)
}
