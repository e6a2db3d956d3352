//! Reads the loops that Babel, TypeScript and bundlers print for `export * from "…"`.

use super::walk::TokenWalk;

const DEFAULT: [&str; 2] = ["'default'", "\"default\""];
const ES_MODULE: [&str; 2] = ["'__esModule'", "\"__esModule\""];

/// The two names of a star loop: the module's, and the key's.
#[derive(Clone, Copy)]
struct Loop<'s> {
    module: &'s str,
    key: &'s str,
}

impl<'s> TokenWalk<'s> {
    /// Reads on from `keys` after `Object.`, outside all brackets.
    pub fn star_loop(&mut self) -> Option<()> {
        self.eat("keys")?;
        self.eat("(")?;
        let module = self.identifier()?;
        self.skip_trivia();
        self.eat(")")?;
        self.eat(".")?;
        self.eat("forEach")?;
        self.eat("(")?;
        self.eat("function")?;
        self.eat("(")?;
        let key = self.identifier()?;
        self.skip_trivia();
        self.eat(")")?;
        self.eat("{")?;
        let names = Loop { module, key };
        self.guards(names)?;
        self.copy(names)?;
        self.eat("}")?;
        self.end_with(b')')?;
        let dialect = self.dialect;
        self.names.reexport_star(module, dialect);
        Some(())
    }

    /// Reads the tests that keep `default` and the module's own names out.
    fn guards(&mut self, names: Loop<'s>) -> Option<()> {
        self.eat("if")?;
        self.eat("(")?;
        self.eat(names.key)?;
        if self.eat("!==").is_some() {
            // Rollup prints this form, Babel the one below.
            return self.not_default(names);
        }
        self.eat("===")?;
        self.eat_any(&DEFAULT)?;
        self.eat("||")?;
        self.eat(names.key)?;
        self.eat("===")?;
        self.eat_any(&ES_MODULE)?;
        self.returns()?;
        if self.eat("if").is_some() {
            if self.attempt(|lexer| lexer.own_property_guard(names)).is_some() && self.eat("if").is_none() {
                return Some(());
            }
            self.already_exported(names)?;
            self.returns()?;
        }
        Some(())
    }

    /// `(Object.prototype.hasOwnProperty.call(names, key)) return;`
    fn own_property_guard(&mut self, names: Loop<'s>) -> Option<()> {
        self.eat("(")?;
        self.own_property_call(names)?;
        self.returns()
    }

    /// `) return;`
    fn returns(&mut self) -> Option<()> {
        self.eat(")")?;
        self.eat("return")?;
        self.skip_if(";");
        Some(())
    }

    /// `"default" && !names.hasOwnProperty(key))`
    fn not_default(&mut self, names: Loop<'s>) -> Option<()> {
        self.eat_any(&DEFAULT)?;
        if self.eat("&&").is_some() {
            self.eat("!")?;
            if self.looking_at("Object.") {
                self.own_property_call(names)?;
            } else if self.identifier().is_some() {
                self.skip_trivia();
                self.eat(".")?;
                self.eat("hasOwnProperty")?;
                self.eat("(")?;
                self.eat(names.key)?;
                self.eat(")")?;
            } else if self.dialect.star_negation_needs_test {
                return None;
            }
        }
        self.eat(")")
    }

    /// `Object.prototype.hasOwnProperty.call(names, key)`
    fn own_property_call(&mut self, names: Loop<'s>) -> Option<()> {
        self.eat("Object")?;
        self.eat(".")?;
        if self.eat("prototype").is_some() {
            self.eat(".")?;
        }
        self.eat("hasOwnProperty")?;
        self.eat(".")?;
        self.eat("call")?;
        self.eat("(")?;
        self.identifier()?;
        self.skip_trivia();
        self.eat(",")?;
        self.eat(names.key)?;
        self.eat(")")
    }

    /// Reads `(key in exports && exports[key] === module[key]`; a space must stand right after `in`.
    fn already_exported(&mut self, names: Loop<'s>) -> Option<()> {
        self.end_with(b'(')?;
        self.eat(names.key)?;
        self.eat("in ")?;
        self.exports_object()?;
        self.eat("&&")?;
        self.exports_object()?;
        self.keyed(names)?;
        self.eat("===")?;
        self.eat(names.module)?;
        self.keyed(names)
    }

    fn keyed(&mut self, names: Loop<'s>) -> Option<()> {
        self.eat("[")?;
        self.eat(names.key)?;
        self.eat("]")
    }

    /// `exports[key] = module[key];`, or a getter that returns it.
    fn copy(&mut self, names: Loop<'s>) -> Option<()> {
        if self.eat("Object").is_some() {
            self.eat(".")?;
            self.eat("defineProperty")?;
            self.eat("(")?;
            self.exports_object()?;
            self.eat(",")?;
            self.eat(names.key)?;
            self.eat(",")?;
            self.eat("{")?;
            self.eat("enumerable")?;
            self.eat(":")?;
            self.eat("true")?;
            self.eat(",")?;
            self.getter(|lexer| lexer.module_member(names))?;
            self.eat(")")?;
        } else {
            self.exports_object()?;
            self.keyed(names)?;
            self.eat("=")?;
            self.module_member(names)?;
        }
        self.skip_if(";");
        Some(())
    }

    fn module_member(&mut self, names: Loop<'s>) -> Option<()> {
        self.eat(names.module)?;
        self.keyed(names)
    }
}
