//! Functions of the language that helpers of bundlers use.

use super::{
    calls::Given,
    cell::{CellKind, Slot},
    values::{Key, Native},
    *,
};

/// The properties of `Symbol` that are symbols in every Node. Others may be lacking, or functions.
const WELL_KNOWN_SYMBOLS: [&str; 13] = [
    "asyncIterator",
    "hasInstance",
    "isConcatSpreadable",
    "iterator",
    "match",
    "matchAll",
    "replace",
    "search",
    "species",
    "split",
    "toPrimitive",
    "toStringTag",
    "unscopables",
];

impl Native {
    pub fn member<'a>(self, name: &str) -> FlowValue<'a> {
        match (self, name) {
            (Self::Object, "prototype") => FlowValue::Native(Self::Prototype),
            (Self::Object, "hasOwn") | (Self::Prototype, "hasOwnProperty") => {
                FlowValue::Native(Self::HasOwnProperty)
            }
            (Self::Object, "keys") => FlowValue::Native(Self::Keys),
            (Self::Object, "values") => FlowValue::Native(Self::Values),
            (Self::Object, "entries") => FlowValue::Native(Self::Entries),
            (Self::Object, "getOwnPropertyNames") => FlowValue::Native(Self::Names),
            (Self::Object, "defineProperty") => FlowValue::Native(Self::DefineProperty),
            (Self::Object, "defineProperties") => FlowValue::Native(Self::DefineProperties),
            (Self::Object, "getPrototypeOf") => FlowValue::Native(Self::GetPrototypeOf),
            (Self::Object, "getOwnPropertyDescriptor") => FlowValue::Native(Self::GetOwnPropertyDescriptor),
            (Self::Object, "create") => FlowValue::Native(Self::Create),
            (Self::Symbols, _) => {
                let known = WELL_KNOWN_SYMBOLS.into_iter().find(|&known| known == name);
                known.map_or(FlowValue::Unknown, |known| FlowValue::Native(Self::Symbol(known)))
            }
            _ => FlowValue::Unknown,
        }
    }
}

impl<'a> Interpreter<'a, '_, '_> {
    pub(super) fn native(&mut self, native: Native, this: FlowValue<'a>, given: Given<'a>) -> FlowValue<'a> {
        if given.more {
            return self.lose_all(this, given);
        }
        match native {
            Native::HasOwnProperty => {
                let (object, key) =
                    // `Object.hasOwn(a, b)` has two arguments, and `a.hasOwnProperty(b)` one.
                    if given.known.len() > 1 { (given.at(0), given.at(1)) } else { (this, given.at(0)) };
                self.has(&object, &key.key(), false).map_or(FlowValue::Unknown, FlowValue::Bool)
            }
            Native::Keys => {
                let keys = self.keys_of(&given.at(0));
                self.texts(keys)
            }
            Native::Values | Native::Entries => self.values_of(&given.at(0), native == Native::Entries),
            Native::Names => {
                let names = self.names_of(&given.at(0));
                self.texts(names)
            }
            Native::DefineProperty => {
                self.define(&given.at(0), &given.at(1).key(), &given.at(2));
                given.at(0)
            }
            Native::DefineProperties => self.define_all(given.at(0), &given.at(1)),
            Native::GetPrototypeOf => self.prototype(given.at(0)),
            Native::GetOwnPropertyDescriptor => self.descriptor(given.at(0), &given.at(1).key()),
            // A second argument would define properties.
            Native::Create if given.known.len() == 1 => match given.at(0) {
                FlowValue::Null => FlowValue::Cell(self.make(CellKind::Plain)),
                from => self.derived(from),
            },
            _ => self.lose_all(this, given),
        }
    }

    /// Runs `Object.values` or `Object.entries`.
    fn values_of(&mut self, object: &FlowValue<'a>, with_keys: bool) -> FlowValue<'a> {
        let Some(keys) = self.keys_of(object) else {
            self.escape(object.clone());
            return FlowValue::Unknown;
        };
        let mut all = Vec::new();
        for key in keys {
            let value = self.get(object, &Key::Name(key.clone()));
            let pair = |run: &mut Self, value| run.make_array([FlowValue::Text(key), value]);
            all.push(if with_keys { pair(self, value) } else { value });
        }
        self.make_array(all)
    }

    fn texts(&mut self, texts: Option<Vec<std::borrow::Cow<'a, str>>>) -> FlowValue<'a> {
        texts.map_or(FlowValue::Unknown, |texts| self.make_array(texts.into_iter().map(FlowValue::Text)))
    }

    /// `Object.getPrototypeOf`. The prototype of an object that the program makes is no object of the
    /// program's, `Object.create` and classes aside.
    fn prototype(&mut self, object: FlowValue<'a>) -> FlowValue<'a> {
        let FlowValue::Cell(id) = object else { return FlowValue::Unknown };
        if self.cells.get(id).is_none_or(|cell| cell.kind == CellKind::Derived) {
            self.escape(object);
        }
        FlowValue::Unknown
    }

    /// `Object.getOwnPropertyDescriptor`. The property's value can be got at by way of the descriptor, the
    /// rest is not followed.
    fn descriptor(&mut self, object: FlowValue<'a>, key: &Key<'a>) -> FlowValue<'a> {
        match self.has(&object, key, false) {
            Some(false) => FlowValue::Undefined,
            Some(true) => {
                let id = self.make(CellKind::Derived);
                if let (FlowValue::Cell(of), Key::Name(name)) = (object, key)
                    && let Some(slot) = self.slot(of, name)
                {
                    match slot {
                        Slot::Value(value) => self.put(id, "value".into(), Slot::Value(value)),
                        Slot::Accessor(value) => self.put(id, "get".into(), Slot::Value(value)),
                        Slot::Perhaps => {}
                    }
                }
                FlowValue::Cell(id)
            }
            None => {
                self.escape(object);
                FlowValue::Unknown
            }
        }
    }

    /// Runs `Object.defineProperty(object, key, { get() { … } })`.
    fn define(&mut self, object: &FlowValue<'a>, key: &Key<'a>, descriptor: &FlowValue<'a>) {
        let (getter, setter) = (Key::Name("get".into()), Key::Name("set".into()));
        let told = self.keys_of(descriptor);
        let (FlowValue::Cell(id), Key::Name(name), Some(told)) = (object, key, told) else {
            self.escape(descriptor.clone());
            return if *key != Key::Symbol {
                self.escape(object.clone())
            };
        };
        if let Some(cell) = self.cells.get_mut(*id) {
            // Such a property is enumerated only if the descriptor says so, and `Object.keys` leaves out all others.
            cell.hidden = true;
        }
        let setter = self.get(descriptor, &setter);
        self.escape(setter.clone());
        if told.iter().any(|key| key == "get") || setter != FlowValue::Undefined {
            let getter = self.get(descriptor, &getter);
            self.put(*id, name.clone(), Slot::Accessor(getter));
        } else {
            let value = self.get(descriptor, &Key::Name("value".into()));
            self.put(*id, name.clone(), Slot::Value(value));
        }
    }

    fn define_all(&mut self, object: FlowValue<'a>, all: &FlowValue<'a>) -> FlowValue<'a> {
        match self.keys_of(all) {
            Some(keys) => {
                for key in keys {
                    let descriptor = self.get(all, &Key::Name(key.clone()));
                    self.define(&object, &Key::Name(key), &descriptor);
                }
            }
            None => {
                self.escape(all.clone());
                self.escape(object.clone());
            }
        }
        object
    }
}
