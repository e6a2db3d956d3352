//! Reads `Object.defineProperty(exports, "name", { … })`, in the shapes that compilers print.

use super::walk::Lexer;

enum Descriptor {
    /// Read up to the colon only.
    Value,
    /// Read to the end of the call.
    Getter,
}

impl<'s> Lexer<'s> {
    /// Reads on from `Object`.
    pub fn object(&mut self) {
        self.pos += "Object".len();
        let top = self.at_top();
        self.attempt_shape(|lexer| {
            lexer.skip_trivia();
            lexer.eat(".")?;
            if lexer.looking_at("defineProperty") {
                lexer.pos += "defineProperty".len();
                lexer.attempt_shape(Self::define_property);
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
        if self.peek() != b')' {
            return None;
        }
        self.pos += 1;
        Some(Descriptor::Getter)
    }

    /// `get() { return … }})`, or the same with `get: function name() { … }`; stops before the last parenthesis' end.
    pub fn getter(&mut self, returned: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.eat("get")?;
        if self.eat(":").is_some() {
            self.eat("function")?;
            if self.identifier().is_some() {
                self.skip_trivia();
            }
        }
        self.eat("(")?;
        self.eat(")")?;
        self.eat("{")?;
        self.eat("return")?;
        returned(self)?;
        let _ = self.eat(";");
        self.eat("}")?;
        let _ = self.eat(",");
        self.eat("}")
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
