//! Reads `Object.defineProperty(exports, "name", { … })`, in the shapes that compilers print.

use super::walk::TokenWalk;

enum Descriptor {
    /// `value`, read up to its colon only.
    Value,
    /// A getter, read to the end of the call.
    Getter,
}

impl<'s> TokenWalk<'s> {
    /// Reads on from `Object`.
    pub fn object(&mut self) {
        self.pos += "Object".len();
        let top = self.at_top();
        self.attempt(|lexer| {
            lexer.skip_trivia();
            lexer.eat(".")?;
            if lexer.looking_at("defineProperty") {
                lexer.pos += "defineProperty".len();
                lexer.attempt(Self::define_property);
                return Some(());
            }
            if top && lexer.looking_at("keys") {
                return lexer.star_loop();
            }
            None
        });
    }

    fn define_property(&mut self) -> Option<()> {
        self.skip_trivia();
        self.eat("(")?;
        self.exports_object()?;
        self.eat(",")?;
        let name = self.string()?;
        self.skip_trivia();
        match self.descriptor() {
            Some(Descriptor::Value) => self.names.export(name),
            Some(Descriptor::Getter) => {
                self.names.export(name);
                return Some(());
            }
            // A getter of another form may have side effects, for which cjs-module-lexer keeps the name out.
            None => self.names.unsafe_getter(name),
        }
        None
    }

    /// `exports` or `module.exports`.
    pub fn exports_object(&mut self) -> Option<()> {
        if self.eat("module").is_some() {
            self.eat(".")?;
        }
        self.eat("exports")
    }

    /// `, { enumerable: true, value:` or `, { enumerable: true, get() { return member; } })`.
    fn descriptor(&mut self) -> Option<Descriptor> {
        self.eat(",")?;
        self.eat("{")?;
        if self.eat("enumerable").is_some() {
            self.eat(":")?;
            self.eat("true")?;
            self.eat(",")?;
        }
        if self.eat("value").is_some() {
            return (self.peek() == b':').then_some(Descriptor::Value);
        }
        self.getter(Self::member)?;
        self.end_with(b')')?;
        Some(Descriptor::Getter)
    }

    /// Reads `get() { return … } }` or `get: function name() { return … } }`.
    pub fn getter(&mut self, returned: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.eat("get")?;
        if self.eat(":").is_some() {
            self.function_head()?;
        }
        self.eat("(")?;
        self.eat(")")?;
        self.eat("{")?;
        self.eat("return")?;
        returned(self)?;
        self.skip_if(";");
        self.eat("}")?;
        self.skip_if(",");
        self.eat("}")
    }

    /// `function` or `function name`.
    fn function_head(&mut self) -> Option<()> {
        let word = self.pos;
        self.eat("function")?;
        let spaced = self.pos > word + "function".len();
        if self.peek() != b'(' {
            spaced.then(|| self.identifier())??;
            self.skip_trivia();
        }
        Some(())
    }

    /// `name`, `name.name` or `name["name"]`.
    fn member(&mut self) -> Option<()> {
        self.identifier()?;
        self.skip_trivia();
        if self.eat(".").is_some() {
            self.identifier()?;
            self.skip_trivia();
        } else if self.eat("[").is_some() {
            self.string()?;
            self.skip_trivia();
            self.eat("]")?;
        }
        Some(())
    }
}
