//! Objects and functions that the program makes, and their properties.

use std::borrow::Cow;

use super::{
    cell::{CellKind, Slot},
    values::Key,
    *,
};

/// Tells whether a property of this name sets or asks for what an object inherits, or its accessors.
fn is_accessory(key: &str) -> bool {
    matches!(
        key,
        "__proto__" | "__defineGetter__" | "__defineSetter__" | "__lookupGetter__" | "__lookupSetter__"
    )
}

/// Tells whether any object inherits a property of this name.
fn is_inherited(key: &str) -> bool {
    is_accessory(key)
        || matches!(
            key,
            "constructor"
                | "hasOwnProperty"
                | "isPrototypeOf"
                | "propertyIsEnumerable"
                | "toLocaleString"
                | "toString"
                | "valueOf"
        )
}

impl<'a> Interpreter<'a, '_, '_> {
    pub(super) fn make(&mut self, kind: CellKind) -> CellId {
        self.cells.push(Cell { kind, region: self.region, ..Cell::default() });
        self.cells.len() - 1
    }

    pub(super) fn make_function(&mut self, callable: Callable<'a>) -> FlowValue<'a> {
        let id = self.make(CellKind::Function);
        if let Some(cell) = self.cells.get_mut(id) {
            cell.function = Some((callable, self.frame));
        }
        FlowValue::Cell(id)
    }

    pub(super) fn function_of(&self, value: &FlowValue<'a>) -> Option<(CellId, Callable<'a>, FrameId)> {
        let FlowValue::Cell(id) = value else { return None };
        let (callable, frame) = self.cells.get(*id)?.function?;
        Some((*id, callable, frame))
    }

    /// Runs `object[key]`.
    pub(super) fn get(&mut self, object: &FlowValue<'a>, key: &Key<'a>) -> FlowValue<'a> {
        match (object, key) {
            (FlowValue::Native(native), Key::Name(name)) => native.member(name),
            (FlowValue::Cell(id), Key::Name(name)) => self.get_own(*id, name),
            // The key may be that of a getter, whose code gets at the object.
            (FlowValue::Cell(_), Key::Unknown) => {
                self.escape(object.clone());
                FlowValue::Unknown
            }
            _ => FlowValue::Unknown,
        }
    }

    fn get_own(&mut self, id: CellId, name: &str) -> FlowValue<'a> {
        self.open_class(id);
        let Some(cell) = self.cells.get(id).filter(|cell| !cell.open) else { return FlowValue::Unknown };
        match cell.slots.get(name) {
            Some((_, Slot::Value(value))) => value.clone(),
            Some((_, Slot::Accessor(getter))) => {
                let getter = getter.clone();
                self.apply(&getter, FlowValue::Cell(id), calls::Given::none())
            }
            Some((_, Slot::Perhaps)) => FlowValue::Unknown,
            None if is_inherited(name) => FlowValue::Unknown,
            None if cell.kind == CellKind::Plain => FlowValue::Undefined,
            None => self.inherited(id, name),
        }
    }

    /// Lets a class escape: its own properties may run code, and nothing is known of them.
    fn open_class(&mut self, id: CellId) {
        let callable = self.cells.get(id).and_then(|cell| cell.function);
        if matches!(callable, Some((Callable::Class(_), _))) {
            self.escape(FlowValue::Cell(id));
        }
    }

    /// Tells whether an object has a property, which must be its own unless `inherits` is true, as for `in`.
    pub(super) fn has(&self, object: &FlowValue<'a>, key: &Key<'a>, inherits: bool) -> Option<bool> {
        let (FlowValue::Cell(id), Key::Name(name)) = (object, key) else { return None };
        let cell = self.cells.get(*id).filter(|cell| !cell.open)?;
        let has = match cell.slots.get(name) {
            Some((_, Slot::Perhaps)) => return None,
            slot => slot.is_some(),
        };
        let closed = cell.kind == CellKind::Plain || cell.kind == CellKind::Derived && !inherits;
        (has || closed && !(inherits && is_inherited(name))).then_some(has)
    }

    /// Runs `Object.keys`.
    pub(super) fn keys_of(&mut self, object: &FlowValue<'a>) -> Option<Vec<Cow<'a, str>>> {
        let FlowValue::Cell(id) = object else { return None };
        self.charge_slots(*id);
        self.cells.get(*id).filter(|cell| !cell.hidden)?.keys()
    }

    fn charge_slots(&mut self, id: CellId) {
        self.charge(self.cells.get(id).map_or(0, |cell| cell.slots.len()));
    }

    /// Runs `Object.getOwnPropertyNames`.
    pub(super) fn names_of(&mut self, object: &FlowValue<'a>) -> Option<Vec<Cow<'a, str>>> {
        let FlowValue::Cell(id) = object else { return None };
        self.charge_slots(*id);
        // The own names of an array have `length` among them.
        self.cells.get(*id).filter(|cell| cell.kind != CellKind::Array)?.keys()
    }

    /// Runs `object[key] = value`.
    pub(super) fn set(&mut self, object: &FlowValue<'a>, key: &Key<'a>, value: FlowValue<'a>) {
        if let (FlowValue::Cell(id), Key::Name(name)) = (object, key)
            && !is_accessory(name)
        {
            self.open_class(*id);
            let is_array = self.cells.get(*id).is_some_and(|cell| cell.kind == CellKind::Array);
            let may_run = self.slot(*id, name).is_none() && self.may_run_setter(*id, key);
            // A new index may leave holes in an array, and `length` takes elements away.
            let lost = match self.slot(*id, name) {
                Some(Slot::Accessor(_)) => true,
                Some(_) => false,
                None => is_array || may_run,
            };
            return if lost {
                self.lose(object, value)
            } else {
                self.put(*id, name.clone(), Slot::Value(value))
            };
        }
        match object {
            // A program that changes `Object` or its prototype may change what each helper does by them.
            FlowValue::Native(_) => self.stop(),
            FlowValue::Cell(_) if *key == Key::Symbol => self.escape(value),
            _ => self.lose(object, value),
        }
    }

    /// Lets an object escape, and the value that was written to it.
    fn lose(&mut self, object: &FlowValue<'a>, value: FlowValue<'a>) {
        self.escape(object.clone());
        self.escape(value);
    }

    pub(super) fn put(&mut self, id: CellId, name: Cow<'a, str>, slot: Slot<'a>) {
        let region = self.region;
        let Some(cell) = self.cells.get_mut(id) else { return };
        if cell.open {
            return self.escape(slot.value());
        }
        let known = cell.slots.get(&name);
        let order = known.map_or(cell.slots.len(), |(order, _)| *order);
        if cell.region == region {
            cell.slots.insert(name, (order, slot));
            return;
        }
        let (before, value) = (known.map(|(_, slot)| slot.value()), slot.value());
        if matches!(known, Some((_, Slot::Value(before))) if *before == value) {
            return;
        }
        let slot = if matches!(known, Some((_, Slot::Value(_)))) {
            Slot::Value(FlowValue::Unknown)
        } else {
            Slot::Perhaps
        };
        cell.slots.insert(name, (order, slot));
        if before != Some(FlowValue::Unknown) {
            self.changes.note_cell(id);
        }
        self.escape(value);
        before.into_iter().for_each(|before| self.escape(before));
    }

    /// Runs `delete object[key]`.
    pub(super) fn remove(&mut self, object: &FlowValue<'a>, key: &Key<'a>) {
        let region = self.region;
        let cell = if let FlowValue::Cell(id) = object { self.cells.get_mut(*id) } else { return };
        match (cell, key) {
            (Some(cell), Key::Name(name)) if cell.region == region && !cell.open => {
                cell.slots.remove(name);
            }
            _ => self.escape(object.clone()),
        }
    }

    /// Returns the number of an array's elements, if that is known.
    pub(super) fn length_of(&self, array: &FlowValue<'a>) -> Option<usize> {
        let FlowValue::Cell(id) = array else { return None };
        let cell = self.cells.get(*id)?;
        let is_known = cell.kind == CellKind::Array && !cell.open && !cell.slots.contains_key("length");
        is_known.then_some(cell.slots.len())
    }

    /// Returns an array's elements, if all are known.
    pub(super) fn elements(&mut self, array: &FlowValue<'a>) -> Option<Vec<FlowValue<'a>>> {
        let keys = self.keys_of(array)?;
        let FlowValue::Cell(id) = array else { return None };
        if self.cells.get(*id)?.kind != CellKind::Array {
            return None;
        }
        Some(keys.into_iter().map(|key| self.get_own(*id, &key)).collect())
    }

    pub(super) fn make_array(&mut self, elements: impl IntoIterator<Item = FlowValue<'a>>) -> FlowValue<'a> {
        let id = self.make(CellKind::Array);
        for (index, element) in elements.into_iter().enumerate() {
            self.put(id, Cow::Owned(index.to_string()), Slot::Value(element));
        }
        FlowValue::Cell(id)
    }

    pub(super) fn slot(&self, id: CellId, name: &str) -> Option<Slot<'a>> {
        self.cells.get(id)?.slots.get(name).map(|(_, slot)| slot.clone())
    }
}
