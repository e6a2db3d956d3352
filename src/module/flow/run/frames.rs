//! The variables of calls: a function sees those of the call in which it was made.

use super::*;
use oxc_semantic::ScopeId;

impl<'a> Interpreter<'a, '_, '_> {
    /// Makes the variables of a scope, in the frame of the running code.
    pub(super) fn declare_scope(&mut self, scope: Option<ScopeId>) {
        let Some(scope) = scope else { return };
        let scoping = self.flow.scoping;
        let bindings = scoping.get_bindings(scope);
        self.charge(bindings.len());
        for &symbol in bindings.values() {
            self.declare(symbol);
        }
    }

    fn declare(&mut self, symbol: SymbolId) {
        // Another module gives an import its value.
        let value = if self.flow.is_import(symbol) { FlowValue::Unknown } else { FlowValue::Undefined };
        let variable = Variable { value, region: self.region, exposed: false, clobbered: false };
        self.variables.entry((self.frame, symbol)).or_insert(variable);
    }

    /// Runs code in a frame of its own.
    pub(super) fn framed<T>(
        &mut self,
        frame: CallFrame<'a>,
        walk: impl FnOnce(&mut Self) -> T,
    ) -> (T, Vec<FlowValue<'a>>) {
        self.frames.push(frame);
        let inner = self.frames.len() - 1;
        let outer = std::mem::replace(&mut self.frame, inner);
        let result = walk(self);
        self.frame = outer;
        let returned = self.frames.get_mut(inner).map(|frame| std::mem::take(&mut frame.returned));
        (result, returned.unwrap_or_default())
    }

    /// Adds a returned value to the frame of the running function, past those of blocks.
    pub(super) fn note_returned(&mut self, value: FlowValue<'a>) {
        let mut at = Some(self.frame);
        while let Some(frame) = at.and_then(|at| self.frames.get_mut(at)) {
            if frame.is_call || frame.outer.is_none() {
                frame.returned.push(value);
                return;
            }
            at = frame.outer;
        }
    }

    /// Returns the value of `this`.
    pub(super) fn this(&self) -> FlowValue<'a> {
        self.this_of(self.frame)
    }

    pub(super) fn this_of(&self, frame: FrameId) -> FlowValue<'a> {
        let mut at = Some(frame);
        while let Some(frame) = at.and_then(|at| self.frames.get(at)) {
            if let Some(this) = &frame.this {
                return this.clone();
            }
            at = frame.outer;
        }
        FlowValue::Unknown
    }

    /// Returns the key of that variable of this symbol which is seen from a frame.
    pub(super) fn seen_from(&self, frame: FrameId, symbol: SymbolId) -> Option<(FrameId, SymbolId)> {
        self.sought_from(frame, symbol).0
    }

    /// Like [`Self::seen_from`], with the number of frames that were looked at.
    pub(super) fn sought_from(
        &self,
        frame: FrameId,
        symbol: SymbolId,
    ) -> (Option<(FrameId, SymbolId)>, usize) {
        let (mut at, mut count) = (Some(frame), 0);
        while let Some(frame) = at {
            count += 1;
            if self.variables.contains_key(&(frame, symbol)) {
                return (Some((frame, symbol)), count);
            }
            at = self.frames.get(frame).and_then(|frame| frame.outer);
        }
        (None, count)
    }

    pub(super) fn variable(&self, symbol: SymbolId) -> FlowValue<'a> {
        let seen = self.seen_from(self.frame, symbol).and_then(|key| self.variables.get(&key));
        seen.map_or(FlowValue::Unknown, |variable| variable.value.clone())
    }

    pub(super) fn set_variable(&mut self, symbol: SymbolId, value: FlowValue<'a>) {
        let key = self.seen_from(self.frame, symbol).unwrap_or_else(|| {
            self.declare(symbol);
            (self.frame, symbol)
        });
        let region = self.region;
        let Some(variable) = self.variables.get_mut(&key) else { return };
        let certain = variable.region == region;
        if variable.exposed || variable.clobbered {
            self.escape(value.clone());
        }
        let Some(variable) = self.variables.get_mut(&key) else { return };
        if variable.clobbered || variable.value == value {
            return;
        }
        if certain {
            variable.value = value;
        } else {
            // Code that perhaps runs wrote it: either value may be there, so both escape before it is unknown.
            let before = std::mem::replace(&mut variable.value, FlowValue::Unknown);
            if before != FlowValue::Unknown {
                self.changes.note_frame(key.0);
            }
            self.escape(before);
            self.escape(value);
        }
    }
}
