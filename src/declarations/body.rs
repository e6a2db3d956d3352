//! Statements to the names that they declare and export.

use oxc_ast::ast::{
    Class, Declaration, ExportDefaultDeclaration, ExportDefaultDeclarationKind, Expression, Function,
    ImportAttributeKey, ImportDeclaration, ImportDeclarationSpecifier, ImportOrExportKind, ModuleExportName,
    Statement, TSImportEqualsDeclaration, TSModuleReference, TSNamespaceDeclaration,
    TSNamespaceDeclarationBody, TSType, TSTypeOperatorOperator, VariableDeclaration, WithClause,
};
use oxc_span::{GetSpan, Span};

use super::{
    ambient::exports_explicitly,
    certain_types::CertainTypes,
    record::{
        DeclarationBody, DeclaredExport, DeclaredKind, DeclaredLocal, ExportOrigin, LocalAlias,
        NamespaceInstance, RequestedName, TypeRequest, TypeRequestKind,
    },
    shapes::{entity, expression_entity, shape},
};
use crate::{module::TypeScriptText, text::Spanned};

/// The deepest namespaces that are looked into: the record must not nest without bound.
const DEEPEST: u8 = 32;

/// Reads statements, and collects the requests of the whole file.
pub(super) struct BodyReader<'t, 'f> {
    pub text: &'t TypeScriptText<'t>,
    pub requests: &'f mut Vec<TypeRequest>,
    /// The kind of the static requests here.
    pub kind: TypeRequestKind,
    pub depth: u8,
    /// Signatures are read by it.
    pub types: CertainTypes,
    pub body: DeclarationBody,
}

impl BodyReader<'_, '_> {
    pub fn read(mut self, statements: &[Statement<'_>], is_ambient: bool) -> DeclarationBody {
        // A source with bodies is no ambient context: it exports what says so.
        self.body.exports_all = is_ambient && !exports_explicitly(statements);
        statements.iter().for_each(|statement| self.statement(statement));
        self.body.join_namespaces();
        self.body
    }

    fn statement(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::ImportDeclaration(import) => self.import(import),
            Statement::ExportAllDeclaration(all) => {
                let request = self.request(&all.source, all.with_clause.as_deref());
                let is_type_only = all.export_kind == ImportOrExportKind::Type;
                match &all.exported {
                    None => self.body.stars.push((request, is_type_only)),
                    Some(name) => {
                        let origin = ExportOrigin::Request { request, name: RequestedName::Namespace };
                        self.export(name, origin, is_type_only);
                    }
                }
            }
            Statement::ExportFromDeclaration(from) => {
                let request = self.request(&from.source, from.with_clause.as_deref());
                for specifier in &from.specifiers {
                    let is_type_only = ImportOrExportKind::Type == from.export_kind
                        || ImportOrExportKind::Type == specifier.export_kind;
                    let asked = self.name(&specifier.local);
                    let name = RequestedName::Name(asked.value.clone());
                    self.ask(request, asked);
                    self.export(&specifier.exported, ExportOrigin::Request { request, name }, is_type_only);
                }
            }
            Statement::ExportNamedDeclaration(named) => {
                for specifier in &named.specifiers {
                    let is_type_only = ImportOrExportKind::Type == named.export_kind
                        || ImportOrExportKind::Type == specifier.export_kind;
                    let local = ExportOrigin::Local(self.name(&specifier.local).value);
                    self.export(&specifier.exported, local, is_type_only);
                }
            }
            Statement::ExportDeclaration(export) => self.declaration(&export.declaration, true),
            Statement::ExportDefaultDeclaration(default) => self.default(default),
            Statement::TSExportAssignment(assignment) => {
                let entity = expression_entity(&assignment.expression);
                self.body.export_equals = Some((entity, self.text.span(assignment.span)));
            }
            other => {
                if let Some(declaration) = other.as_declaration() {
                    self.declaration(declaration, false);
                }
            }
        }
    }

    fn declaration(&mut self, declaration: &Declaration<'_>, is_exported: bool) {
        match declaration {
            Declaration::VariableDeclaration(variables) => self.variables(variables, is_exported),
            Declaration::FunctionDeclaration(function) => drop(self.function(function, is_exported)),
            Declaration::ClassDeclaration(class) => drop(self.class(class, is_exported)),
            Declaration::TSTypeAliasDeclaration(alias) => {
                self.declare(&alias.id.name, alias.id.span, is_exported).is_type = true;
            }
            Declaration::TSInterfaceDeclaration(interface) => {
                self.declare(&interface.id.name, interface.id.span, is_exported).is_type = true;
            }
            Declaration::TSEnumDeclaration(it) => {
                let kind = if it.r#const { DeclaredKind::ConstEnum } else { DeclaredKind::Enum };
                let local = self.declare(&it.id.name, it.id.span, is_exported);
                local.is_type = true;
                local.value.get_or_insert(kind);
            }
            Declaration::TSNamespaceDeclaration(namespace) => self.namespace(namespace, is_exported),
            Declaration::TSImportEqualsDeclaration(import) => self.import_equals(import, is_exported),
            // Ambient modules are read by themselves, and `declare global` names nothing here.
            Declaration::TSExternalModuleDeclaration(_) | Declaration::TSGlobalDeclaration(_) => {}
        }
    }

    fn declare(&mut self, name: &str, span: Span, is_exported: bool) -> &mut DeclaredLocal {
        let span = self.text.span(span);
        let local = self.body.symbol(name, span, is_exported);
        local.is_exported |= is_exported;
        local
    }

    fn variables(&mut self, variables: &VariableDeclaration<'_>, is_exported: bool) {
        for declarator in &variables.declarations {
            let annotation = declarator.type_annotation.as_ref().map(|it| shape(&it.type_annotation));
            let is_symbol =
                declarator.type_annotation.as_ref().is_some_and(|it| is_unique(&it.type_annotation));
            let annotated = declarator.type_annotation.as_ref();
            let signature = annotated.and_then(|it| self.types.of_type(&it.type_annotation));
            let kind = if is_symbol { DeclaredKind::Symbol } else { DeclaredKind::Variable };
            for identifier in declarator.id.get_binding_identifiers() {
                let local = self.declare(&identifier.name, identifier.span, is_exported);
                local.value.get_or_insert(kind);
                local.shape.clone_from(&annotation);
                local.sign(signature);
            }
        }
    }

    fn function(&mut self, function: &Function<'_>, is_exported: bool) -> Option<String> {
        let id = function.id.as_ref()?;
        let signature = self.types.of_function(function);
        let local = self.declare(&id.name, id.span, is_exported);
        // A class that can be called is declared twice, and has its static members all the same.
        if local.value != Some(DeclaredKind::Class) {
            local.value = Some(DeclaredKind::Function);
        }
        local.sign(signature);
        Some(id.name.to_string())
    }

    fn class(&mut self, class: &Class<'_>, is_exported: bool) -> Option<String> {
        let id = class.id.as_ref()?;
        let signature = self.types.of_class(class);
        let local = self.declare(&id.name, id.span, is_exported);
        (local.value, local.is_type) = (Some(DeclaredKind::Class), true);
        local.sign(signature);
        Some(id.name.to_string())
    }

    fn namespace(&mut self, namespace: &TSNamespaceDeclaration<'_>, is_exported: bool) {
        let body = self.namespace_body(&namespace.body);
        self.declare(&namespace.id.name, namespace.id.span, is_exported).namespaces.push(body);
    }

    fn namespace_body(&mut self, body: &TSNamespaceDeclarationBody<'_>) -> DeclarationBody {
        if self.depth >= DEEPEST {
            let instance = NamespaceInstance::Unknown;
            return DeclarationBody { is_cut: true, instance, ..DeclarationBody::default() };
        }
        let mut reader = BodyReader {
            text: self.text,
            requests: &mut *self.requests,
            kind: self.kind,
            depth: self.depth + 1,
            // By default no signatures are read: the names of a namespace have none.
            types: CertainTypes::default(),
            body: DeclarationBody::default(),
        };
        match body {
            TSNamespaceDeclarationBody::TSModuleBlock(block) => reader.read(&block.body, true),
            TSNamespaceDeclarationBody::TSNamespaceDeclaration(inner) => {
                reader.namespace(inner, true);
                reader.body.join_namespaces();
                reader.body
            }
        }
    }

    fn import_equals(&mut self, import: &TSImportEqualsDeclaration<'_>, is_exported: bool) {
        let is_type_only = import.import_kind == ImportOrExportKind::Type;
        let alias = match &import.module_reference {
            TSModuleReference::ExternalModuleReference(reference) => {
                let specifier = self.text.string(&reference.expression);
                let kind = match self.kind {
                    TypeRequestKind::Ambient => TypeRequestKind::Ambient,
                    _ => TypeRequestKind::Require,
                };
                let names = Vec::new();
                self.requests.push(TypeRequest { specifier, kind, resolution_mode: None, names });
                let request = self.requests.len() - 1;
                Some(LocalAlias::Import { request, name: RequestedName::Module, is_type_only })
            }
            TSModuleReference::IdentifierReference(identifier) => {
                Some(LocalAlias::Entity(vec![identifier.name.to_string()]))
            }
            TSModuleReference::QualifiedName(name) => entity(&name.left).map(|mut parts| {
                parts.push(name.right.name.to_string());
                LocalAlias::Entity(parts)
            }),
        };
        self.declare(&import.id.name, import.id.span, is_exported).alias = alias;
    }

    fn import(&mut self, import: &ImportDeclaration<'_>) {
        let request = self.request(&import.source, import.with_clause.as_deref());
        if import.specifiers.is_none()
            // `import "a"` asks for no name, and only TypeScript 6 and newer look for its file.
            && self.kind == TypeRequestKind::Static
            && let Some(request) = self.requests.get_mut(request)
        {
            request.kind = TypeRequestKind::SideEffect;
        }
        for specifier in import.specifiers.iter().flatten() {
            let mut is_type_only = import.import_kind == ImportOrExportKind::Type;
            let name = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(named) => {
                    is_type_only |= named.import_kind == ImportOrExportKind::Type;
                    let asked = self.name(&named.imported);
                    let name = asked.value.clone();
                    self.ask(request, asked);
                    RequestedName::Name(name)
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(default) => {
                    let name = "default".to_owned();
                    let span = self.text.span(default.local.span);
                    self.ask(request, Spanned { value: name.clone(), span });
                    RequestedName::Name(name)
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => RequestedName::Namespace,
            };
            let local = specifier.local();
            let alias = LocalAlias::Import { request, name, is_type_only };
            self.declare(&local.name, local.span, false).alias = Some(alias);
        }
    }

    fn default(&mut self, default: &ExportDefaultDeclaration<'_>) {
        let origin = match &default.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                let name = self.function(function, false);
                self.by_default(name, DeclaredKind::Function)
            }
            ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                let name = self.class(class, false);
                self.by_default(name, DeclaredKind::Class)
            }
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) => {
                let local = self.declare(&interface.id.name, interface.id.span, false);
                (local.is_type, local.is_default) = (true, true);
                ExportOrigin::Local(interface.id.name.to_string())
            }
            other => match other.as_expression() {
                Some(Expression::Identifier(identifier)) => ExportOrigin::Local(identifier.name.to_string()),
                _ => declared(DeclaredKind::Expression),
            },
        };
        let span = self.text.span(default.span);
        let name = Spanned { value: "default".to_owned(), span };
        self.body.exports.push(DeclaredExport { name, origin, is_type_only: false });
    }

    /// The origin of a declared default, with or without a name of its own.
    fn by_default(&mut self, name: Option<String>, kind: DeclaredKind) -> ExportOrigin {
        let Some(name) = name else { return declared(kind) };
        if let Some(local) = self.body.locals.get_mut(&name) {
            local.is_default = true;
        }
        ExportOrigin::Local(name)
    }

    fn export(&mut self, name: &ModuleExportName<'_>, origin: ExportOrigin, is_type_only: bool) {
        let name = self.name(name);
        self.body.exports.push(DeclaredExport { name, origin, is_type_only });
    }

    fn name(&self, name: &ModuleExportName<'_>) -> Spanned<String> {
        match name {
            ModuleExportName::StringLiteral(literal) => self.text.string(literal),
            other => Spanned { value: other.name().to_string(), span: self.text.span(other.span()) },
        }
    }

    fn ask(&mut self, request: usize, name: Spanned<String>) {
        if let Some(request) = self.requests.get_mut(request) {
            request.names.push(name);
        }
    }

    fn request(
        &mut self,
        source: &oxc_ast::ast::StringLiteral<'_>,
        clause: Option<&WithClause<'_>>,
    ) -> usize {
        let specifier = self.text.string(source);
        let mode = clause.into_iter().flat_map(|clause| &clause.with_entries).find_map(|entry| {
            (key(&entry.key) == "resolution-mode").then(|| entry.value.value.as_str() == "import")
        });
        let names = Vec::new();
        self.requests.push(TypeRequest { specifier, kind: self.kind, resolution_mode: mode, names });
        self.requests.len() - 1
    }
}

fn key<'k>(key: &'k ImportAttributeKey<'_>) -> &'k str {
    match key {
        ImportAttributeKey::Identifier(name) => name.name.as_str(),
        ImportAttributeKey::StringLiteral(text) => text.value.as_str(),
    }
}

fn declared(kind: DeclaredKind) -> ExportOrigin {
    ExportOrigin::Declared { value: Some(kind), is_type: kind == DeclaredKind::Class }
}

/// Tells whether a type is `unique symbol`.
fn is_unique(annotation: &TSType<'_>) -> bool {
    matches!(annotation, TSType::TSTypeOperatorType(it) if it.operator == TSTypeOperatorOperator::Unique)
}
