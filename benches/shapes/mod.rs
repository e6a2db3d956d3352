//! Packages made by code, in shapes whose size can be chosen.
#![allow(dead_code, clippy::expect_used)] // Each bench uses its part, and memory does not fail.

use std::fmt::Write;

use flate2::{Compression, write::GzEncoder};
use packproof::{package::Package, tarball::Limits};

/// The form of a made package: its modules, and the imports between them.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Modules by themselves, all of them entry points by one pattern.
    Pattern,
    /// Each imports the next one, and exports all of its names.
    Chain,
    /// One exports everything of all others, and they import from it.
    Star,
    /// Two ways from each to the next but one.
    Diamonds,
    /// Files that are no modules, in folders of a hundred.
    Files,
}

pub const SHAPES: [Shape; 5] = [Shape::Files, Shape::Pattern, Shape::Chain, Shape::Star, Shape::Diamonds];

impl Shape {
    pub fn name(self) -> &'static str {
        match self {
            Self::Pattern => "pattern",
            Self::Chain => "chain",
            Self::Star => "star",
            Self::Diamonds => "diamonds",
            Self::Files => "files",
        }
    }

    /// The packed bytes of a package of about `count` files.
    pub fn packed(self, count: usize) -> Vec<u8> {
        gzip(&self.plain(count))
    }

    /// The package as a plain tar.
    pub fn plain(self, count: usize) -> Vec<u8> {
        tar(&self.files(count))
    }

    /// The opened package.
    pub fn package(self, count: usize) -> Package {
        Package::open(self.plain(count), &Limits::default()).expect("what is made here opens")
    }

    fn files(self, count: usize) -> Vec<(String, String)> {
        let exports = match self {
            Self::Pattern => r#"{"./*":"./lib/*.js"}"#,
            _ => r#""./lib/m0.js""#,
        };
        let manifest = format!(r#"{{"name":"made","version":"1.0.0","type":"module","exports":{exports}}}"#);
        let modules = (0..count).map(|index| self.module(index, count));
        std::iter::once(("package.json".to_owned(), manifest)).chain(modules).collect()
    }

    fn module(self, index: usize, count: usize) -> (String, String) {
        let path = format!("lib/m{index}.js");
        let body = "\n  const twice = (x) => x + x\n  return [1, 2, 3].map(twice).filter((x) => x > 2)\n";
        let own = format!("export function f{index}() {{{body}}}\n");
        let has = |other: usize| other < count;
        let text = match (self, index) {
            (Self::Files, 0) | (Self::Pattern, _) => own,
            (Self::Files, _) => return (format!("data/{}/f{index}.txt", index / 100), own),
            (Self::Chain, _) if has(index + 1) => {
                format!(
                    "import {{ f{next} }} from './m{next}.js'\nexport * from './m{next}.js'\n{own}f{next}\n",
                    next = index + 1
                )
            }
            (Self::Star, 0) => (1..count).fold(String::new(), |mut text, other| {
                let _ = writeln!(text, "export * from './m{other}.js'");
                text
            }),
            (Self::Star, _) => {
                let other = index % (count - 1) + 1;
                format!(
                    "import {{ f{other} }} from './m0.js'\n{own}export const g{index} = () => f{other}()\n"
                )
            }
            (Self::Diamonds, _) => {
                let next: String = (index / 2 * 2 + 2..index / 2 * 2 + 4)
                    .filter(|&other| has(other))
                    .fold(String::new(), |text, other| {
                        text + &format!("export {{ f{other} }} from './m{other}.js'\n")
                    });
                format!("{next}{own}")
            }
            _ => own,
        };
        (path, text)
    }
}

fn tar(files: &[(String, String)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, text) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, format!("package/{path}"), text.as_bytes()).expect("memory");
    }
    archive.into_inner().expect("memory")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut packed, bytes).expect("memory");
    packed.finish().expect("memory")
}
