//! Reads several modules as one program: the functions of one may be called by another, as in the chunks of a bundler.

mod commonjs;
mod edit;
mod es;
mod part;
mod room;
mod text;

pub use part::{CommonJsLink, ImportLinks, JoinLinks, JoinPart};
pub use room::JoinRoom;

use std::sync::Arc;

use self::text::JoinedText;
use super::{
    effects::{Effects, Throw},
    evaluation::WrapperRead,
    meter::Meter,
    read::{read_commonjs_within, read_es_within},
    requests::{ModuleRequest, When},
    switches::ReadingSwitches,
};
use crate::text::Spanned;

/// The certain doings of modules that are evaluated together.
pub struct JoinedReading {
    /// The requests that calls certainly make, each with the number of the part that it stands in.
    pub requests: Vec<(usize, ModuleRequest)>,
    /// The errors that are thrown, each with the number of the part that it stands in.
    pub throws: Vec<(usize, Throw)>,
    /// The reads of CommonJS's variables in ES modules that certainly happen, each with the number of the part that it stands in.
    pub wrapper_reads: Vec<(usize, WrapperRead)>,
}

/// Reads modules in the order of evaluation; the last is the one that is asked for. CommonJS that an ES module imports is read as if it
/// were strict. `None` if they cannot be read together, or there is no room left for what stands between them.
pub fn read_joined(
    parts: &[JoinPart<'_>],
    switches: &ReadingSwitches<'_>,
    meter: &Meter,
    room: &mut JoinRoom,
) -> Option<JoinedReading> {
    let mut joined = JoinedText::of(parts, switches, meter, room)?;
    match parts.last()?.links {
        JoinLinks::Imports(_) => {
            let module = room.read(read_es_within(joined.text.as_bytes(), switches, meter))?;
            let mut told = told(&joined, &module.calls, &module.effects, &module.wrapper_reads);
            // CommonJS has these variables, and need not be strict.
            let is_es = |part: usize| parts.get(part).is_some_and(JoinPart::is_es);
            told.throws.retain(|(part, _)| is_es(*part));
            told.wrapper_reads.retain(|(part, _)| is_es(*part));
            Some(told)
        }
        JoinLinks::Requires(_) => {
            joined.text.push_str(&commonjs::required(parts.len() - 1));
            let module = room.read(read_commonjs_within(joined.text.as_bytes(), switches, meter))?;
            Some(told(&joined, &module.requests, &module.effects, &[]))
        }
    }
}

fn told(
    joined: &JoinedText,
    calls: &[Arc<ModuleRequest>],
    effects: &Effects,
    wrapper_reads: &[WrapperRead],
) -> JoinedReading {
    let eager = calls.iter().filter(|call| call.when == When::Eager);
    let requests = eager.filter_map(|call| {
        let (part, span) = joined.original(call.span)?;
        let (_, place) = joined.original(call.specifier.span)?;
        let specifier = Spanned { span: place, ..call.specifier.clone() };
        Some((part, ModuleRequest { specifier, span, ..(**call).clone() }))
    });
    let throws = effects.throws.iter().filter_map(|throw| {
        let (part, span) = joined.original(throw.span)?;
        Some((part, Throw { span, ..throw.clone() }))
    });
    let certain = wrapper_reads.iter().filter(|read| read.certain);
    let wrapper_reads = certain.filter_map(|read| {
        let (part, span) = joined.original(read.span)?;
        Some((part, WrapperRead { span, ..read.clone() }))
    });
    JoinedReading {
        requests: requests.collect(),
        throws: throws.collect(),
        wrapper_reads: wrapper_reads.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hash::HashMap, node::NodeVersion};

    /// Reads two modules, of which the last imports `a`, which has another name where it is declared.
    fn throws(declared: &str, uses: usize, room: &mut JoinRoom) -> Option<usize> {
        let made = "import { createRequire } from 'module'; const r = createRequire(import.meta.url)";
        let chunk = format!("{made}; export function {declared}() {{ r('gone') }}");
        let main = format!("import {{ {declared} as a }} from './c.js'; {} a()", "a;".repeat(uses));
        let import = |source, names| {
            let links = ImportLinks { names, ..ImportLinks::default() };
            JoinPart { source, links: JoinLinks::Imports(links) }
        };
        let imports = [("a", (0, declared))].into_iter().collect();
        let parts = [import(chunk.as_bytes(), HashMap::default()), import(main.as_bytes(), imports)];
        let profile = "22".parse::<NodeVersion>().unwrap().profile();
        let read = read_joined(&parts, &ReadingSwitches::new(&profile), &Meter::default(), room);
        Some(read?.requests.len())
    }

    #[test]
    fn long_names_are_not_written_again_and_again() {
        let long = "x".repeat(100_000);
        assert_eq!(throws("f", 1000, &mut JoinRoom::default()), Some(1));
        assert_eq!(throws(&long, 10, &mut JoinRoom::default()), Some(1));
        // 10 GB, if it were written.
        let mut room = JoinRoom::default();
        assert_eq!(throws(&long, 100_000, &mut room), None);
        assert_eq!(throws("f", 1, &mut room), None);
    }
}
