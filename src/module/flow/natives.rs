//! The names that a module gives to the libraries that make paths or open files.

use super::*;
use libraries::{Library, LibraryName};
use names::{first_literal, literal};
use oxc_ast::ast::{
    BinaryOperator, BindingPattern, CallExpression, Expression, ImportDeclaration, ImportDeclarationSpecifier,
};

/// The levels of an expression that are looked at.
const MOST_LEVELS: usize = 8;

impl<'a> Flow<'a, '_> {
    /// Remembers the names that an `import` gives to a library.
    pub(super) fn import_library(&mut self, it: &'a ImportDeclaration<'a>) {
        let Some(library) = Library::of(&it.source.value) else { return };
        for specifier in it.specifiers.iter().flatten() {
            let Some(symbol) = specifier.local().symbol_id.get() else { continue };
            let name = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(it) => {
                    library.member(it.imported.name().as_str())
                }
                _ => LibraryName::Whole(library),
            };
            self.libraries.insert(symbol, name);
        }
    }

    /// Remembers the names that a declaration gives to a library or to members of it.
    pub(super) fn learn_library(&mut self, pattern: &'a BindingPattern<'a>, init: &'a Expression<'a>) {
        let Some(found) = self.library(init) else { return };
        match pattern {
            BindingPattern::BindingIdentifier(id) => {
                if let Some(symbol) = self.constant_symbol(id) {
                    self.libraries.insert(symbol, found);
                }
            }
            BindingPattern::ObjectPattern(it) => {
                let LibraryName::Whole(library) = found else { return };
                for property in &it.properties {
                    let id = property.value.get_binding_identifier();
                    let symbol = id.and_then(|id| self.constant_symbol(id));
                    if let (Some(symbol), Some(name)) = (symbol, static_key(&property.key)) {
                        self.libraries.insert(symbol, library.member(name));
                    }
                }
            }
            _ => {}
        }
    }

    /// Returns the library, or the member of one, that an expression certainly is.
    pub(super) fn library(&self, expression: &'a Expression<'a>) -> Option<LibraryName<'a>> {
        self.library_within(MOST_LEVELS, expression)
    }

    fn library_within(&self, levels: usize, expression: &'a Expression<'a>) -> Option<LibraryName<'a>> {
        let levels = levels.checked_sub(1)?;
        match expression.without_parentheses() {
            Expression::Identifier(it) => self.libraries.get(&self.symbol(it)?).copied(),
            Expression::StaticMemberExpression(it) => match self.library_within(levels, &it.object)? {
                LibraryName::Whole(library) => Some(library.member(it.property.name.as_str())),
                LibraryName::Member(..) => None,
            },
            Expression::SequenceExpression(it) => self.library_within(levels, it.expressions.last()?),
            Expression::AwaitExpression(it) => match it.argument.without_parentheses() {
                Expression::ImportExpression(it) => whole(literal(&it.source)?.0),
                _ => None,
            },
            Expression::CallExpression(it) => {
                self.promisified(levels, it).or_else(|| self.required_library(it))
            }
            _ => None,
        }
    }

    /// Returns the function of `fs/promises` that `promisify(fs.readFile)` is like.
    fn promisified(&self, levels: usize, it: &'a CallExpression<'a>) -> Option<LibraryName<'a>> {
        let argument = it.arguments.first()?.as_expression()?;
        match self.library_within(levels, &it.callee)? {
            LibraryName::Member(Library::Util, "promisify") => {}
            _ => return None,
        }
        match self.library_within(levels, argument)? {
            LibraryName::Member(Library::Fs, name) => Some(LibraryName::Member(Library::FsPromises, name)),
            _ => None,
        }
    }

    /// Returns the library of `require("path")`, perhaps passed through a compiler's helper.
    fn required_library(&self, it: &'a CallExpression<'a>) -> Option<LibraryName<'a>> {
        if self.is_require(&it.callee) {
            return match first_literal(&it.arguments) {
                Some((specifier, _)) => whole(specifier),
                None => whole(&in_two_parts(it.arguments.first()?.as_expression()?)?),
            };
        }
        let helper = it.callee.without_parentheses();
        let name = helper.get_identifier_reference().map(|id| id.name.as_str());
        let name = name.or_else(|| helper.as_member_expression()?.static_property_name())?;
        // TypeScript's `__importStar`, Babel's `_interopRequireWildcard`, esbuild's `__toESM`.
        let is_helper = ["import", "Import", "interop", "ESM"].iter().any(|word| name.contains(word));
        match it.arguments.first()?.as_expression()?.without_parentheses() {
            Expression::CallExpression(inner) if is_helper && self.is_require(&inner.callee) => {
                whole(first_literal(&inner.arguments)?.0)
            }
            _ => None,
        }
    }
}

/// Returns the text of `'u' + 'rl'`, by which rollup keeps other bundlers from a module.
fn in_two_parts(specifier: &Expression<'_>) -> Option<String> {
    match specifier.without_parentheses() {
        Expression::BinaryExpression(it) if it.operator == BinaryOperator::Addition => {
            Some(format!("{}{}", literal(&it.left)?.0, literal(&it.right)?.0))
        }
        _ => None,
    }
}

fn whole<'a>(specifier: &str) -> Option<LibraryName<'a>> {
    Library::of(specifier).map(LibraryName::Whole)
}

fn static_key<'a>(key: &'a oxc_ast::ast::PropertyKey<'a>) -> Option<&'a str> {
    match key {
        oxc_ast::ast::PropertyKey::StaticIdentifier(it) => Some(it.name.as_str()),
        oxc_ast::ast::PropertyKey::StringLiteral(it) => Some(it.value.as_str()),
        _ => None,
    }
}
