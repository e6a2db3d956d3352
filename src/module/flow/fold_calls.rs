//! Folding of calls: methods of known values, and functions of the module that make a path of what they are given.

use super::*;
use oxc_ast::ast::{
    Argument, ArrayExpression, ArrowFunctionBody, BindingPattern, CallExpression, Expression,
    FormalParameters, FunctionBody, VariableDeclaration,
};
use parameters::BoundName;
use place::KnownValue;

impl<'a> Flow<'a, '_> {
    /// Returns the value that a function of the module returns: `const at = (name) => join(__dirname, name)`.
    pub(super) fn fold_own_function(
        &self,
        levels: usize,
        it: &'a CallExpression<'a>,
    ) -> Option<KnownValue<'a>> {
        let callable = self.callable(&it.callee)?;
        let (parameters, body) = match callable {
            Callable::Arrow(it) => (&it.params, FoldedBody::of_arrow(&it.body)?),
            Callable::Function(it) => (&it.params, FoldedBody::Statements(it.body.as_ref()?)),
            Callable::Class(_) => return None,
        };
        if !callable.runs_here(false) {
            return None;
        }
        let arguments = self.fold_arguments(levels, &it.arguments)?;
        let outer = self.parameters.bound.borrow().len();
        self.bind_parameters(levels, parameters, arguments);
        let value = match body {
            FoldedBody::Value(value) => self.fold_within(levels, value),
            FoldedBody::Statements(body) => self.fold_body(levels, body),
        };
        self.parameters.bound.borrow_mut().truncate(outer);
        value
    }

    /// Returns the value of `[__dirname, "a.txt"].join("/")`, `__dirname.concat("/a.txt")` or `import.meta.resolve("./a.txt")`.
    pub(super) fn fold_method(&self, levels: usize, it: &'a CallExpression<'a>) -> Option<KnownValue<'a>> {
        let Expression::StaticMemberExpression(member) = it.callee.without_parentheses() else { return None };
        match (member.property.name.as_str(), member.object.without_parentheses()) {
            ("join", Expression::ArrayExpression(list)) => self.fold_joined_list(levels, list, it),
            ("concat", object) => {
                let whole = self.fold_within(levels, object)?;
                let parts = self.fold_arguments(levels, &it.arguments)?;
                parts.into_iter().try_fold(whole, |whole, part| whole.followed_by(&part?))
            }
            ("resolve", Expression::ImportMeta(_)) => {
                match self.fold_argument(levels, it.arguments.first()?)? {
                    KnownValue::Text(path) if path.starts_with("./") || path.starts_with("../") => {
                        place::url_beside(&format!("/{}", crate::module::assets::OWN_FILE), &path)
                            .map(KnownValue::Url)
                    }
                    _ => None,
                }
            }
            ("toString", object) if it.arguments.is_empty() => self.fold_within(levels, object),
            _ => None,
        }
    }

    fn fold_joined_list(
        &self,
        levels: usize,
        list: &'a ArrayExpression<'a>,
        it: &'a CallExpression<'a>,
    ) -> Option<KnownValue<'a>> {
        let Some(KnownValue::Text(between)) = self.fold_argument(levels, it.arguments.first()?) else {
            return None;
        };
        let between = KnownValue::Text(between);
        let mut parts = list.elements.iter().map(|part| self.fold_within(levels, part.as_expression()?));
        let first = parts.next()??;
        parts.try_fold(first, |whole, part| whole.followed_by(&between)?.followed_by(&part?))
    }

    /// Returns the values of arguments; `None` if it is not known how many there are.
    pub(super) fn fold_arguments(
        &self,
        levels: usize,
        arguments: &'a [Argument<'a>],
    ) -> Option<Vec<Option<KnownValue<'a>>>> {
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match argument {
                Argument::SpreadElement(it) => values.extend(self.fold_list(levels, &it.argument)?),
                _ => values.push(self.fold_argument(levels, argument)),
            }
        }
        Some(values)
    }

    /// Returns the values of a list whose length is known.
    pub(super) fn fold_list(
        &self,
        levels: usize,
        list: &'a Expression<'a>,
    ) -> Option<Vec<Option<KnownValue<'a>>>> {
        match list.without_parentheses() {
            Expression::Identifier(id) => {
                let symbol = self.symbol(id)?;
                self.bound_list(symbol).or_else(|| self.constant_list(symbol))
            }
            Expression::ArrayExpression(it) => {
                let elements = it.elements.iter();
                elements.map(|it| Some(self.fold_within(levels, it.as_expression()?))).collect()
            }
            _ => None,
        }
    }

    fn bind_parameters(
        &self,
        levels: usize,
        parameters: &'a FormalParameters<'a>,
        arguments: Vec<Option<KnownValue<'a>>>,
    ) {
        let mut arguments = arguments.into_iter();
        for parameter in &parameters.items {
            let value = match (arguments.next(), &parameter.initializer) {
                (Some(value), _) => value,
                (None, Some(initializer)) => self.fold_within(levels, initializer),
                (None, None) => None,
            };
            self.bind(&parameter.pattern, BoundName::Value(value));
        }
        if let Some(rest) = &parameters.rest {
            self.bind(&rest.rest.argument, BoundName::List(arguments.collect()));
        }
    }

    /// Gives a name a value for as long as a function is followed.
    fn bind(&self, pattern: &'a BindingPattern<'a>, value: BoundName<'a>) {
        if let BindingPattern::BindingIdentifier(id) = pattern
            && let Some(symbol) = self.constant_symbol(id)
        {
            self.parameters.bound.borrow_mut().push((symbol, value));
        }
    }

    /// Returns the value of a function of declarations and one `return`.
    fn fold_body(&self, levels: usize, body: &'a FunctionBody<'a>) -> Option<KnownValue<'a>> {
        let (last, before) = body.statements.split_last()?;
        let Statement::ReturnStatement(last) = last else { return None };
        for statement in before {
            match statement {
                Statement::VariableDeclaration(it) => self.bind_variables(levels, it),
                Statement::ExpressionStatement(_) | Statement::FunctionDeclaration(_) => {}
                _ => return None,
            }
        }
        self.fold_within(levels, last.argument.as_ref()?)
    }

    fn bind_variables(&self, levels: usize, it: &'a VariableDeclaration<'a>) {
        for declarator in &it.declarations {
            let value = declarator.init.as_ref().and_then(|init| self.fold_within(levels, init));
            self.bind(&declarator.id, BoundName::Value(value));
        }
    }
}

/// The body of a function, as far as its value may be known.
enum FoldedBody<'a> {
    Value(&'a Expression<'a>),
    Statements(&'a FunctionBody<'a>),
}

impl<'a> FoldedBody<'a> {
    fn of_arrow(body: &'a ArrowFunctionBody<'a>) -> Option<Self> {
        match body {
            ArrowFunctionBody::FunctionBody(body) => Some(Self::Statements(body)),
            body => body.as_expression().map(Self::Value),
        }
    }
}
