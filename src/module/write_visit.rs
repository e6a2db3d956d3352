//! The walk through a program that looks for uses of `exports` and `module`. Those that have a form of which the names are known
//! are not walked into: a variable that the walk arrives at is used in another way.

use oxc_ast::ast::{
    AccessorProperty, Argument, ArrowFunctionBody, ArrowFunctionExpression, AssignmentExpression,
    AssignmentTargetPropertyIdentifier, BinaryExpression, BreakStatement, CallExpression, Class,
    ComputedMemberExpression, ConditionalExpression, ContinueStatement, Expression, ExpressionStatement,
    ForInStatement, ForOfStatement, ForStatement, Function, IdentifierReference, IfStatement,
    LogicalExpression, LogicalOperator, NewExpression, PropertyDefinition, ReturnStatement,
    SequenceExpression, SimpleAssignmentTarget, StaticBlock, StaticMemberExpression, SwitchCase,
    TaggedTemplateExpression, ThisExpression, TryStatement, UnaryExpression, UnaryOperator,
    VariableDeclarator, WhileStatement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::ScopeFlags;

use super::{
    guards::GuardNames,
    sure_writes::ExportValue,
    write_forms::{has_class, indexed, only_tells, takes_members, tells_lexer_only},
    writes::{Owner, STAR_FUNCTIONS, WriteSearch},
};

/// The members of `module` that do not lead to what it exports.
const OF_MODULE: [&str; 7] = ["id", "filename", "path", "paths", "loaded", "hot", "require"];

impl<'a> Visit<'a> for WriteSearch<'_> {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        let is_free = self.symbol(it).is_none();
        let is_arguments = is_free && it.name == "arguments";
        if self.is_alias(it) || is_arguments && self.is_entered {
            self.open();
        }
        if is_free && it.name == "module" || is_arguments && self.owners_of_this == 0 {
            self.lose_value();
        }
        self.found.is_star_used |= STAR_FUNCTIONS.contains(&it.name.as_str());
    }

    fn visit_this_expression(&mut self, _: &ThisExpression) {
        self.found.is_this_open = true;
        self.found.is_open |= self.owners_of_this == 0;
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        let name = it.property.name.as_str();
        match &it.object {
            object if self.is_exports(object) => self.read(name),
            object if self.is_free(object, "module") => {
                if !OF_MODULE.contains(&name) {
                    self.lose_value();
                }
            }
            object if self.is_parent(object) => self.read_parent(name),
            object if self.is_cache(object, name) => self.open(),
            Expression::ThisExpression(_) => {}
            object => self.visit_expression(object),
        }
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        let name = it.static_property_name();
        if let Some(name) = &name {
            self.found.is_open |= self.is_cache(&it.object, name.as_str());
        }
        match (self.is_exports(&it.object), name) {
            (true, Some(name)) => self.read(name.as_str()),
            (true, None) => {}
            (false, _) => self.ask_this(&it.object),
        }
        self.visit_expression(&it.expression);
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        let Some(member) = it.as_member_expression() else {
            if self.is_alias_target(it) {
                self.lose_value();
            }
            return walk::walk_simple_assignment_target(self, it);
        };
        let is_this = matches!(member.object().without_parentheses(), Expression::ThisExpression(_));
        self.write_foreign(member.object(), member.static_property_name());
        // An instance has the function or class that made it.
        if has_class(member.object()) {
            let name = member.static_property_name().map(|name| vec![name.to_owned()]);
            self.write_all(name, Owner::Variable);
        }
        match (self.is_exports(member.object()), member.static_property_name()) {
            (true, Some(name)) => self.write(name, self.owner(member.object())),
            (true, None) => self.open(),
            (false, Some(name)) if is_this => {
                self.found.names_of_this.insert(name.to_owned());
            }
            (false, _) => {
                self.found.is_this_open |= is_this;
                walk::walk_simple_assignment_target(self, it);
            }
        }
    }

    // An assignment whose value is used is what it gives: that is another way to have what the module exports.
    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        self.found.is_open |= self.assign(it, false);
    }

    fn visit_expression_statement(&mut self, it: &ExpressionStatement<'a>) {
        self.drop_value(&it.expression);
    }

    fn visit_sequence_expression(&mut self, it: &SequenceExpression<'a>) {
        let Some((last, others)) = it.expressions.split_last() else { return };
        others.iter().for_each(|it| self.drop_value(it));
        self.visit_expression(last);
    }

    fn visit_assignment_target_property_identifier(&mut self, it: &AssignmentTargetPropertyIdentifier<'a>) {
        if self.is_alias(&it.binding) {
            self.lose_value();
        }
        walk::walk_assignment_target_property_identifier(self, it);
    }

    fn visit_return_statement(&mut self, it: &ReturnStatement<'a>) {
        self.return_value(it.span.start, it.argument.as_ref());
    }

    fn visit_continue_statement(&mut self, _: &ContinueStatement<'a>) {
        self.exit();
    }

    fn visit_break_statement(&mut self, _: &BreakStatement<'a>) {
        self.exit();
    }

    fn visit_while_statement(&mut self, it: &WhileStatement<'a>) {
        self.ask(&it.test);
        self.maybe(|search| search.visit_statement(&it.body));
    }

    fn visit_for_statement(&mut self, it: &ForStatement<'a>) {
        if let Some(init) = &it.init {
            match init.as_expression() {
                Some(init) => self.drop_value(init),
                None => self.visit_for_statement_init(init),
            }
        }
        it.test.iter().for_each(|test| self.ask(test));
        self.maybe(|search| {
            search.visit_statement(&it.body);
            it.update.iter().for_each(|update| search.drop_value(update));
        });
    }

    fn visit_tagged_template_expression(&mut self, it: &TaggedTemplateExpression<'a>) {
        self.note_method(&it.tag);
        walk::walk_tagged_template_expression(self, it);
    }

    // Most functions that give an object names give it back.
    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.found.is_open |= self.call(it) && !only_tells(it);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        if !self.is_exports(&it.callee) {
            self.visit_expression(&it.callee);
        }
        it.arguments.iter().for_each(|argument| self.visit_argument(argument));
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        self.declare(it);
        let symbol = it.id.get_binding_identifier().and_then(|id| id.symbol_id.get());
        let (Some(init), symbol) = (&it.init, symbol) else { return };
        if let Some(symbol) = symbol {
            self.note_variable(symbol, init);
        }
        self.note_require(it, init);
        self.note_members(it, init);
        match symbol {
            Some(symbol) if self.aliases.contains(&symbol) => {
                self.found.made.insert(symbol);
                self.give(init, Owner::Variable);
            }
            Some(symbol) if self.is_exports(init) => self.alias(symbol),
            None if takes_members(&it.id) && self.is_exports(init) => self.visit_binding_pattern(&it.id),
            _ => match init.without_parentheses() {
                Expression::AssignmentExpression(init) if symbol.is_some() || takes_members(&it.id) => {
                    let is_exports = self.assign(init, false);
                    symbol.filter(|_| is_exports).into_iter().for_each(|symbol| self.alias(symbol));
                    self.visit_binding_pattern(&it.id);
                }
                _ => walk::walk_variable_declarator(self, it),
            },
        }
    }

    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        let member = it.argument.without_parentheses().as_member_expression();
        if it.operator == UnaryOperator::Delete && self.deletes_loaded(&it.argument) {
            return;
        }
        let is_member = member.is_some_and(|member| self.is_exports(member.object()));
        if it.operator == UnaryOperator::Delete && is_member {
            self.lose();
        }
        self.ask(&it.argument);
    }

    fn visit_binary_expression(&mut self, it: &BinaryExpression<'a>) {
        self.ask(&it.left);
        self.ask(&it.right);
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        if tells_lexer_only(it) {
            return;
        }
        // An object is never what `&&` gives of its left side.
        if it.operator == LogicalOperator::And {
            self.ask(&it.left);
        } else {
            self.visit_expression(&it.left);
        }
        self.go_on(it, |search| search.visit_expression(&it.right));
    }

    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        match self.certain_truth(&it.test) {
            Some(true) => return self.visit_expression(&it.consequent),
            Some(false) => return self.visit_expression(&it.alternate),
            None => {}
        }
        self.ask(&it.test);
        self.either(
            |search| search.visit_expression(&it.consequent),
            |search| search.visit_expression(&it.alternate),
        );
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.choose(it);
    }

    fn visit_switch_case(&mut self, it: &SwitchCase<'a>) {
        self.maybe(|search| walk::walk_switch_case(search, it));
    }

    fn visit_try_statement(&mut self, it: &TryStatement<'a>) {
        self.either(
            |search| search.visit_block_statement(&it.block),
            |search| it.handler.iter().for_each(|handler| search.visit_catch_clause(handler)),
        );
        it.finalizer.iter().for_each(|finalizer| self.visit_block_statement(finalizer));
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.visit_for_statement_left(&it.left);
        self.ask(&it.right);
        self.loop_over(&it.left, Some(&it.right), |search| search.visit_statement(&it.body));
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.visit_for_statement_left(&it.left);
        self.visit_expression(&it.right);
        let object = self.listed(&it.right);
        self.loop_over(&it.left, object, |search| search.visit_statement(&it.body));
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        if let Some(body) = &it.body {
            self.note_last(it.span.start, &body.statements);
        }
        if let Some(id) = &it.id {
            self.found.made.extend(id.symbol_id.get());
            let shape = self.local.of_function(it);
            self.variables.extend(id.symbol_id.get().map(|symbol| (symbol, ExportValue::Shape(shape))));
            let is_star = STAR_FUNCTIONS.contains(&id.name.as_str());
            let parameter = it.params.items.first().and_then(|it| it.pattern.get_binding_identifier());
            let symbol = parameter.filter(|_| is_star).and_then(|parameter| parameter.symbol_id.get());
            self.star_parameters.extend(symbol);
        }
        let is_entered = self.entered.contains(&it.span.start);
        let outer = std::mem::replace(&mut self.is_entered, is_entered);
        let has_own_this = !self.bound.contains(&it.span.start);
        self.owners_of_this += usize::from(has_own_this);
        self.within_function(it.span.start, |search| walk::walk_function(search, it, flags));
        self.owners_of_this -= usize::from(has_own_this);
        self.is_entered = outer;
    }

    // The value of a field has the instance or the class as its `this`; the key has that of the code around.
    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        self.visit_property_key(&it.key);
        self.with_own_this(|search| it.value.iter().for_each(|value| search.visit_expression(value)));
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        self.visit_property_key(&it.key);
        self.with_own_this(|search| it.value.iter().for_each(|value| search.visit_expression(value)));
    }

    fn visit_static_block(&mut self, it: &StaticBlock<'a>) {
        self.with_own_this(|search| walk::walk_static_block(search, it));
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        if let ArrowFunctionBody::FunctionBody(body) = &it.body {
            self.note_last(it.span.start, &body.statements);
        }
        self.within_function(it.span.start, |search| {
            search.visit_formal_parameters(&it.params);
            if !search.visit_given(it.span.start, &it.body) {
                search.visit_arrow_function_body(&it.body);
            }
        });
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        if let Some(symbol) = it.id.as_ref().and_then(|id| id.symbol_id.get()) {
            self.found.made.insert(symbol);
            let shape = self.local.of_class(&it.body.body);
            self.variables.insert(symbol, ExportValue::Shape(shape));
            if self.aliases.contains(&symbol) {
                self.write_class(it, Owner::Variable);
            }
        }
        walk::walk_class(self, it);
    }
}

impl WriteSearch<'_> {
    /// Visits an object of which a member is read.
    fn ask_this(&mut self, it: &Expression<'_>) {
        if !matches!(it.without_parentheses(), Expression::ThisExpression(_)) {
            self.visit_expression(it);
        }
    }

    fn is_alias_target(&self, it: &SimpleAssignmentTarget<'_>) -> bool {
        matches!(it, SimpleAssignmentTarget::AssignmentTargetIdentifier(it) if self.is_alias(it))
    }

    /// Visits a call; true if it is known what it does with what the module exports, which is an argument.
    pub(super) fn call(&mut self, it: &CallExpression<'_>) -> bool {
        let is_exports = |search: &Self, argument: &Argument<'_>| {
            argument.as_expression().is_some_and(|argument| search.is_exports(argument))
        };
        let name = self.name_of(&it.callee).unwrap_or_default();
        let is_star = STAR_FUNCTIONS.contains(&name);
        let is_first = it.arguments.first().is_some_and(|argument| is_exports(self, argument));
        let is_second = it.arguments.get(1).is_some_and(|argument| is_exports(self, argument));
        let is_given = is_first || is_second;
        let is_known = match (it.arguments.first().and_then(Argument::as_expression), it.arguments.len()) {
            (Some(module), 1 | 2) if is_star && (is_second || it.arguments.len() == 1) => {
                let owner = it.arguments.get(1).and_then(Argument::as_expression);
                let owner = owner.map_or(Owner::Exports, |it| self.owner(it));
                // That of older TypeScript gives all names.
                self.re_export(module, name == "__export", owner);
                true
            }
            _ if is_first => self.enter(it) || self.enter_given(it) || self.hand_on(it),
            _ => self.enter(it) || self.enter_given(it),
        };
        if self.is_free(&it.callee, "eval") {
            self.lose_value();
        }
        self.hand_foreign(it);
        self.note_callback(it);
        self.note_given(it);
        let is_bound = self.bind(it);
        self.note_method(&it.callee);
        let is_star_called = is_star && it.callee.is_identifier_reference();
        if !is_star_called && !self.is_exports(&it.callee) {
            self.visit_expression(&it.callee);
        }
        for argument in it.arguments.iter().skip(usize::from(is_bound)) {
            if !is_known || !is_exports(self, argument) {
                self.visit_argument(argument);
            }
        }
        is_known && is_given
    }

    /// Notes the call of a method of what the module exports, which has that as its `this`.
    fn note_method(&mut self, callee: &Expression<'_>) {
        let method = callee.without_parentheses().as_member_expression();
        self.found.calls_method |= method.is_some_and(|method| self.is_exports(method.object()))
            || matches!(callee.without_parentheses(), Expression::ChainExpression(_));
    }

    /// `exports[key] = module[key]`, false if that is another assignment.
    pub(super) fn give_star(&mut self, it: &AssignmentExpression<'_>) -> bool {
        let target = it.left.as_simple_assignment_target().and_then(|target| target.as_member_expression());
        let Some(oxc_ast::ast::MemberExpression::ComputedMemberExpression(target)) = target else {
            return false;
        };
        let Some(key) = target.expression.get_identifier_reference() else { return false };
        let module = indexed(&it.right, &key.name);
        module.into_iter().for_each(|module| self.re_export_by_key(module, &target.expression));
        module.is_some()
    }
}
