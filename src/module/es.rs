//! ECMA-262's Source Text Module Record, from the syntax tree.

use std::sync::Arc;

use oxc_ast::ast::{
    BindingIdentifier, Declaration, ExportAllDeclaration, ExportDefaultDeclaration,
    ExportDefaultDeclarationKind, ExportFromDeclaration, ExportNamedDeclaration, ExportSpecifier,
    ImportAttributeKey, ImportDeclaration, ImportDeclarationSpecifier, ImportPhase, ModuleExportName,
    Statement, StringLiteral, VariableDeclaration, VariableDeclarationKind, WithClause,
};
use oxc_semantic::{Reference, Scoping, SymbolFlags, SymbolId};
use oxc_span::{GetSpan, Span};

use super::{
    called_reads::called_reads,
    decode::Text,
    flow::FlowFindings,
    loader::RequestTime,
    record::{BindingKind, EsModule, ImportEntry, ImportName, IndirectExport, LocalExport, StarExport},
    requests::{Attribute, ModuleRequest, Phase, RequestKind, When},
    script::exportless,
    shapes::tell_shapes,
    syntax::Parsed,
    top_level_await::top_level_await,
    value_shapes::ValueShape,
};
use crate::{hash::HashMap, text::Spanned};

/// Returns the record of a parsed module, with what its code was found to do.
pub(super) fn record(parsed: &Parsed<'_>, text: &Text<'_>, found: FlowFindings) -> EsModule {
    let mut builder =
        Builder { text, scoping: &parsed.scoping, module: EsModule::default(), exported: Vec::new() };
    for statement in &parsed.program.body {
        builder.statement(statement);
    }
    builder.resolve_exported();
    tell_shapes(&mut builder.module.local_exports, parsed, &text.text);
    let has_exports = builder.module.has_exports();
    EsModule {
        called_reads: called_reads(parsed, text, &builder.module.local_exports, &builder.module.imports),
        exportless: (!has_exports).then(|| exportless(parsed, text)),
        top_level_await: top_level_await(parsed.program).map(|it| text.span(it.span)),
        calls: found.requests.into_iter().map(Arc::new).collect(),
        reads: found.reads,
        wrapper_reads: found.wrapper_reads,
        effects: Arc::new(found.effects),
        ..builder.module
    }
}

struct Builder<'t, 'a> {
    text: &'t Text<'t>,
    scoping: &'t Scoping,
    module: EsModule,
    /// `export { a as b }`: whether `a` is an import is known only at the end.
    exported: Vec<&'t ExportSpecifier<'a>>,
}

impl<'t, 'a> Builder<'t, 'a> {
    fn statement(&mut self, statement: &'t Statement<'a>) {
        match statement {
            Statement::ImportDeclaration(it) => self.import(it),
            Statement::ExportAllDeclaration(it) => self.export_all(it),
            Statement::ExportFromDeclaration(it) => self.export_from(it),
            Statement::ExportNamedDeclaration(it) => self.export_named(it),
            Statement::ExportDeclaration(it) => self.export_declaration(&it.declaration),
            Statement::ExportDefaultDeclaration(it) => self.export_default(it),
            _ => {}
        }
    }

    fn import(&mut self, it: &ImportDeclaration<'a>) {
        let phase = match it.phase {
            None => Phase::Evaluation,
            Some(ImportPhase::Source) => Phase::Source,
            Some(ImportPhase::Defer) => Phase::Defer,
        };
        let request =
            self.request(&it.source, RequestKind::Import, phase, it.with_clause.as_deref(), it.span);
        for specifier in it.specifiers.iter().flatten() {
            let (name, local) = self.imported(specifier);
            let span = self.text.span(specifier.span());
            self.module.imports.push(ImportEntry { request, name, local, span });
        }
    }

    fn imported(&self, specifier: &ImportDeclarationSpecifier<'a>) -> (ImportName, Spanned<String>) {
        match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(it) => {
                (ImportName::Name(self.export_name(&it.imported)), self.binding(&it.local))
            }
            ImportDeclarationSpecifier::ImportDefaultSpecifier(it) => {
                (ImportName::Name(self.spanned("default", it.span)), self.binding(&it.local))
            }
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(it) => {
                (ImportName::Namespace, self.binding(&it.local))
            }
        }
    }

    fn export_all(&mut self, it: &ExportAllDeclaration<'a>) {
        let clause = it.with_clause.as_deref();
        let request = self.request(&it.source, RequestKind::ExportFrom, Phase::Evaluation, clause, it.span);
        let span = self.text.span(it.span);
        match &it.exported {
            None => self.module.star_exports.push(StarExport { request, span }),
            Some(name) => {
                let name = self.export_name(name);
                let export = IndirectExport { name, request, import: ImportName::Namespace, span };
                self.module.indirect_exports.push(export);
            }
        }
    }

    fn export_from(&mut self, it: &ExportFromDeclaration<'a>) {
        let clause = it.with_clause.as_deref();
        let request = self.request(&it.source, RequestKind::ExportFrom, Phase::Evaluation, clause, it.span);
        for specifier in &it.specifiers {
            let import = ImportName::Name(self.export_name(&specifier.local));
            self.indirect(specifier, request, import);
        }
    }

    fn export_named(&mut self, it: &'t ExportNamedDeclaration<'a>) {
        self.exported.extend(&it.specifiers);
    }

    fn export_declaration(&mut self, declaration: &Declaration<'a>) {
        match declaration {
            Declaration::VariableDeclaration(it) => self.export_variables(it),
            Declaration::FunctionDeclaration(it) => {
                self.export_binding(it.id.as_ref(), BindingKind::Function)
            }
            Declaration::ClassDeclaration(it) => self.export_binding(it.id.as_ref(), BindingKind::Class),
            _ => {}
        }
    }

    fn export_variables(&mut self, it: &VariableDeclaration<'a>) {
        let kind = match it.kind {
            VariableDeclarationKind::Var => None,
            VariableDeclarationKind::Let => Some(BindingKind::Let),
            _ => Some(BindingKind::Const),
        };
        for declarator in &it.declarations {
            for id in declarator.id.get_binding_identifiers() {
                let of_var = || id.symbol_id.get().map(|symbol| kind_of_var(self.scoping, symbol));
                self.export_binding(Some(id), kind.or_else(of_var).unwrap_or(BindingKind::SetByFunction));
            }
        }
    }

    fn export_binding(&mut self, id: Option<&BindingIdentifier<'a>>, kind: BindingKind) {
        if let Some(id) = id {
            let name = self.binding(id);
            self.local(name.clone(), name.value, kind, id.span);
        }
    }

    fn export_default(&mut self, it: &ExportDefaultDeclaration<'a>) {
        let (id, kind) = match &it.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(it) => (it.id.as_ref(), BindingKind::Function),
            ExportDefaultDeclarationKind::ClassDeclaration(it) => (it.id.as_ref(), BindingKind::Class),
            _ => (None, BindingKind::Default),
        };
        let local = id.map_or("*default*", |id| id.name.as_str());
        // "default" stands after "export", with one space in nearly every file; the declaration is shown in any case.
        let declared = id.map_or(it.span, |id| id.span);
        self.local(self.spanned("default", it.span), local.to_owned(), kind, declared);
    }

    fn local(&mut self, name: Spanned<String>, local: String, kind: BindingKind, declared: Span) {
        let declared = self.text.span(declared);
        let shape = ValueShape::Unknown; // Told at the end.
        self.module.local_exports.push(LocalExport { name, local, kind, declared, shape });
    }

    fn indirect(&mut self, specifier: &ExportSpecifier<'a>, request: usize, import: ImportName) {
        let (name, span) = (self.export_name(&specifier.exported), self.text.span(specifier.span));
        self.module.indirect_exports.push(IndirectExport { name, request, import, span });
    }

    /// ParseModule, steps 10 and 11: exporting an import is an indirect export, but for a namespace.
    fn resolve_exported(&mut self) {
        let entries = self.module.imports.iter();
        let entries: HashMap<_, _> =
            entries.map(|entry| (entry.local.value.clone(), (entry.request, entry.name.clone()))).collect();
        for specifier in std::mem::take(&mut self.exported) {
            match entries.get(specifier.local.name().as_str()) {
                // A module's source is no binding of that module.
                Some((request, _)) if self.is_source(*request) => self.export_local(specifier, None),
                Some((request, import @ ImportName::Name(_))) => {
                    self.indirect(specifier, *request, import.clone())
                }
                Some((_, ImportName::Namespace)) => {
                    self.export_local(specifier, Some(BindingKind::Namespace))
                }
                None => self.export_local(specifier, None),
            }
        }
    }

    fn is_source(&self, request: usize) -> bool {
        self.module.requests.get(request).is_some_and(|request| request.phase == Phase::Source)
    }

    fn export_local(&mut self, specifier: &ExportSpecifier<'a>, kind: Option<BindingKind>) {
        let local = specifier.local.name();
        // A name that nothing declares is an early error, and a module with such an error has no record.
        let Some(symbol) = self.scoping.get_root_binding(local.into()) else { return };
        let kind = kind.unwrap_or_else(|| binding_kind(self.scoping, symbol));
        let name = self.export_name(&specifier.exported);
        self.local(name, local.to_string(), kind, self.scoping.symbol_span(symbol));
    }

    fn request(
        &mut self,
        source: &StringLiteral<'a>,
        kind: RequestKind,
        phase: Phase,
        clause: Option<&WithClause<'a>>,
        span: Span,
    ) -> usize {
        let attributes = Some(clause.map_or_else(Vec::new, |clause| self.attributes(clause)));
        let specifier = self.string(source);
        let span = self.text.span(span);
        let when = When::Link;
        let request = ModuleRequest {
            specifier,
            kind,
            when,
            begins_try: false,
            arm: None,
            is_unset: false,
            is_awaited: false,
            time: RequestTime::default(),
            attributes,
            phase,
            span,
        };
        self.module.requests.push(Arc::new(request));
        self.module.requests.len() - 1
    }

    fn attributes(&self, clause: &WithClause<'a>) -> Vec<Attribute> {
        let attribute = |it: &oxc_ast::ast::ImportAttribute<'a>| {
            let key = match &it.key {
                ImportAttributeKey::Identifier(key) => self.spanned(&key.name, key.span),
                ImportAttributeKey::StringLiteral(key) => self.string(key),
            };
            Attribute { key, value: self.string(&it.value) }
        };
        clause.with_entries.iter().map(attribute).collect()
    }

    fn export_name(&self, name: &ModuleExportName<'a>) -> Spanned<String> {
        match name {
            ModuleExportName::IdentifierName(it) => self.spanned(&it.name, it.span),
            ModuleExportName::IdentifierReference(it) => self.spanned(&it.name, it.span),
            ModuleExportName::StringLiteral(it) => self.string(it),
        }
    }

    fn binding(&self, id: &BindingIdentifier<'a>) -> Spanned<String> {
        self.spanned(&id.name, id.span)
    }

    fn string(&self, literal: &StringLiteral<'a>) -> Spanned<String> {
        Spanned { value: string_value(literal), span: self.text.span(literal.span) }
    }

    fn spanned(&self, value: &str, span: Span) -> Spanned<String> {
        Spanned { value: value.to_owned(), span: self.text.span(span) }
    }
}

/// The most places that set a `var` which are looked at.
const MOST_SET: usize = 64;

fn kind_of_var(scoping: &Scoping, symbol: SymbolId) -> BindingKind {
    let mut set = scoping.get_resolved_references(symbol).filter(|it| it.is_write());
    let is_in_function = |it: &Reference| {
        scoping.scope_ancestors(it.scope_id()).any(|scope| scoping.scope_flags(scope).is_function())
    };
    let is_known = !set.by_ref().take(MOST_SET).any(is_in_function) && set.next().is_none();
    if is_known { BindingKind::Var } else { BindingKind::SetByFunction }
}

fn binding_kind(scoping: &Scoping, symbol: SymbolId) -> BindingKind {
    let flags = scoping.symbol_flags(symbol);
    if flags.contains(SymbolFlags::Function) {
        BindingKind::Function
    } else if flags.contains(SymbolFlags::Class) {
        BindingKind::Class
    } else if flags.contains(SymbolFlags::ConstVariable) {
        BindingKind::Const
    } else if flags.contains(SymbolFlags::BlockScopedVariable) {
        BindingKind::Let
    } else {
        kind_of_var(scoping, symbol)
    }
}

/// Returns the string's value; lone surrogates, which the parser escapes, become replacement characters as in
/// UTF-8.
pub(super) fn string_value(literal: &StringLiteral<'_>) -> String {
    let value = literal.value.as_str();
    if !literal.lone_surrogates {
        return value.to_owned();
    }
    let mut parts = value.split(char::REPLACEMENT_CHARACTER);
    let first = parts.next().unwrap_or_default().to_owned();
    // The parser writes U+FFFD before the four digits of a lone surrogate, and U+FFFD itself with `fffd` behind it.
    parts.fold(first, |text, part| text + "\u{fffd}" + part.get(4..).unwrap_or_default())
}
