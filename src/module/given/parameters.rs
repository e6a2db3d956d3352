//! The arguments that a function asks for.

use oxc_ast::ast::{
    Argument, ArrayExpressionElement, AssignmentTarget, BindingPattern, Expression, MemberExpression,
    ObjectPropertyKind, Statement,
};

use super::{shape::Parameters, values::FunctionCode};

impl Parameters {
    /// Reads the parameters of a function; `None` where it has rest parameters, or reads `arguments`.
    pub(super) fn of(code: FunctionCode<'_>, text: &str) -> Option<Self> {
        let (params, span) = match code {
            FunctionCode::Function(it) => (&it.params, it.span),
            FunctionCode::Arrow(it) => (&it.params, it.span),
        };
        let written = text.get(span.start as usize..span.end as usize).unwrap_or_default();
        if params.rest.is_some()
            || (matches!(code, FunctionCode::Function(_)) && written.contains("arguments"))
        {
            return None;
        }
        let names: Vec<Option<&str>> = params.items.iter().map(|param| name(&param.pattern)).collect();
        let is_left_out = |nth: usize| {
            let has_default = params.items.get(nth).is_some_and(|param| param.initializer.is_some());
            has_default || names.get(nth).copied().flatten().is_some_and(|name| is_looked_at(written, name))
        };
        let has_none = |nth: &usize| params.items.get(*nth).is_some_and(|param| param.initializer.is_none());
        let listed = (0..params.items.len()).take_while(has_none).count();
        let required = (0..params.items.len()).take_while(|nth| !is_left_out(*nth)).count();
        let taken = (0..params.items.len()).rev().find(|nth| {
            !is_left_out(*nth)
                && names.get(*nth).copied().flatten().is_none_or(|name| takes_apart(code, name))
        });
        Some(Self {
            listed: count(listed),
            required: count(required),
            needed: count(taken.map_or(0, |taken| taken + 1)),
        })
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The name of a parameter that is not taken apart at once.
fn name<'p>(pattern: &'p BindingPattern<'_>) -> Option<&'p str> {
    pattern.get_binding_identifier().map(|id| id.name.as_str())
}

/// Tells whether the code looks whether an argument is there, or gives it another value, by the signs beside its name.
fn is_looked_at(written: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    written.match_indices(name).any(|(place, _)| {
        let before = written.get(..place).unwrap_or_default();
        let behind = written.get(place + name.len()..).unwrap_or_default();
        if before.ends_with(is_word) || before.ends_with('.') || behind.starts_with(is_word) {
            return false;
        }
        let (before, behind) = (before.trim_end(), behind.trim_start());
        let is_assigned = behind.starts_with('=') && !behind.starts_with("=>");
        let is_whole = !behind.starts_with(['.', '[', '(']);
        is_assigned
            || behind.starts_with(['!', '|', '&', '?'])
            || (is_whole
                && ["!", "typeof", "if(", "if (", "==", "&&", "||"].iter().any(|sign| before.ends_with(sign)))
    })
}

/// Tells whether a function certainly reads a member of an argument before it can return.
fn takes_apart(code: FunctionCode<'_>, name: &str) -> bool {
    let statements = match code {
        FunctionCode::Function(it) if it.generator => return false,
        FunctionCode::Function(it) => it.body.as_deref().map(|body| &body.statements),
        FunctionCode::Arrow(it) => match it.body.as_expression() {
            Some(expression) => return reads(expression, name),
            None => it.get_function_body().map(|body| &body.statements),
        },
    };
    let mut statements = statements.into_iter().flatten();
    loop {
        let found = match statements.next() {
            Some(Statement::VariableDeclaration(it)) => it.declarations.iter().any(|declarator| {
                let is_pattern = declarator.id.get_binding_identifier().is_none();
                declarator.init.as_ref().is_some_and(|init| {
                    (is_pattern && init.without_parentheses().is_specific_id(name)) || reads(init, name)
                })
            }),
            Some(Statement::ExpressionStatement(it)) => reads(&it.expression, name),
            Some(Statement::FunctionDeclaration(_)) => false,
            Some(Statement::ReturnStatement(it)) => {
                return it.argument.as_ref().is_some_and(|it| reads(it, name));
            }
            Some(Statement::IfStatement(it)) => return reads(&it.test, name),
            _ => return false,
        };
        if found {
            return true;
        }
    }
}

/// Tells whether an expression certainly reads a member of a variable.
fn reads(expression: &Expression<'_>, name: &str) -> bool {
    let of = |expression: &Expression<'_>| reads(expression, name);
    match expression {
        Expression::ParenthesizedExpression(it) => of(&it.expression),
        Expression::StaticMemberExpression(it) if !it.optional => {
            it.object.is_specific_id(name) || of(&it.object)
        }
        Expression::ComputedMemberExpression(it) if !it.optional => {
            it.object.is_specific_id(name) || of(&it.object) || of(&it.expression)
        }
        Expression::CallExpression(it) if !it.optional => {
            it.callee.is_specific_id(name)
                || of(&it.callee)
                || it.arguments.iter().any(|it| argument(it, name))
        }
        Expression::NewExpression(it) => of(&it.callee) || it.arguments.iter().any(|it| argument(it, name)),
        Expression::AssignmentExpression(it) if it.operator.is_assign() => {
            target(&it.left, name) || of(&it.right)
        }
        Expression::BinaryExpression(it) => of(&it.left) || of(&it.right),
        Expression::LogicalExpression(it) => of(&it.left),
        Expression::ConditionalExpression(it) => of(&it.test),
        Expression::UnaryExpression(it) => of(&it.argument),
        Expression::AwaitExpression(it) => of(&it.argument),
        Expression::SequenceExpression(it) => it.expressions.iter().any(of),
        Expression::TemplateLiteral(it) => it.expressions.iter().any(of),
        Expression::ArrayExpression(it) => it.elements.iter().any(|element| match element {
            ArrayExpressionElement::SpreadElement(it) => it.argument.is_specific_id(name) || of(&it.argument),
            element => element.as_expression().is_some_and(of),
        }),
        Expression::ObjectExpression(it) => it.properties.iter().any(|property| match property {
            ObjectPropertyKind::ObjectProperty(it) => of(&it.value),
            ObjectPropertyKind::SpreadProperty(it) => of(&it.argument),
        }),
        _ => false,
    }
}

fn argument(argument: &Argument<'_>, name: &str) -> bool {
    match argument {
        Argument::SpreadElement(it) => it.argument.is_specific_id(name) || reads(&it.argument, name),
        argument => argument.as_expression().is_some_and(|it| reads(it, name)),
    }
}

fn target(target: &AssignmentTarget<'_>, name: &str) -> bool {
    let member = target.as_simple_assignment_target().and_then(|it| it.as_member_expression());
    member.is_some_and(|member| {
        member.object().is_specific_id(name) || reads(MemberExpression::object(member), name)
    })
}
