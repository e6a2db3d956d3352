//! Instances: the code that `new` runs, and the methods that an object has of its class.

use super::{
    calls::Given,
    cell::{CellKind, Slot},
    values::Key,
    *,
};
use oxc_ast::ast::{
    Class, ClassElement, Expression, MethodDefinition, MethodDefinitionKind, PropertyDefinition,
};

/// A function or a class that was made, with the frame in which that was.
type MadeCallable<'a> = (CellId, Callable<'a>, FrameId);

impl<'a> Interpreter<'a, '_, '_> {
    /// Runs `new` of a function or a class that the program made.
    pub(super) fn instantiate(&mut self, made: MadeCallable<'a>, given: Given<'a>) -> FlowValue<'a> {
        let id = self.make(CellKind::Derived);
        if let Some(cell) = self.cells.get_mut(id) {
            cell.class = Some(made.0);
        }
        let this = FlowValue::Cell(id);
        match self.construct_with(made, &this, given) {
            FlowValue::Unknown => self.either(this, FlowValue::Unknown),
            object @ FlowValue::Cell(_) => object,
            _ => this,
        }
    }

    /// Runs a constructor, and returns the value that it gives in place of the instance.
    fn construct_with(
        &mut self,
        made: MadeCallable<'a>,
        this: &FlowValue<'a>,
        given: Given<'a>,
    ) -> FlowValue<'a> {
        match made.1 {
            Callable::Class(it) => {
                self.descend(FlowValue::Unknown, |run| run.instance(made, it, this, given))
            }
            _ => self.invoke(made, this.clone(), given),
        }
    }

    fn instance(
        &mut self,
        (id, _, frame): MadeCallable<'a>,
        it: &'a Class<'a>,
        this: &FlowValue<'a>,
        given: Given<'a>,
    ) -> FlowValue<'a> {
        let constructor = constructor_of(it);
        let mut given = Some(given);
        if it.heritage.is_some() {
            // What the constructor passes on by `super(…)` is not followed.
            let passed = given.take_if(|_| constructor.is_none());
            self.inherit(id, this, passed.unwrap_or(Given { known: Vec::new(), more: true }));
        }
        for element in &it.body.body {
            if let ClassElement::PropertyDefinition(it) = element
                && !it.r#static
            {
                self.field(it, frame, this);
            }
        }
        match (constructor, given) {
            (Some(it), Some(given)) => {
                self.invoke((id, Callable::Function(&it.value), frame), this.clone(), given)
            }
            _ => FlowValue::Undefined,
        }
    }

    /// Runs the constructor of the parent of a class.
    fn inherit(&mut self, class: CellId, this: &FlowValue<'a>, given: Given<'a>) {
        let parent = self.cells.get(class).and_then(|cell| cell.parent);
        match parent.and_then(|parent| self.function_of(&FlowValue::Cell(parent))) {
            Some(made) if made.1.constructs() => {
                let value = self.construct_with(made, this, given);
                // The object that a parent gives becomes the instance.
                if matches!(value, FlowValue::Unknown | FlowValue::Cell(_)) {
                    self.escape(value);
                    self.escape(this.clone());
                }
            }
            _ => drop(self.lose_all(this.clone(), given)),
        }
    }

    fn field(&mut self, it: &'a PropertyDefinition<'a>, outer: FrameId, this: &FlowValue<'a>) {
        let frame =
            CallFrame { outer: Some(outer), this: Some(this.clone()), is_call: true, returned: Vec::new() };
        let value = it.value.as_ref();
        let value = self.framed(frame, |run| value.map_or(FlowValue::Undefined, |it| run.expression(it))).0;
        let name = it.key.static_name().filter(|_| !it.computed && !it.key.is_private_identifier());
        match (this, name) {
            (FlowValue::Cell(id), Some(name)) => self.put(*id, name, Slot::Value(value)),
            _ => self.escape(value),
        }
    }

    /// Returns the value that an instance has of its class, if nothing may have changed the class.
    pub(super) fn inherited(&mut self, object: CellId, name: &str) -> FlowValue<'a> {
        let Some(class) = self.cells.get(object).and_then(|cell| cell.class) else {
            return FlowValue::Unknown;
        };
        let Some(cell) = self.cells.get(class).filter(|cell| !cell.open) else { return FlowValue::Unknown };
        let Some((Callable::Class(it), frame)) = cell.function else { return FlowValue::Unknown };
        self.charge(it.body.body.len() / 8);
        let mut named =
            methods_of(it).filter(|it| !it.computed && it.key.static_name().is_some_and(|it| it == name));
        let (Some(method), None) = (named.next(), named.next()) else { return FlowValue::Unknown };
        let function = self.make(CellKind::Function);
        if let Some(cell) = self.cells.get_mut(function) {
            cell.function = Some((Callable::Function(&method.value), frame));
        }
        match method.kind {
            MethodDefinitionKind::Method => FlowValue::Cell(function),
            MethodDefinitionKind::Get => {
                self.apply(&FlowValue::Cell(function), FlowValue::Cell(object), Given::none())
            }
            _ => FlowValue::Unknown,
        }
    }

    /// Tells whether a write to a property of an instance may run code of its class.
    pub(super) fn may_run_setter(&self, object: CellId, key: &Key<'a>) -> bool {
        let Some(class) = self.cells.get(object).and_then(|cell| cell.class) else { return false };
        let Some((Callable::Class(it), _)) = self.cells.get(class).and_then(|cell| cell.function) else {
            return false;
        };
        it.heritage.is_some()
            || it.body.body.iter().any(|element| match element {
                ClassElement::AccessorProperty(_) => true,
                ClassElement::MethodDefinition(it) => {
                    let is_named = it.key.static_name().is_none_or(|name| *key == Key::Name(name));
                    it.kind != MethodDefinitionKind::Method && (it.computed || is_named)
                }
                _ => false,
            })
    }

    /// Notes the class from which another one is derived.
    pub(super) fn note_parent(&mut self, class: &FlowValue<'a>, heritage: Option<&'a Expression<'a>>) {
        let Some(parent) = heritage.map(|it| self.expression(it)) else { return };
        if let (FlowValue::Cell(class), FlowValue::Cell(parent)) = (class, &parent)
            && let Some(cell) = self.cells.get_mut(*class)
        {
            cell.parent = Some(*parent);
        }
        self.escape(parent);
    }
}

fn methods_of<'a>(it: &'a Class<'a>) -> impl Iterator<Item = &'a MethodDefinition<'a>> {
    it.body.body.iter().filter_map(|element| match element {
        ClassElement::MethodDefinition(it) if !it.r#static => Some(&**it),
        _ => None,
    })
}

fn constructor_of<'a>(it: &'a Class<'a>) -> Option<&'a MethodDefinition<'a>> {
    methods_of(it).find(|it| it.kind == MethodDefinitionKind::Constructor)
}
