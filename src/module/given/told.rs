//! The answer: what `require` of a module gives, as data of its own.

use std::collections::{BTreeMap, BTreeSet};

use oxc_syntax::identifier::is_identifier_name;

use super::{
    runner::Runner,
    shape::ValueShape,
    values::{GivenObject, GivenValue, ObjectId},
};

/// The value that `require` of a CommonJS module gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenExports {
    /// The kind of the value, or the export of another module that it is.
    pub itself: GivenMember,
    pub members: BTreeMap<String, GivenMember>,
    /// The members that it may have.
    pub possible: BTreeSet<String>,
    /// The requests whose members it has, too.
    pub spreads: Vec<GivenSpread>,
    /// True if it may have other members.
    pub is_open: bool,
}

/// A value as far as the module tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenMember {
    Known(ValueShape),
    /// What another module exports.
    Other(OtherExport),
}

/// An export of another module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherExport {
    pub specifier: String,
    /// The name; nothing for all that `require` of it gives.
    pub name: Option<String>,
    /// True for the default that a compiler's helper finds: `default` of what a compiler made, else all of it.
    pub is_interop: bool,
}

/// A request whose members are copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenSpread {
    pub specifier: String,
    /// True if `default` is copied, too, and members that are there are replaced.
    pub is_plain: bool,
}

impl Default for GivenExports {
    fn default() -> Self {
        Self {
            itself: GivenMember::Known(ValueShape::Unknown),
            members: BTreeMap::new(),
            possible: BTreeSet::new(),
            spreads: Vec::new(),
            is_open: true,
        }
    }
}

impl<'a> Runner<'a, '_> {
    /// What `require` of the module gives, after its code was followed.
    pub fn given(&mut self) -> GivenExports {
        let value = self.module_exports.clone();
        let itself = self.told(&value);
        let Some(object) = value.object().and_then(|id| self.objects.get(id.0)).cloned() else {
            return GivenExports { itself, ..GivenExports::default() };
        };
        let GivenObject { members, possible, spreads, is_open, of, .. } = object;
        let mut given = GivenExports { itself, is_open, ..GivenExports::default() };
        given.possible = possible.into_iter().map(str::to_owned).collect();
        for (name, value) in members {
            match value {
                // Compilers begin with `exports.a = void 0`.
                GivenValue::Undefined => drop(given.possible.insert(name.to_owned())),
                value => drop(given.members.insert(name.to_owned(), self.told(&value))),
            }
        }
        let own = of.map(|specifier| GivenSpread { specifier: specifier.to_owned(), is_plain: true });
        let copied = spreads
            .iter()
            .map(|it| GivenSpread { specifier: it.specifier.to_owned(), is_plain: it.is_plain });
        given.spreads = own.into_iter().chain(copied).collect();
        given
    }

    fn told(&mut self, value: &GivenValue<'a>) -> GivenMember {
        let other = |runner: &Self, id: &ObjectId, name: Option<&str>, is_interop| {
            let specifier = runner.objects.get(id.0)?.of?.to_owned();
            Some(GivenMember::Other(OtherExport { specifier, name: name.map(str::to_owned), is_interop }))
        };
        let told = match value {
            GivenValue::Object(id) => other(self, id, None, false),
            GivenValue::Member(id, name) if is_identifier_name(name) => other(self, id, Some(*name), false),
            GivenValue::InteropDefault(id) => other(self, id, None, true),
            GivenValue::Getter(code) => {
                let value = self.gotten(*code);
                let is_getter = matches!(value, GivenValue::Getter(_));
                return if is_getter { GivenMember::Known(ValueShape::Unknown) } else { self.told(&value) };
            }
            _ => None,
        };
        told.unwrap_or_else(|| GivenMember::Known(self.shape(value)))
    }

    pub fn shape(&self, value: &GivenValue<'a>) -> ValueShape {
        match value {
            GivenValue::Primitive => ValueShape::Primitive,
            GivenValue::Object(id) => self.objects.get(id.0).map(|object| object.shape).unwrap_or_default(),
            GivenValue::Require => ValueShape::Function { parameters: None, is_arrow: false },
            _ => ValueShape::Unknown,
        }
    }

    /// The kind of a variable of the top level.
    pub fn shape_of_local(&self, name: &str) -> ValueShape {
        let symbol = self.scoping.get_root_binding(name.into());
        symbol.and_then(|symbol| self.values.get(&symbol)).map(|value| self.shape(value)).unwrap_or_default()
    }
}
