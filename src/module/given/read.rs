//! Reading a module for the kinds of what it exports.

use std::collections::BTreeMap;

use oxc_ast::ast::{Declaration, ExportDefaultDeclarationKind, Statement};

use super::{
    super::{early_error::Goal, meter::Meter, read::read, switches::ReadingSwitches, syntax::Parsed},
    runner::Runner,
    shape::ValueShape,
    told::GivenExports,
};
use crate::node::Profile;

/// Reads the kinds of what an ES module makes itself, by the exported name; of a module that does not parse, none.
pub fn es_shapes(source: &[u8], profile: &Profile) -> BTreeMap<String, ValueShape> {
    let switches = ReadingSwitches::new(profile);
    read(source, Goal::Module, &switches, &Meter::default(), |parsed, text| of_module(parsed, &text.text))
        .unwrap_or_default()
}

/// Reads the value that `require` of a CommonJS module gives; of a module that does not parse, nothing is known.
pub fn given_exports(source: &[u8], profile: &Profile) -> GivenExports {
    let follow = |parsed: &Parsed<'_>, text: &str| {
        let mut runner = Runner::new(&parsed.scoping, text, Goal::CommonJs);
        runner.run(parsed.program);
        runner.given()
    };
    let switches = ReadingSwitches::new(profile);
    read(source, Goal::CommonJs, &switches, &Meter::default(), |parsed, text| follow(parsed, &text.text))
        .unwrap_or_default()
}

fn of_module(parsed: &Parsed<'_>, text: &str) -> BTreeMap<String, ValueShape> {
    let mut runner = Runner::new(&parsed.scoping, text, Goal::Module);
    runner.run(parsed.program);
    let mut found = BTreeMap::new();
    for statement in &parsed.program.body {
        match statement {
            Statement::ExportDeclaration(it) => {
                for name in declared(&it.declaration) {
                    found.insert(name.to_owned(), runner.shape_of_local(name));
                }
            }
            Statement::ExportNamedDeclaration(it) => {
                found.extend(it.specifiers.iter().map(|it| {
                    (it.exported.name().to_string(), runner.shape_of_local(it.local.name().as_str()))
                }))
            }
            Statement::ExportDefaultDeclaration(it) => {
                let id = match &it.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(it) => it.id.as_ref(),
                    ExportDefaultDeclarationKind::ClassDeclaration(it) => it.id.as_ref(),
                    _ => None,
                };
                let value = || runner.shape(&runner.default);
                let shape = id.map_or_else(value, |id| runner.shape_of_local(id.name.as_str()));
                found.insert("default".to_owned(), shape);
            }
            _ => {}
        }
    }
    found
}

fn declared<'d>(declaration: &'d Declaration<'_>) -> Vec<&'d str> {
    match declaration {
        Declaration::VariableDeclaration(it) => {
            let ids = it.declarations.iter().filter_map(|it| it.id.get_binding_identifier());
            ids.map(|id| id.name.as_str()).collect()
        }
        Declaration::FunctionDeclaration(it) => it.id.iter().map(|id| id.name.as_str()).collect(),
        Declaration::ClassDeclaration(it) => it.id.iter().map(|id| id.name.as_str()).collect(),
        _ => Vec::new(),
    }
}
