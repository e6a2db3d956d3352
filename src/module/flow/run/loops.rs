//! Loops: over known elements they run once for each, else until another round makes nothing more unknown.

use std::borrow::Cow;

use super::{statements::Exits, values::Key, *};
use oxc_ast::ast::{Expression, ForStatementInit, ForStatementLeft};

/// More rounds than any loop needed that people wrote; the run ends at a loop that needs more.
const ROUNDS: usize = 5;

/// The values over which a loop runs.
enum LoopValues<'a> {
    Known(Vec<FlowValue<'a>>),
    /// Those of an array, and the number that it had at first.
    Of(FlowValue<'a>, usize),
}

impl LoopValues<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Known(values) => values.len(),
            Self::Of(_, count) => *count,
        }
    }
}

impl<'a> Interpreter<'a, '_, '_> {
    pub(super) fn loop_statement(&mut self, statement: &'a Statement<'a>) -> Exits {
        match statement {
            Statement::ForStatement(it) => {
                if let Some(exits) = self.counted(it) {
                    return exits;
                }
                self.framed_block(|run| {
                    run.declare_scope(it.scope_id.get());
                    match &it.init {
                        Some(ForStatementInit::VariableDeclaration(it)) => run.variables_of(it),
                        Some(init) => drop(run.all_escape(init.as_expression().into_iter())),
                        None => {}
                    }
                    run.all_escape(it.test.iter());
                    run.rounds(|run| {
                        let exits = run.statement(&it.body);
                        run.all_escape(it.update.iter());
                        run.all_escape(it.test.iter());
                        exits
                    })
                })
            }
            Statement::ForInStatement(it) => {
                let object = self.expression(&it.right);
                let keys = self.keys_of(&object);
                let keys =
                    keys.map(|keys| LoopValues::Known(keys.into_iter().map(FlowValue::Text).collect()));
                self.for_each(keys, it.scope_id.get(), &it.left, &it.body)
            }
            Statement::ForOfStatement(it) => {
                let all = self.expression(&it.right);
                // `for await` waits for each element, and gives what that becomes.
                let elements = if it.r#await { None } else { self.elements(&all) };
                if elements.is_none() {
                    self.escape(all.clone());
                }
                let values = elements.map(|elements| LoopValues::Of(all, elements.len()));
                self.for_each(values, it.scope_id.get(), &it.left, &it.body)
            }
            Statement::WhileStatement(it) => self.repeat(&it.test, &it.body),
            Statement::DoWhileStatement(it) => self.repeat(&it.test, &it.body),
            _ => Exits::NEXT,
        }
    }

    pub(super) fn framed_block(&mut self, walk: impl FnOnce(&mut Self) -> Exits) -> Exits {
        let frame = CallFrame { outer: Some(self.frame), ..CallFrame::default() };
        self.framed(frame, walk).0
    }

    fn repeat(&mut self, test: &'a Expression<'a>, body: &'a Statement<'a>) -> Exits {
        self.all_escape(std::iter::once(test));
        self.rounds(|run| {
            let exits = run.statement(body);
            run.all_escape(std::iter::once(test));
            exits
        })
    }

    /// Runs a loop's body until the known values hold before and after every round.
    pub(super) fn rounds(&mut self, mut body: impl FnMut(&mut Self) -> Exits) -> Exits {
        let mut exits = Exits::NEXT;
        let mut outer = self.changes;
        // What a round makes, no other round sees.
        let (cells, frames) = (self.cells.len(), self.frames.len());
        for _ in 0..ROUNDS {
            self.changes = Changes::NONE;
            exits = exits | self.perhaps(|run| run.framed_block(&mut body));
            outer.join(self.changes);
            if !self.changes.is_older_than(cells, frames) || self.is_over() {
                self.changes = outer;
                return exits.without(Exits::BREAK | Exits::CONTINUE);
            }
        }
        self.stop();
        Exits::NEXT
    }

    fn for_each(
        &mut self,
        values: Option<LoopValues<'a>>,
        scope: Option<oxc_semantic::ScopeId>,
        left: &'a ForStatementLeft<'a>,
        body: &'a Statement<'a>,
    ) -> Exits {
        let Some(values) = values else {
            return self.rounds(|run| run.round(FlowValue::Unknown, scope, left, body));
        };
        let (mut all, outer) = (Exits::NEXT, self.region);
        for index in 0..values.len() {
            let value = self.value_at(&values, index);
            let exits = self.framed_block(|run| run.round(value, scope, left, body));
            all = all | exits.without(Exits::BREAK | Exits::CONTINUE);
            let goes_on = exits.has(Exits::NEXT | Exits::CONTINUE);
            if !goes_on {
                break;
            }
            self.part_from(exits, outer);
        }
        self.region = outer;
        all
    }

    /// Lets the other rounds run only perhaps behind one that may have left the loop.
    pub(super) fn part_from(&mut self, exits: Exits, outer: usize) {
        if exits.without(Exits::NEXT | Exits::CONTINUE) != Exits::NONE && self.region == outer {
            self.regions += 1;
            self.region = self.regions;
        }
    }

    /// Returns the value of a round. An earlier one may have changed the list.
    fn value_at(&mut self, values: &LoopValues<'a>, index: usize) -> FlowValue<'a> {
        match values {
            LoopValues::Known(values) => values.get(index).cloned().unwrap_or(FlowValue::Unknown),
            LoopValues::Of(FlowValue::Cell(id), _) if self.slot(*id, "length").is_some() => {
                FlowValue::Unknown
            }
            LoopValues::Of(array, _) => self.get(array, &Key::Name(Cow::Owned(index.to_string()))),
        }
    }

    fn round(
        &mut self,
        value: FlowValue<'a>,
        scope: Option<oxc_semantic::ScopeId>,
        left: &'a ForStatementLeft<'a>,
        body: &'a Statement<'a>,
    ) -> Exits {
        self.declare_scope(scope);
        match left {
            ForStatementLeft::VariableDeclaration(it) => {
                it.declarations.iter().for_each(|it| self.bind(&it.id, value.clone()));
            }
            _ => left.as_assignment_target().into_iter().for_each(|it| self.write_to(it, value.clone())),
        }
        self.statement(body)
    }
}
