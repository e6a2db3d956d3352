//! The ways in which a CommonJS module has the object that it exports by another name than `exports.a` and
//! `module.exports.a`: code may add names through it that no list has.

use oxc_ast::ast::{
    AccessorProperty, AssignmentExpression, BinaryExpression, CallExpression, ComputedMemberExpression,
    ConditionalExpression, Expression, Function, IfStatement, LogicalExpression, LogicalOperator,
    PropertyDefinition, SimpleAssignmentTarget, StaticBlock, StaticMemberExpression, UnaryExpression,
    UnaryOperator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::Scoping;
use oxc_syntax::scope::ScopeFlags;

use super::syntax::Parsed;

/// The variables by which a module gives away what it exports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct HandedOn {
    /// `this` of the top level, or a method of `exports` that is called and writes to its own `this`.
    pub this: bool,
    /// `module` as a whole, or `arguments`, which has it.
    pub module: bool,
    /// `exports` as a whole, but for what is known to leave the members as they are.
    pub exports: bool,
}

impl HandedOn {
    /// Finds the uses in a program.
    pub fn of(parsed: &Parsed<'_>) -> Self {
        let mut search =
            UseSearch { scoping: &parsed.scoping, functions: 0, method: None, uses: WrapperUses::default() };
        search.visit_program(parsed.program);
        let WrapperUses { mut found, calls_method, method_writes } = search.uses;
        found.this |= calls_method && method_writes;
        found
    }
}

/// A variable that Node gives a CommonJS module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ModuleVariable {
    This,
    Arguments,
    Module,
    Exports,
}

#[derive(Default)]
struct WrapperUses {
    found: HandedOn,
    calls_method: bool,
    method_writes: bool,
}

struct UseSearch<'s> {
    scoping: &'s Scoping,
    /// The number of functions around that have a `this` of their own.
    functions: usize,
    /// That number within a function that is assigned to a member of `exports`.
    method: Option<usize>,
    uses: WrapperUses,
}

/// The functions that add to `exports` only what lists have.
const LISTED_BY: [&str; 4] = ["defineProperty", "__exportStar", "__export", "keys"];

/// Tells whether a call of that function adds only such names to its arguments, or none.
fn is_listed(callee: &Expression<'_>) -> bool {
    let callee = callee.without_parentheses();
    let member = callee.as_member_expression();
    let name = match callee {
        Expression::Identifier(callee) => Some(callee.name.as_str()),
        _ => member.and_then(|member| member.static_property_name()),
    };
    let of = member.and_then(|member| member.object().as_member_expression()?.static_property_name());
    name.is_some_and(|name| LISTED_BY.contains(&name) || name == "call" && of == Some("hasOwnProperty"))
}

impl UseSearch<'_> {
    fn variable(&self, it: &Expression<'_>) -> Option<ModuleVariable> {
        match it.without_parentheses() {
            Expression::ThisExpression(_) if self.functions == 0 => Some(ModuleVariable::This),
            Expression::Identifier(it) => match it.name.as_str() {
                "arguments" if self.functions == 0 => Some(ModuleVariable::Arguments),
                _ if self.scoping.get_reference(it.reference_id()).symbol_id().is_some() => None,
                "module" => Some(ModuleVariable::Module),
                "exports" => Some(ModuleVariable::Exports),
                _ => None,
            },
            _ => None,
        }
    }

    fn hand_on(&mut self, variable: ModuleVariable) {
        let found = &mut self.uses.found;
        match variable {
            ModuleVariable::This => found.this = true,
            ModuleVariable::Arguments | ModuleVariable::Module => found.module = true,
            ModuleVariable::Exports => found.exports = true,
        }
    }

    /// Visits an expression of which only the truth or the identity is asked.
    fn ask(&mut self, it: &Expression<'_>) {
        if self.variable(it).is_none() {
            self.visit_expression(it);
        }
    }

    /// The variable of which an expression is a member.
    fn owner(&self, it: &Expression<'_>) -> Option<ModuleVariable> {
        let member = it.without_parentheses().as_member_expression()?;
        let of_module = || {
            let exports = member.object().as_member_expression()?;
            let is_exports = exports.static_property_name() == Some("exports");
            let owner = self.variable(exports.object()).filter(|_| is_exports)?;
            (owner == ModuleVariable::Module).then_some(ModuleVariable::Exports)
        };
        self.variable(member.object()).or_else(of_module)
    }

    /// Notes a call by which a function has an object of the module as its `this`.
    fn note_callee(&mut self, callee: &Expression<'_>) {
        match self.owner(callee) {
            Some(ModuleVariable::This) => self.uses.found.this = true,
            Some(ModuleVariable::Exports) => self.uses.calls_method = true,
            _ => {}
        }
    }

    // Arrow functions are not counted: they have the `this` and the `arguments` of the code around them.
    fn within_function(&mut self, walk: impl FnOnce(&mut Self)) {
        self.functions += 1;
        walk(self);
        self.functions -= 1;
    }
}

impl<'a> Visit<'a> for UseSearch<'_> {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        match self.variable(it) {
            Some(variable) => self.hand_on(variable),
            None => walk::walk_expression(self, it),
        }
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        self.ask(&it.object);
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        match self.variable(&it.object) {
            Some(ModuleVariable::This | ModuleVariable::Exports) => {}
            _ => self.visit_expression(&it.object),
        }
        self.visit_expression(&it.expression);
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        if let Some(member) = it.as_member_expression() {
            let is_of_this = matches!(member.object().without_parentheses(), Expression::ThisExpression(_));
            self.uses.found.this |= is_of_this && self.functions == 0;
            self.uses.method_writes |= is_of_this && self.method == Some(self.functions);
        }
        walk::walk_simple_assignment_target(self, it);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        let target = it.left.as_simple_assignment_target().and_then(|target| target.as_member_expression());
        let is_of_exports = target.is_some_and(|member| {
            let object = member.object();
            self.variable(object) == Some(ModuleVariable::Exports)
                || self.owner(object) == Some(ModuleVariable::Module)
        });
        let is_function = matches!(it.right.without_parentheses(), Expression::FunctionExpression(_));
        let outer = self.method;
        if is_of_exports && is_function {
            self.method = Some(self.functions + 1);
        }
        walk::walk_assignment_expression(self, it);
        self.method = outer;
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.note_callee(&it.callee);
        self.visit_expression(&it.callee);
        let is_listed = is_listed(&it.callee);
        for argument in &it.arguments {
            let variable = argument.as_expression().and_then(|argument| self.variable(argument));
            if !is_listed || variable != Some(ModuleVariable::Exports) {
                self.visit_argument(argument);
            }
        }
    }

    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        if it.operator == UnaryOperator::Delete
            && let Some(variable) = self.owner(&it.argument)
        {
            self.hand_on(variable);
        }
        self.ask(&it.argument);
    }

    fn visit_binary_expression(&mut self, it: &BinaryExpression<'a>) {
        self.ask(&it.left);
        self.ask(&it.right);
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        // An object is never what `&&` gives of its left side.
        if it.operator == LogicalOperator::And {
            self.ask(&it.left);
        } else {
            self.visit_expression(&it.left);
        }
        self.visit_expression(&it.right);
    }

    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        self.ask(&it.test);
        self.visit_expression(&it.consequent);
        self.visit_expression(&it.alternate);
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.ask(&it.test);
        self.visit_statement(&it.consequent);
        if let Some(alternate) = &it.alternate {
            self.visit_statement(alternate);
        }
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.within_function(|search| walk::walk_function(search, it, flags));
    }

    // The value of a field has the instance or the class as its `this`; the key has that of the code around.
    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        self.visit_property_key(&it.key);
        self.within_function(|search| it.value.iter().for_each(|value| search.visit_expression(value)));
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        self.visit_property_key(&it.key);
        self.within_function(|search| it.value.iter().for_each(|value| search.visit_expression(value)));
    }

    fn visit_static_block(&mut self, it: &StaticBlock<'a>) {
        self.within_function(|search| walk::walk_static_block(search, it));
    }
}

#[cfg(test)]
mod tests {
    use crate::{module::read_shapes, node::NodeVersion};

    #[test]
    fn what_a_module_exports_under_another_name() {
        let is_handed_on = |source: &str| {
            let read = read_shapes(source.as_bytes(), &NodeVersion::default().profile());
            read.unwrap().is_handed_on
        };
        for (source, expected) in [
            ("const self = this; self.x = 1", true),
            ("this.x = 1", true),
            ("[this.x] = [1]", true),
            ("this.x++", true),
            ("delete this.x", true),
            ("this[k] = 1", true),
            ("const f = () => { this.x = 1 }", true),
            ("(function (root) { root.x = 1 })(this)", true),
            ("(function (root) { root.x = 1 }(this)); // the end of a long file", true),
            ("(function () { this.x = 1 }).call(this)", true),
            ("const root = this || globalThis", true),
            ("Object.assign(this, { x: 1 })", true),
            ("class C { [fill(this)]() {} }", true),
            ("this.f()", true),
            ("arguments[0].x = 1", true),
            ("fill(...arguments)", true),
            ("require('./fill')(module)", true),
            ("const { exports: e } = module", true),
            ("module[k].x = 1", true),
            ("exports.f = function () { this.x = 1 }; exports.f()", true),
            ("module.exports.f = function () { this.x = 1 }; module.exports.f()", true),
            // What compilers write, and what only asks.
            ("var a = (this && this.__importDefault) || function (m) { return m }", false),
            ("if (this) f(); typeof this === 'object'; this === globalThis; !this", false),
            ("const a = this ? 1 : 2; const b = this.x", false),
            ("function f() { this.x = 1; return arguments[0] }", false),
            ("class C { x = this; static { this.y = 1 } m() { return this } }", false),
            ("exports.f = function () { this.x = 1 }; new exports.f()", false),
            ("exports.f = function () { return this.x }; exports.f()", false),
            ("exports.f = function () { g(function () { this.x = 1 }) }; exports.f()", false),
            (
                "if (require.main === module) main(); if (typeof module !== 'undefined' && module.exports) f()",
                false,
            ),
            ("module.exports.x = 1; module.paths.push('a'); f(module.id)", false),
            ("(function (module) { fill(module) })({})", false),
        ] {
            assert_eq!(is_handed_on(source), expected, "{source}");
        }
    }
}
