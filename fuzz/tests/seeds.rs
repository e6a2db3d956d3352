//! Asks for the properties on every seed: what was found once must not come back.

use std::{fs, path::Path};

fn ask(target: &str, holds: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    for file in fs::read_dir(folder).into_iter().flatten() {
        holds(&fs::read(file.expect("a file").path()).expect("a seed"));
    }
}

#[test]
fn every_seed_holds() {
    ask("archive", packproof_fuzz::archive::holds);
    ask("manifest_and_resolver", packproof_fuzz::resolver::holds);
    ask("cjs_lexer", packproof_fuzz::lexer::holds);
    ask("module_reader", packproof_fuzz::modules::holds);
    ask("check", packproof_fuzz::check::holds);
}
