//! Choices: code of which one of several arms certainly runs, and each arm certainly requires something. Where that fails in all arms, one
//! of the failures is the module's.
//!
//! The arms of `if`, `switch` and conditional expressions are choices, those of a `try` and its `catch`, of `a && b || c`, and what stands
//! before and behind an `if` that returns; the arms of a choice within an arm are its own.

use oxc_ast::ast::{CallExpression, ConditionalExpression, Expression, Statement};

use crate::module::{
    flow::{
        Flow,
        choices::{ArmCode, MOST_ARMS},
        names::literal,
    },
    requests::{BranchArm, RequestKind},
};

impl<'a> Flow<'a, '_> {
    /// Remembers the requires of statements that begin with a choice, if they certainly run.
    pub(super) fn note_choice(&mut self, statements: &'a [Statement<'a>]) {
        self.note_arms(vec![ArmCode::Statements(statements)]);
    }

    /// Remembers the requires of an expression that chooses, if it is certainly evaluated.
    pub(super) fn note_chosen(&mut self, it: &'a Expression<'a>) {
        self.note_arms(vec![ArmCode::Expression(it)]);
    }

    /// Remembers the requires of `test ? require("x") : require("y")`, or of `await (test ? import("x") : import("y"))`.
    pub(super) fn note_conditional(&mut self, it: &'a ConditionalExpression<'a>, is_awaited: bool) {
        let code = if is_awaited { ArmCode::Promise } else { ArmCode::Expression };
        self.note_arms(vec![code(&it.alternate), code(&it.consequent)]);
    }

    /// Remembers the requires of the arms of the choices with which each of these begins.
    fn note_arms(&mut self, mut open: Vec<ArmCode<'a>>) {
        if !self.may_have_arms() {
            return;
        }
        let mut arms: Vec<Vec<u32>> = Vec::new();
        while let Some(code) = open.pop() {
            let requires = self.requires(code);
            if !requires.is_empty() {
                arms.push(requires);
            } else if !self.split(code, &mut open) {
                return;
            }
            if arms.len() + open.len() > MOST_ARMS {
                return;
            }
        }
        let count = arms.len();
        // The place of a require belongs to one choice only.
        let first = arms.iter().flatten().next().copied();
        if let Some(branch) = first.filter(|_| count > 1) {
            let all = arms.into_iter().enumerate();
            let placed = all.flat_map(|(arm, requires)| {
                requires.into_iter().map(move |start| (start, BranchArm { branch, arm, count }))
            });
            self.arms.extend(placed);
        }
    }

    /// Returns the arm in which a request at this place is certainly made.
    pub(super) fn arm_at(&self, kind: RequestKind, start: u32) -> Option<BranchArm> {
        let loads = matches!(kind, RequestKind::Require | RequestKind::DynamicImport);
        // A test on the way, or an arm that was left before, may have changed the loader or ended the process.
        self.arms.get(&start).copied().filter(|_| loads && !self.is_patched() && !self.exited)
    }

    /// Records `require(test ? "./a.js" : "./b.js")` as two requests, each at its own specifier.
    pub(super) fn chosen_request(&mut self, it: &'a CallExpression<'a>) {
        let choice = it.arguments.first().and_then(|argument| argument.as_expression());
        let Some(Expression::ConditionalExpression(choice)) = choice.map(Expression::without_parentheses)
        else {
            return;
        };
        let arms = [&choice.consequent, &choice.alternate].map(|arm| literal(arm));
        let ([Some(first), Some(second)], true) = (arms, self.is_require(&it.callee)) else { return };
        if self.may_have_arms() {
            for (arm, specifier) in [first, second].into_iter().enumerate() {
                let arm = BranchArm { branch: first.1.start, arm, count: 2 };
                self.arms.insert(specifier.1.start, arm);
            }
        }
        let [holds, fails] = self.ways_behind(&choice.test);
        match self.truth(&choice.test) {
            Some(true) => self.request(RequestKind::Require, first, first.1),
            Some(false) => self.request(RequestKind::Require, second, second.1),
            None => {
                self.along(holds, |flow| flow.request(RequestKind::Require, first, first.1));
                self.along(fails, |flow| flow.request(RequestKind::Require, second, second.1));
            }
        }
    }

    fn is_patched(&self) -> bool {
        !self.patched.and(self.patched_own).is_none()
    }

    fn may_have_arms(&self) -> bool {
        self.is_certain() && !self.is_patched() && !self.is_written("require")
    }
}
