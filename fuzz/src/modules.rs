//! The module reader: every span of a record lies in the text, whatever the text is.

use std::sync::Arc;

use packproof::{
    module::{
        CommonJsModule, EsModule, ImportName, ModuleRequest, ReadError, detect, read_commonjs, read_es,
        read_wasm,
    },
    node::NodeVersion,
    text::Span,
};

pub fn holds(data: &[u8]) {
    let inside = Inside(data.len());
    for version in ["20", "22", "24"] {
        let profile = version.parse::<NodeVersion>().expect("a version").profile();
        match read_es(data, &profile) {
            Ok(module) => inside.es(&module),
            Err(error) => inside.error(&error),
        }
        match read_commonjs(data, &profile) {
            Ok(CommonJsModule { requests, .. }) => inside.requests(&requests),
            Err(error) => inside.error(&error),
        }
        let _ = detect(data, &profile);
    }
    let _ = read_wasm(data);
}

/// A text of this many bytes.
struct Inside(usize);

impl Inside {
    fn span(&self, span: Span) {
        assert!(span.start <= span.end && span.end as usize <= self.0, "{span:?} of {}", self.0);
    }

    /// An error may stand at the end, where there is nothing to mark.
    fn error(&self, error: &ReadError) {
        if let ReadError::Syntax(error) = error {
            assert!(!error.message.is_empty());
            assert!(
                error.span.start <= error.span.end && error.span.start as usize <= self.0,
                "{:?}",
                error.span
            );
        }
    }

    fn requests(&self, requests: &[Arc<ModuleRequest>]) {
        for request in requests {
            self.span(request.span);
            self.span(request.specifier.span);
            for attribute in request.attributes.iter().flatten() {
                self.span(attribute.key.span);
                self.span(attribute.value.span);
            }
        }
    }

    fn es(&self, module: &EsModule) {
        self.requests(&module.requests);
        self.requests(&module.calls);
        let count = module.requests.len();
        for import in &module.imports {
            assert!(import.request < count);
            self.span(import.span);
            self.span(import.local.span);
            self.name(&import.name);
        }
        for export in &module.local_exports {
            self.span(export.name.span);
            self.span(export.declared);
        }
        for export in &module.indirect_exports {
            assert!(export.request < count);
            self.span(export.span);
            self.span(export.name.span);
            self.name(&export.import);
        }
        for star in &module.star_exports {
            assert!(star.request < count);
            self.span(star.span);
        }
        let reads = module.reads.iter().map(|read| read.span);
        let wrapper = module.wrapper_reads.iter().map(|read| read.span);
        reads.chain(wrapper).chain(module.top_level_await).for_each(|span| self.span(span));
    }

    fn name(&self, name: &ImportName) {
        if let ImportName::Name(name) = name {
            self.span(name.span);
        }
    }
}
