//! Each stage from bytes to report, on made packages: `cargo bench --bench stages`.
#![allow(clippy::expect_used)] // What is made here is known to open.

mod shapes;

use divan::{Bencher, black_box};
use packproof::{
    check,
    entry_points::{EntryPoint, entry_points},
    facts::Facts,
    link::{Linkage, link},
    options::Options,
    package::Package,
    report::Report,
    resolve::NodeTarget,
    rules,
    tarball::Limits,
};
use shapes::Shape;

const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES)]
fn open(bencher: Bencher<'_, '_>, count: usize) {
    let packed = Shape::Pattern.packed(count);
    bencher.with_inputs(|| packed.clone()).bench_values(|bytes| Package::open(bytes, &Limits::default()));
}

#[divan::bench(args = SIZES)]
fn index(bencher: Bencher<'_, '_>, count: usize) {
    let plain = Shape::Files.plain(count);
    bencher.with_inputs(|| plain.clone()).bench_values(|bytes| Package::open(bytes, &Limits::default()));
}

#[divan::bench(args = SIZES)]
fn entries(bencher: Bencher<'_, '_>, count: usize) {
    let package = Shape::Pattern.package(count);
    bencher.bench(|| entry_points(black_box(&package), &NodeTarget::default()));
}

#[divan::bench(args = SIZES)]
fn scan_and_link(bencher: Bencher<'_, '_>, count: usize) {
    let package = Shape::Star.package(count);
    let entries = entry_points(&package, &NodeTarget::default());
    bencher.bench(|| linked(black_box(&package), &entries));
}

#[divan::bench(args = SIZES)]
fn judge(bencher: Bencher<'_, '_>, count: usize) {
    let package = Shape::Pattern.package(count);
    let facts = Facts::gather(&package, Options::default().targets());
    bencher.bench(|| rules::check(black_box(&facts), &[]));
}

#[divan::bench(args = SIZES)]
fn report(bencher: Bencher<'_, '_>, count: usize) {
    let package = Shape::Pattern.package(count);
    let facts = Facts::gather(&package, Options::default().targets());
    bencher.bench(|| Report::build(black_box(&facts), Vec::new(), &Options::default()));
}

#[divan::bench(args = SIZES)]
fn whole(bencher: Bencher<'_, '_>, count: usize) {
    let packed = Shape::Chain.packed(count);
    bencher.with_inputs(|| packed.clone()).bench_values(|bytes| {
        let package = Package::open(bytes, &Limits::default()).expect("what is made here opens");
        check(&package, &Options::default())
    });
}

fn linked(package: &Package, entries: &[EntryPoint]) -> Linkage {
    link(package, entries, &NodeTarget::default())
}
