//! The requests that stand inside of statements, `import("…")`, and the names that are asked of modules by `a.Name`.

use oxc_ast::ast::{
    BindingIdentifier, Expression, IdentifierName, ImportExpression, ObjectPropertyKind, TSImportType,
    TSImportTypeQualifier, TSQualifiedName, TSTypeName, TSTypeQuery, TSTypeQueryExprName,
};
use oxc_ast_visit::{Visit, walk};

use super::record::{
    DeclarationBody, DeclaredLocal, LocalAlias, RequestedName, TypeRequest, TypeRequestKind,
};
use crate::{
    hash::{HashMap, HashSet},
    module::TypeScriptText,
    text::Spanned,
};

/// Returns the names that stand for whole modules, `import * as a` and `import a = require("…")`, each with its request.
pub(super) fn namespaces(body: &DeclarationBody) -> HashMap<String, usize> {
    let whole = |(name, local): (&String, &DeclaredLocal)| match &local.alias {
        Some(LocalAlias::Import {
            request, name: RequestedName::Namespace | RequestedName::Module, ..
        }) => Some((name.clone(), *request)),
        _ => None,
    };
    body.locals.iter().filter_map(whole).collect()
}

/// Adds `import("…")`, as a type and as a value, and to each whole module the names of the types that are asked of it.
pub(super) fn inner_requests(
    text: &TypeScriptText<'_>,
    namespaces: HashMap<String, usize>,
    requests: &mut Vec<TypeRequest>,
) {
    let (bound, members) = Default::default();
    let mut finder = InnerRequests { text, namespaces, requests, bound, members };
    finder.visit_program(text.program);
    finder.ask_members();
}

struct InnerRequests<'t, 'f> {
    text: &'t TypeScriptText<'t>,
    namespaces: HashMap<String, usize>,
    requests: &'f mut Vec<TypeRequest>,
    /// The number of times that a name of a whole module is bound: more than once, and `a.Name` may mean another `a`.
    bound: HashMap<String, usize>,
    /// The types that are asked of whole modules by `a.Name`.
    members: Vec<(String, Spanned<String>)>,
}

impl InnerRequests<'_, '_> {
    fn import_type(&mut self, import: &TSImportType<'_>, names: Vec<Spanned<String>>) {
        let options = import.options.as_ref().map(|options| &options.properties);
        let resolution_mode = options.into_iter().flatten().find_map(mode_of);
        let specifier = self.text.string(&import.source);
        let kind = TypeRequestKind::ImportType;
        self.requests.push(TypeRequest { specifier, kind, resolution_mode, names });
    }

    fn name(&self, name: &IdentifierName<'_>) -> Spanned<String> {
        Spanned { value: name.name.to_string(), span: self.text.span(name.span) }
    }

    fn ask_members(self) {
        let mut seen = HashSet::default();
        for (namespace, member) in self.members {
            let is_bound_once = self.bound.get(&namespace) == Some(&1);
            let request = self.namespaces.get(&namespace).filter(|_| is_bound_once);
            if let Some(request) = request
                && seen.insert((*request, member.value.clone()))
                && let Some(request) = self.requests.get_mut(*request)
            {
                request.names.push(member);
            }
        }
    }
}

impl<'a> Visit<'a> for InnerRequests<'_, '_> {
    fn visit_ts_import_type(&mut self, import: &TSImportType<'a>) {
        let name = import.qualifier.as_ref().map(first);
        let names = name.map(|name| self.name(name)).into_iter().collect();
        self.import_type(import, names);
        walk::walk_ts_import_type(self, import);
    }

    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        if let Expression::StringLiteral(literal) = &import.source {
            let specifier = self.text.string(literal);
            let kind = TypeRequestKind::ImportType;
            self.requests.push(TypeRequest { specifier, kind, resolution_mode: None, names: Vec::new() });
        }
        walk::walk_import_expression(self, import);
    }

    fn visit_binding_identifier(&mut self, name: &BindingIdentifier<'a>) {
        if self.namespaces.contains_key(name.name.as_str()) {
            *self.bound.entry(name.name.to_string()).or_default() += 1;
        }
    }

    fn visit_ts_qualified_name(&mut self, qualified: &TSQualifiedName<'a>) {
        if let TSTypeName::IdentifierReference(namespace) = &qualified.left
            && self.namespaces.contains_key(namespace.name.as_str())
        {
            self.members.push((namespace.name.to_string(), self.name(&qualified.right)));
        }
        walk::walk_ts_qualified_name(self, qualified);
    }

    /// `typeof a.b` asks for a value, which may be a static member of a class that `export =` hands over.
    fn visit_ts_type_query(&mut self, query: &TSTypeQuery<'a>) {
        if let TSTypeQueryExprName::TSImportType(import) = &query.expr_name {
            self.import_type(import, Vec::new());
            walk::walk_ts_import_type(self, import);
        }
        if let Some(arguments) = &query.type_arguments {
            self.visit_ts_type_parameter_instantiation(arguments);
        }
    }
}

/// The first name of `.a.b.c`.
fn first<'q, 'a>(mut qualifier: &'q TSImportTypeQualifier<'a>) -> &'q IdentifierName<'a> {
    loop {
        match qualifier {
            TSImportTypeQualifier::Identifier(name) => return name,
            TSImportTypeQualifier::QualifiedName(qualified) => qualifier = &qualified.left,
        }
    }
}

/// `{ with: { "resolution-mode": "import" } }`
fn mode_of(property: &ObjectPropertyKind<'_>) -> Option<bool> {
    let ObjectPropertyKind::ObjectProperty(property) = property else { return None };
    let Expression::ObjectExpression(attributes) = &property.value else { return None };
    attributes.properties.iter().find_map(|attribute| {
        let ObjectPropertyKind::ObjectProperty(attribute) = attribute else { return None };
        let Expression::StringLiteral(value) = &attribute.value else { return None };
        (attribute.key.static_name()? == "resolution-mode").then(|| value.value.as_str() == "import")
    })
}
