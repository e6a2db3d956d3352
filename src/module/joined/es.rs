//! Lets an ES module stand in one text with others: each name of its top level gets the number of the module, and an import the
//! name of what it imports.

use oxc_ast::ast::{
    Argument, AssignmentTargetPropertyIdentifier, BindingIdentifier, BindingPattern, BindingProperty,
    CallExpression, Declaration, ExportDefaultDeclaration, ExportDefaultDeclarationKind, Expression,
    IdentifierReference, ImportDeclaration, ImportDeclarationSpecifier, ObjectProperty, Program, Statement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::{Scoping, SymbolId};
use oxc_span::{GetSpan, Span};

use super::{
    super::syntax::Parsed,
    commonjs::required,
    edit::{Edit, MADE},
    part::{CommonJsLink, ImportLinks},
    room::JoinRoom,
};

/// Returns the edits of a module, in no order; `None` if it may load modules that are not known.
pub(super) fn edits(
    number: usize,
    links: &ImportLinks<'_>,
    parsed: &Parsed<'_>,
    text: &str,
    room: &mut JoinRoom,
) -> Option<Vec<Edit>> {
    let Parsed { program, scoping } = parsed;
    let mut rewriter = EsRewriter { is_open: false, number, links, scoping, text, room, edits: Vec::new() };
    rewriter.program(program);
    (!rewriter.is_open).then_some(rewriter.edits)
}

/// The end of a statement, which stands where one was taken out: the statements around it must not become one.
const END: &str = ";";

/// Returns the namespace object of a CommonJS module.
fn namespace(given: &str, names: &[String]) -> String {
    let names = names.iter().filter(|name| !matches!(name.as_str(), "default" | "module.exports"));
    let members: String = names.map(|name| format!(", {name:?}: {given}[{name:?}]")).collect();
    format!("{{ default: {given}{members} }}")
}

/// The name that a name of a part's top level gets.
fn made_name(part: usize, name: &str) -> String {
    // `*default*` is no identifier.
    let name = if name == "*default*" { "$default" } else { name };
    format!("{MADE}{part}${name}")
}

struct EsRewriter<'r> {
    /// True if the module may load modules that are not known, or there is no room for its changes.
    is_open: bool,
    number: usize,
    links: &'r ImportLinks<'r>,
    scoping: &'r Scoping,
    text: &'r str,
    room: &'r mut JoinRoom,
    edits: Vec<Edit>,
}

impl EsRewriter<'_> {
    fn program(&mut self, program: &Program<'_>) {
        if let Some(hashbang) = &program.hashbang {
            self.replace(hashbang.span, String::new());
        }
        program.body.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::ImportDeclaration(it) => self.import(it),
            Statement::ExportAllDeclaration(it) => self.export_from(it.span, it.source.span),
            Statement::ExportFromDeclaration(it) => self.export_from(it.span, it.source.span),
            Statement::ExportNamedDeclaration(_) => self.replace(statement.span(), END.to_owned()),
            Statement::ExportDeclaration(it) => self.export(it.span, &it.declaration),
            Statement::ExportDefaultDeclaration(it) => self.export_default(it),
            _ => self.visit_statement(statement),
        }
    }

    /// Leaves nothing of a re-export but that CommonJS runs.
    fn export_from(&mut self, statement: Span, source: Span) {
        let link = self.links.commonjs.get(&source.start);
        let run = link.map(|link| required(link.part)).unwrap_or_default();
        self.replace(statement, run + END);
    }

    /// Leaves of an import what no part declares.
    fn import(&mut self, it: &ImportDeclaration<'_>) {
        if let Some(link) = self.links.commonjs.get(&it.source.span.start) {
            return self.import_commonjs(it, link);
        }
        let from = self.slice(it.source.span);
        let specifiers = it.specifiers.iter().flatten();
        let others = specifiers.filter(|it| !self.links.names.contains_key(it.local().name.as_str()));
        let others = others.map(|specifier| {
            let local = made_name(self.number, specifier.local().name.as_str());
            match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(it) => {
                    format!("import {{ {} as {local} }} from {from};", self.slice(it.imported.span()))
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => {
                    format!("import {local} from {from};")
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => {
                    format!("import * as {local} from {from};")
                }
            }
        });
        let others: String = others.chain([END.to_owned()]).collect();
        self.replace(it.span, others);
    }

    /// Writes an import of CommonJS as variables.
    fn import_commonjs(&mut self, it: &ImportDeclaration<'_>, link: &CommonJsLink) {
        let given = required(link.part);
        let specifiers = it.specifiers.iter().flatten().map(|specifier| {
            let local = made_name(self.number, specifier.local().name.as_str());
            let value = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(it) => match it.imported.name().as_str() {
                    "default" | "module.exports" => given.clone(),
                    name => format!("{given}[{name:?}]"),
                },
                ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => given.clone(),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => namespace(&given, &link.names),
            };
            format!("const {local} = {value};")
        });
        let text = [given.clone(), END.to_owned()].into_iter().chain(specifiers).collect();
        self.replace(it.span, text);
    }

    fn export(&mut self, statement: Span, declaration: &Declaration<'_>) {
        self.replace(Span::new(statement.start, declaration.span().start), String::new());
        self.visit_declaration(declaration);
    }

    fn export_default(&mut self, it: &ExportDefaultDeclaration<'_>) {
        let (start, end) = (it.declaration.span().start, it.declaration.span().end);
        let name = made_name(self.number, "*default*");
        let declared = match &it.declaration {
            // A function with a name is hoisted, as the default is.
            ExportDefaultDeclarationKind::FunctionDeclaration(it) => {
                if it.id.is_none() {
                    self.replace(Span::empty(it.params.span.start), format!(" {name}"));
                }
                String::new()
            }
            ExportDefaultDeclarationKind::ClassDeclaration(it) if it.id.is_some() => String::new(),
            ExportDefaultDeclarationKind::ClassDeclaration(_) => {
                self.replace(Span::empty(end), END.to_owned());
                format!("const {name} = ")
            }
            _ => format!("const {name} = "),
        };
        self.replace(Span::new(it.span.start, start), declared);
        self.visit_export_default_declaration_kind(&it.declaration);
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    fn replace(&mut self, span: Span, text: String) {
        self.is_open |= !self.room.writes(text.len());
        if !self.is_open {
            self.edits.push(Edit { span, text });
        }
    }

    /// Gives a name of the top level its new name.
    fn rename(&mut self, symbol: Option<SymbolId>, span: Span) -> bool {
        self.new_name(symbol).map(|name| self.replace(span, name)).is_some()
    }

    /// Writes a property `{ a }` out as `{ a: b }`.
    fn write_out(&mut self, symbol: Option<SymbolId>, key: &str, span: Span) -> bool {
        self.new_name(symbol).map(|name| self.replace(span, format!("{key}: {name}"))).is_some()
    }

    fn new_name(&self, symbol: Option<SymbolId>) -> Option<String> {
        // Without room, a long name need not be written again and again.
        if self.is_open {
            return None;
        }
        let symbol = symbol.filter(|it| self.scoping.symbol_scope_id(*it) == self.scoping.root_scope_id())?;
        let name = self.scoping.symbol_name(symbol);
        let (part, name) = self.links.names.get(name).copied().unwrap_or((self.number, name));
        Some(made_name(part, name))
    }

    fn symbol(&self, id: &IdentifierReference<'_>) -> Option<SymbolId> {
        self.scoping.get_reference(id.reference_id.get()?).symbol_id()
    }
}

impl<'a> Visit<'a> for EsRewriter<'_> {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        let symbol = self.symbol(it);
        self.is_open |= it.name == "eval" && symbol.is_none();
        self.rename(symbol, it.span);
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        self.rename(it.symbol_id.get(), it.span);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let asks =
            it.callee.get_identifier_reference().is_some_and(|id| id.name.to_lowercase().contains("require"));
        let is_known = match it.arguments.as_slice() {
            [] => true,
            [Argument::StringLiteral(_)] => true,
            // `createRequire(import.meta.url)`
            [Argument::StaticMemberExpression(it)] => matches!(it.object, Expression::ImportMeta(_)),
            _ => false,
        };
        self.is_open |= asks && !is_known;
        walk::walk_call_expression(self, it);
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        let is_written = match &it.value {
            Expression::Identifier(id) if it.shorthand => self.write_out(self.symbol(id), &id.name, id.span),
            _ => false,
        };
        if !is_written {
            walk::walk_object_property(self, it);
        }
    }

    fn visit_binding_property(&mut self, it: &BindingProperty<'a>) {
        let id = match &it.value {
            BindingPattern::BindingIdentifier(id) => Some(id),
            BindingPattern::AssignmentPattern(it) => match &it.left {
                BindingPattern::BindingIdentifier(id) => Some(id),
                _ => None,
            },
            _ => None,
        };
        let id = id.filter(|_| it.shorthand);
        let is_written = id.is_some_and(|id| self.write_out(id.symbol_id.get(), &id.name, id.span));
        match &it.value {
            BindingPattern::AssignmentPattern(it) if is_written => self.visit_expression(&it.right),
            _ if is_written => {}
            _ => walk::walk_binding_property(self, it),
        }
    }

    fn visit_assignment_target_property_identifier(&mut self, it: &AssignmentTargetPropertyIdentifier<'a>) {
        let id = &it.binding;
        self.write_out(self.symbol(id), &id.name, id.span);
        it.init.iter().for_each(|init| self.visit_expression(init));
    }
}
