//! `packproof ls`: the files as npm lays them out.

use std::collections::BTreeMap;

use crate::{
    cli::{args, failure::Failure, format::PlainFormat, source, status::OK, surroundings::Surroundings},
    entry_points::{EntryKind, entry_points, target_file},
    package::Package,
    render::{
        terminal::{Page, Role},
        text::{byte_size, package_header},
    },
    report::listing::{FileReport, HazardReport, Listing},
    resolve::NodeTarget,
};

pub(super) fn run(args: &args::LsArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let package = source::open(args.target.as_deref(), &args.packs, &args.output, surroundings)?;
    let listing = Listing::new(&package);
    match args.output.format() {
        PlainFormat::Json => surroundings.print_json(&listing)?,
        PlainFormat::Text => {
            let mut page = Page::new(surroundings.terminal);
            render(&package, &listing, args, &mut page);
            surroundings.print(&page.finish())?;
        }
    }
    Ok(OK)
}

fn render(package: &Package, listing: &Listing, args: &args::LsArgs, page: &mut Page) {
    if !args.output.quiet {
        package_header(page, &listing.package, &[]);
        page.blank();
    }
    if args.tree {
        tree(&listing.files, &marks(package), page)
    } else {
        table(&listing.files, page)
    }
    hazards(&listing.hazards, page);
}

fn table(files: &[FileReport], page: &mut Page) {
    for file in files {
        page.line(&[
            Role::Faint.of(format!("{:>4} ", file.mode)),
            Role::Plain.of(format!("{:>9}  ", byte_size(file.size))),
            Role::Plain.of(file.path.as_str()),
        ]);
    }
}

fn hazards(hazards: &[HazardReport], page: &mut Page) {
    if hazards.is_empty() {
        return;
    }
    page.blank();
    page.line(&[Role::Warning.of("Installed differently from how it is packed:")]);
    for HazardReport { kind, entry, message } in hazards {
        let entry = if entry.is_empty() { String::new() } else { format!("{entry}: ") };
        page.wrapped(
            4,
            &[Role::Warning.of(format!("  {kind}")), Role::Plain.of(format!("  {entry}{message}"))],
        );
    }
}

/// The entry points that lead to each file.
type Marks = BTreeMap<String, Vec<String>>;

fn marks(package: &Package) -> Marks {
    let mut marks = Marks::new();
    for entry in entry_points(package, &NodeTarget::default()) {
        let name = match entry.kind {
            EntryKind::Bin => format!("bin {}", entry.subpath),
            _ => entry.subpath.clone(),
        };
        for (_, resolution) in &entry.resolutions {
            if let Some(path) = target_file(resolution) {
                let names = marks.entry(path.to_string()).or_default();
                if !names.contains(&name) {
                    names.push(name.clone());
                }
            }
        }
    }
    marks
}

/// A folder being drawn.
#[derive(Default)]
struct Folder<'f> {
    folders: BTreeMap<&'f str, Folder<'f>>,
    files: Vec<&'f FileReport>,
}

fn tree(files: &[FileReport], marks: &Marks, page: &mut Page) {
    let mut root = Folder::default();
    for file in files {
        let mut folder = &mut root;
        let directory = file.path.rsplit_once('/').map_or("", |(directory, _)| directory);
        for name in directory.split('/').filter(|name| !name.is_empty()) {
            folder = folder.folders.entry(name).or_default();
        }
        folder.files.push(file);
    }
    draw(&root, marks, page);
}

/// A line of the tree to come: a folder to open, or a file.
enum Item<'i, 'f> {
    Folder(&'f str, &'i Folder<'f>),
    File(&'f FileReport),
}

/// Draws without recursion: the depth of folders is the archive's to choose.
fn draw(root: &Folder<'_>, marks: &Marks, page: &mut Page) {
    let mut open = vec![(String::new(), items(root).into_iter().peekable())];
    while let Some((indent, rest)) = open.last_mut() {
        let Some(item) = rest.next() else {
            open.pop();
            continue;
        };
        let is_last = rest.peek().is_none();
        let (branch, below) = if is_last { ("└── ", "    ") } else { ("├── ", "│   ") };
        let lead = Role::Faint.of(format!("{indent}{branch}"));
        match item {
            Item::Folder(name, folder) => {
                page.line(&[lead, Role::Strong.of(format!("{name}/"))]);
                let indent = format!("{indent}{below}");
                open.push((indent, items(folder).into_iter().peekable()));
            }
            Item::File(file) => {
                let name = file.path.rsplit('/').next().unwrap_or(&file.path);
                let mark = marks
                    .get(&file.path)
                    .map(|names| format!("  ← {}", names.join(", ")))
                    .unwrap_or_default();
                page.line(&[lead, Role::Plain.of(name), Role::Good.of(mark)]);
            }
        }
    }
}

fn items<'i, 'f>(folder: &'i Folder<'f>) -> Vec<Item<'i, 'f>> {
    let folders = folder.folders.iter().map(|(name, folder)| Item::Folder(name, folder));
    folders.chain(folder.files.iter().map(|file| Item::File(file))).collect()
}
