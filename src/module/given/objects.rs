//! The objects, functions and classes that expressions make.

use oxc_ast::ast::{
    Class, ClassElement, MethodDefinitionKind, ObjectExpression, ObjectPropertyKind, PropertyKey,
    PropertyKind,
};

use super::{
    runner::{Runner, span},
    shape::{Parameters, ValueShape},
    values::{FunctionCode, GivenObject, GivenValue, literal},
};

impl<'a> Runner<'a, '_> {
    /// A function; its code is followed when it is called here, or as code that may run later.
    pub fn function(&mut self, code: FunctionCode<'a>) -> GivenValue<'a> {
        let parameters = Parameters::of(code, self.text);
        let is_arrow = match code {
            FunctionCode::Arrow(_) => true,
            FunctionCode::Function(it) => it.r#async || it.generator, // `new` takes none of these.
        };
        let shape = ValueShape::Function { parameters, is_arrow };
        let object = || GivenObject { shape, code: Some(code), ..GivenObject::default() };
        let (id, is_new) = self.make(span(code), object);
        let value = GivenValue::Object(id);
        if is_new {
            self.later.push(code);
            if let FunctionCode::Function(it) = code
                && it.is_expression()
                && let Some(symbol) = it.id.as_ref().and_then(|id| id.symbol_id.get())
            {
                self.bind(symbol, value.clone(), true, 1);
            }
        }
        value
    }

    pub fn class(&mut self, it: &'a Class<'a>) -> GivenValue<'a> {
        if let Some(id) = self.made.get(&it.span) {
            return GivenValue::Object(*id);
        }
        let heritage = it.heritage.as_ref().map(|it| self.expression(&it.expression));
        let inherited = match &heritage {
            None => Some(Parameters::default()),
            Some(value) => match self.shape(value) {
                ValueShape::Class { parameters } | ValueShape::Function { parameters, .. } => parameters,
                _ => None,
            },
        };
        let constructor = it.body.body.iter().find_map(|member| match member {
            ClassElement::MethodDefinition(it) if it.kind == MethodDefinitionKind::Constructor => {
                Some(&it.value)
            }
            _ => None,
        });
        let own = constructor.map(|it| Parameters::of(FunctionCode::Function(it), self.text));
        let shape = ValueShape::Class { parameters: own.unwrap_or(inherited) };
        let object = GivenObject { shape, is_open: heritage.is_some(), ..GivenObject::default() };
        let (id, _) = self.make(it.span, || object);
        let value = GivenValue::Object(id);
        if let Some(symbol) = it.id.as_ref().and_then(|id| id.symbol_id.get()) {
            self.bind(symbol, value.clone(), true, 1);
        }
        it.body.body.iter().for_each(|member| self.element(&value, member));
        value
    }

    /// A member of a class: static ones are members of the class itself.
    fn element(&mut self, class: &GivenValue<'a>, element: &'a ClassElement<'a>) {
        match element {
            ClassElement::MethodDefinition(it) => {
                let function = self.function(FunctionCode::Function(&it.value));
                if it.r#static {
                    let is_accessor =
                        matches!(it.kind, MethodDefinitionKind::Get | MethodDefinitionKind::Set);
                    let value = if is_accessor { GivenValue::Unknown } else { function };
                    self.define(class, &it.key, it.computed, value);
                }
            }
            ClassElement::PropertyDefinition(it) => {
                let run =
                    |runner: &mut Self| it.value.as_ref().map(|it| runner.expression(it)).unwrap_or_default();
                match it.r#static {
                    true => {
                        let outer = std::mem::replace(&mut self.this, class.clone());
                        let value = run(self);
                        self.this = outer;
                        self.define(class, &it.key, it.computed, value);
                    }
                    false => {
                        let outer = std::mem::take(&mut self.this);
                        self.perhaps(run);
                        self.this = outer;
                    }
                }
            }
            ClassElement::AccessorProperty(it) if it.r#static => self.open(class),
            ClassElement::StaticBlock(it) => {
                let outer = std::mem::replace(&mut self.this, class.clone());
                self.statements(&it.body);
                self.this = outer;
            }
            _ => {}
        }
    }

    fn define(
        &mut self,
        object: &GivenValue<'a>,
        key: &'a PropertyKey<'a>,
        is_computed: bool,
        value: GivenValue<'a>,
    ) {
        match self.key(key, is_computed) {
            Ok(Some(name)) => {
                if let Some(object) = object.object().and_then(|id| self.objects.get_mut(id.0)) {
                    object.members.insert(name, value);
                }
            }
            Ok(None) => {}
            Err(()) => self.open(object),
        }
    }

    /// The name of a member; nothing for one that has no name, and an error for one that is computed.
    fn key(&mut self, key: &'a PropertyKey<'a>, is_computed: bool) -> Result<Option<&'a str>, ()> {
        match key {
            PropertyKey::StaticIdentifier(it) if !is_computed => Ok(Some(it.name.as_str())),
            PropertyKey::PrivateIdentifier(_) => Ok(None),
            key => match key.as_expression() {
                Some(key) => self.computed_key(key),
                None => Err(()),
            },
        }
    }

    fn computed_key(&mut self, key: &'a oxc_ast::ast::Expression<'a>) -> Result<Option<&'a str>, ()> {
        use oxc_ast::ast::Expression;
        match key.without_parentheses() {
            Expression::NumericLiteral(_) => Ok(None),
            Expression::StaticMemberExpression(it) if it.object.is_specific_id("Symbol") => Ok(None),
            other => match literal(other) {
                Some(name) => Ok(Some(name)),
                None => {
                    self.expression(other);
                    Err(())
                }
            },
        }
    }

    /// An object literal.
    pub fn object(&mut self, it: &'a ObjectExpression<'a>) -> GivenValue<'a> {
        let object = || GivenObject { shape: ValueShape::Object, ..GivenObject::default() };
        let (id, is_new) = self.make(it.span, object);
        let value = GivenValue::Object(id);
        if !is_new {
            return value;
        }
        for property in &it.properties {
            match property {
                ObjectPropertyKind::SpreadProperty(it) => {
                    let source = self.expression(&it.argument);
                    let outer = std::mem::replace(&mut self.is_certain, true);
                    self.copy(id, &source);
                    self.is_certain = outer;
                }
                ObjectPropertyKind::ObjectProperty(it) => {
                    let member = self.expression(&it.value);
                    let member = match (it.kind, member.object().and_then(|id| self.objects.get(id.0))) {
                        (PropertyKind::Get, Some(GivenObject { code: Some(code), .. })) => {
                            GivenValue::Getter(*code)
                        }
                        (PropertyKind::Init, _) => member,
                        _ => GivenValue::Unknown,
                    };
                    match &it.key {
                        PropertyKey::StaticIdentifier(key)
                            if !it.computed && !it.shorthand && !it.method && key.name == "__proto__" =>
                        {
                            self.open(&value);
                        }
                        key => self.define(&value, key, it.computed, member),
                    }
                }
            }
        }
        value
    }
}
