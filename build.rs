//! Sets the linker up for the Node addon, and only for it.

fn main() {
    // Without this, a change of any file would compile everything again.
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_NAPI").is_some() {
        napi_build::setup();
    }
}
