//! Figures as JSON for the scripts in `__test__/speed`: `measure limit FILE…`, `measure growth`.
//!
//! The limit of a package is what no tool can do without: inflating it once with the library that packproof uses, and
//! parsing each module that is reached once with the parser that it uses. Both on one thread, by CPU time.
#![allow(clippy::expect_used)] // A bench that fails may say so.

mod shapes;

use std::{
    fs,
    hint::black_box,
    time::{Duration, Instant},
};

use cpu_time::ProcessTime;
use flate2::{Decompress, FlushDecompress};
use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;
use packproof::{
    check,
    entry_points::entry_points,
    facts::Facts,
    link::{graph::Record, link},
    options::Options,
    package::Package,
    report::Report,
    resolve::{NodeTarget, format::Format},
    rules,
    tarball::Limits,
};
use serde_json::{Value, json};
use shapes::{SHAPES, Shape};

/// The least time for which a figure is measured.
const PATIENCE: Duration = Duration::from_millis(300);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.split_first() {
        Some((command, files)) if command == "limit" => {
            files.iter().for_each(|file| println!("{}", limit(file)))
        }
        Some((command, _)) if command == "growth" => growth(),
        _ => eprintln!("measure limit FILE… | measure growth"),
    }
}

/// The least CPU and wall time of several runs, in milliseconds.
struct Cost {
    cpu: f64,
    wall: f64,
}

impl Cost {
    fn of<R>(mut work: impl FnMut() -> R) -> Self {
        Self::with(|| (), |()| work())
    }

    /// Of a run that uses something up.
    fn with<I, R>(mut input: impl FnMut() -> I, mut work: impl FnMut(I) -> R) -> Self {
        let begin = Instant::now();
        let mut least = Self { cpu: f64::MAX, wall: f64::MAX };
        for run in 0.. {
            if run >= 3 && begin.elapsed() > PATIENCE {
                break;
            }
            let input = input();
            let (cpu, wall) = (ProcessTime::now(), Instant::now());
            let result = black_box(work(input));
            least.cpu = least.cpu.min(cpu.elapsed().as_secs_f64() * 1e3);
            least.wall = least.wall.min(wall.elapsed().as_secs_f64() * 1e3);
            drop(result);
        }
        least
    }
}

fn limit(file: &str) -> Value {
    let bytes = fs::read(file).expect("the file is there");
    let package = Package::open(bytes.clone(), &Limits::default()).expect("it opens");
    let entries = entry_points(&package, &NodeTarget::default());
    let linkage = link(&package, &entries, &NodeTarget::default());
    let modules: Vec<_> = linkage
        .graph
        .iter()
        .filter_map(|(_, module)| {
            let source_type = match (&module.record, module.format) {
                (Record::Es(_) | Record::Unreadable, Format::Module) => SourceType::mjs(),
                (_, Format::CommonJs) => SourceType::cjs(),
                _ => return None,
            };
            Some((str::from_utf8(package.files().contents(module.path.as_str())?).ok()?, source_type))
        })
        .collect();
    let (inflate, parse) = (Cost::of(|| inflate(&bytes)), Cost::of(|| parse(&modules)));
    let open = Cost::with(|| bytes.clone(), |bytes| Package::open(bytes, &Limits::default()));
    let whole = Cost::with(|| bytes.clone(), whole);
    json!({
        "file": file,
        "modules": modules.len(),
        "parsedBytes": modules.iter().map(|(text, _)| text.len()).sum::<usize>(),
        "inflate": inflate.cpu,
        "parse": parse.cpu,
        "open": open.cpu,
        "check": whole.cpu,
        "openWall": open.wall,
        "checkWall": whole.wall,
    })
}

fn inflate(packed: &[u8]) -> Vec<u8> {
    let size = packed.last_chunk().map_or(0, |size| u32::from_le_bytes(*size));
    let mut output = Vec::with_capacity(size as usize + 1);
    Decompress::new_gzip(15)
        .decompress_vec(packed, &mut output, FlushDecompress::Finish)
        .expect("it inflates");
    output
}

fn parse(modules: &[(&str, SourceType)]) -> usize {
    let mut arena = Allocator::default();
    let mut statements = 0;
    for (text, source_type) in modules {
        statements += Parser::new(&arena, text, *source_type).parse().program.body.len();
        arena.reset();
    }
    statements
}

fn whole(bytes: Vec<u8>) -> Report {
    let package = Package::open(bytes, &Limits::default()).expect("it opens");
    check(&package, &Options::default())
}

/// Prints the cost of each stage as the package grows.
fn growth() {
    for shape in SHAPES {
        for count in [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000] {
            println!("{}", grown(shape, count));
        }
    }
}

fn grown(shape: Shape, count: usize) -> Value {
    let (packed, options) = (shape.packed(count), Options::default());
    let open = Cost::with(|| packed.clone(), |bytes| Package::open(bytes, &Limits::default()));
    let package = shape.package(count);
    let entries = entry_points(&package, &NodeTarget::default());
    let facts = Facts::gather(&package, options.targets());
    let findings = || rules::check(&facts, &[]);
    json!({
        "shape": shape.name(),
        "files": count,
        "open": open.cpu,
        "entry points": Cost::of(|| entry_points(&package, &NodeTarget::default())).cpu,
        "scan and link": Cost::of(|| link(&package, &entries, &NodeTarget::default())).cpu,
        "rules": Cost::of(findings).cpu,
        "report": Cost::of(|| Report::build(&facts, findings().into_sorted(), &options)).cpu,
    })
}
