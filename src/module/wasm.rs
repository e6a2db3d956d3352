//! The imports and exports of a WebAssembly module, from its sections: to Node it is a module like any other.
//!
//! <https://webassembly.github.io/spec/core/binary/modules.html>

use super::{
    loader::RequestTime,
    requests::{ModuleRequest, Phase, RequestKind, When},
};
use crate::{
    hash::HashSet,
    text::{Span, Spanned},
};

/// The modules that it imports, each once, and the names that it exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WasmModule {
    pub requests: Vec<ModuleRequest>,
    pub exports: Vec<String>,
    /// The first name that is reserved, for which Node refuses the module.
    pub reserved: Option<Spanned<String>>,
}

const MAGIC: &[u8] = b"\0asm\x01\0\0\0";
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

/// Reads a module; `None` where it is malformed, or newer than this.
pub fn read_wasm(source: &[u8]) -> Option<WasmModule> {
    let mut reader = WasmReader { source, at: 0 };
    (reader.take(MAGIC.len())? == MAGIC).then_some(())?;
    let mut module = WasmModule::default();
    while reader.at < source.len() {
        let id = reader.byte()?;
        let length = reader.number()?;
        let end = reader.at.checked_add(length).filter(|end| *end <= source.len())?;
        match id {
            IMPORTS => module.requests = reader.imports(&mut module.reserved)?,
            EXPORTS => module.exports = reader.exports(&mut module.reserved)?,
            _ => {}
        }
        reader.at = end;
    }
    Some(module)
}

struct WasmReader<'s> {
    source: &'s [u8],
    at: usize,
}

impl<'s> WasmReader<'s> {
    fn take(&mut self, count: usize) -> Option<&'s [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.source.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// Reads a number in LEB128, of as many bits as memories of 64 bits have.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f) << shift;
            // The last byte may have more bits than the number has.
            (bits >> shift == u64::from(byte & 0x7f)).then_some(())?;
            number |= bits;
            if byte & 0x80 == 0 {
                return usize::try_from(number).ok();
            }
        }
        None
    }

    fn name(&mut self) -> Option<Spanned<String>> {
        let length = self.number()?;
        let start = self.at;
        let value = str::from_utf8(self.take(length)?).ok()?.to_owned();
        Some(Spanned { value, span: Span::new(u32::try_from(start).ok()?, u32::try_from(self.at).ok()?) })
    }

    fn imports(&mut self, reserved: &mut Option<Spanned<String>>) -> Option<Vec<ModuleRequest>> {
        let mut requests: Vec<ModuleRequest> = Vec::new();
        let mut known: HashSet<String> = HashSet::default();
        for _ in 0..self.number()? {
            let (specifier, name) = (self.name()?, self.name()?);
            self.import_type()?;
            // V8 brings these modules along; their names are its own.
            if BUILTINS.contains(&specifier.value.as_str()) {
                continue;
            }
            let asks_reserved = specifier.value.starts_with("wasm-js:");
            reserve(reserved, if asks_reserved { &specifier } else { &name });
            if !asks_reserved && known.insert(specifier.value.clone()) {
                requests.push(request(specifier));
            }
        }
        Some(requests)
    }

    fn import_type(&mut self) -> Option<()> {
        match self.byte()? {
            // 0 is a function, 1 a table, 2 a memory, 3 a global and 4 a tag.
            0 => self.number().map(drop),
            1 => self.value_type().and_then(|()| self.limits()),
            2 => self.limits(),
            3 => self.value_type().and_then(|()| self.byte().map(drop)),
            4 => self.byte().and_then(|_| self.number().map(drop)),
            _ => None,
        }
    }

    /// Steps over a value type: one byte, and a number behind it for a reference to a given type.
    fn value_type(&mut self) -> Option<()> {
        match self.byte()? {
            0x63 | 0x64 => self.number().map(drop),
            _ => Some(()),
        }
    }

    fn limits(&mut self) -> Option<()> {
        // The lowest bit of the flags says that a maximum follows the minimum.
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most { self.number().map(drop) } else { Some(()) }
    }

    fn exports(&mut self, reserved: &mut Option<Spanned<String>>) -> Option<Vec<String>> {
        let mut names = Vec::new();
        for _ in 0..self.number()? {
            let name = self.name()?;
            reserve(reserved, &name);
            names.push(name.value);
            // The kind of the exported thing, and its index.
            self.byte()?;
            self.number()?;
        }
        Some(names)
    }
}

/// The modules that V8 brings along.
const BUILTINS: [&str; 3] = ["wasm:js-string", "wasm:text-encoder", "wasm:text-decoder"];

/// Remembers a name that no module may use.
fn reserve(reserved: &mut Option<Spanned<String>>, name: &Spanned<String>) {
    let is_reserved = name.value.starts_with("wasm:") || name.value.starts_with("wasm-js:");
    if reserved.is_none() && is_reserved {
        *reserved = Some(name.clone());
    }
}

fn request(specifier: Spanned<String>) -> ModuleRequest {
    let span = specifier.span;
    ModuleRequest {
        specifier,
        kind: RequestKind::Import,
        when: When::Link,
        begins_try: false,
        arm: None,
        is_unset: false,
        is_awaited: false,
        time: RequestTime::default(),
        attributes: Some(Vec::new()),
        phase: Phase::Evaluation,
        span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module of one function type, with these sections.
    fn module(sections: &[u8]) -> Vec<u8> {
        [MAGIC, b"\x01\x04\x01\x60\0\0", sections].concat()
    }

    #[test]
    fn sections_are_read() {
        for (sections, requests, exports) in [
            (&b""[..], vec![], vec![]),
            (b"\x02\x0b\x01\x03./a\x03run\0\0\x07\x06\x01\x02go\0\0", vec!["./a"], vec!["go"]),
            // A memory with a most, a table, a global; one module asked twice.
            (
                b"\x02\x18\x03\x01a\x01m\x02\x01\x01\x02\x01a\x01t\x01\x70\0\x01\x01b\x01g\x03\x7f\0",
                vec!["a", "b"],
                vec![],
            ),
            (b"\x02\x14\x01\x0ewasm:js-string\x01x\0\0", vec![], vec![]),
            (b"\x02\x0d\x01\x07wasm:js\x01x\0\0", vec!["wasm:js"], vec![]),
        ] {
            let read = read_wasm(&module(sections)).unwrap();
            let asked: Vec<_> =
                read.requests.iter().map(|request| request.specifier.value.as_str()).collect();
            assert_eq!((asked, read.exports), (requests, exports.into_iter().map(str::to_owned).collect()));
        }
    }

    #[test]
    fn what_is_malformed_is_none() {
        // A length of more than 64 bits, of which the last ones are not 0.
        let long = module(b"\0\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02");
        for source in
            [&b""[..], b"\0asm\x02\0\0\0", &module(b"\x02\x7f"), &module(b"\x02\x02\xff\xff"), &long]
        {
            assert_eq!(read_wasm(source), None);
        }
    }
}
