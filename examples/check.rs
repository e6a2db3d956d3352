//! Prints the report on a packed file as JSON: `cargo run --example check -- FILE [NODE…]`.

use std::{env, error::Error, fs};

use packproof::{check, options::Options, package::Package, tarball::Limits};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let path = args.next().ok_or("FILE is missing")?;
    let mut options = Options::default();
    let nodes = args.map(|version| version.parse()).collect::<Result<Vec<_>, _>>()?;
    if !nodes.is_empty() {
        options.nodes = nodes;
    }
    let package = Package::open(fs::read(path)?, &Limits::default())?;
    println!("{}", serde_json::to_string_pretty(&check(&package, &options))?);
    Ok(())
}
