//! `packproof surface`: all that consumers can name, as JSON.

use crate::{
    cli::{
        args::SurfaceArgs, failure::Failure, sheet::SheetDestination, source, status::OK,
        surroundings::Surroundings,
    },
    render::surface::surface_document,
    session::Session,
    surface::Surface,
};

pub(super) fn run(args: &SurfaceArgs, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let package = source::open(args.target.as_deref(), &args.packs, &args.output, surroundings)?;
    let surface = Surface::of(&Session::new(package), &args.judged.options());
    let text = surface_document(&surface).map_err(|error| Failure::Write(error.into()))?;
    match &args.write {
        None => surroundings.print(&text)?,
        Some(file) => {
            SheetDestination::File(file.clone()).write(&text, surroundings)?;
            args.output.progress(&format!("wrote {}", file.display()), surroundings);
        }
    }
    Ok(OK)
}
