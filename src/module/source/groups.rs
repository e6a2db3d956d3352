//! The values of configurations with several objects, each by the object that it belongs to.

use oxc_ast::ast::{ObjectExpression, ObjectProperty, ObjectPropertyKind};
use oxc_ast_visit::{Visit, walk};

use super::{
    constants::Constants,
    literals::{LiteralStrings, parsed, strings},
};
use crate::json::JsonNode;

/// The values of some keys by the objects that have a head: a key that decides what an object is about.
#[derive(Debug, Default)]
pub struct LiteralGroups {
    /// The literal values of the heads of each object, and those of the other keys in it.
    pub groups: Vec<(LiteralStrings, LiteralStrings)>,
    /// The values of the other keys that stand in no such object.
    pub shared: LiteralStrings,
}

/// Returns the known values of a configuration, each with the innermost object that has one of the heads.
pub fn literal_groups(
    text: &str,
    heads: &[&str],
    others: &[&str],
    manifest: Option<&JsonNode>,
) -> LiteralGroups {
    parsed(text, |program| {
        let constants = Constants::of(program, manifest);
        let (open, found) = (Vec::new(), LiteralGroups::default());
        let mut finder = GroupFinder { heads, others, constants: &constants, open, found };
        finder.visit_program(program);
        finder.found
    })
}

struct GroupFinder<'k, 'p, 'a> {
    heads: &'k [&'k str],
    others: &'k [&'k str],
    constants: &'k Constants<'p, 'a>,
    /// The groups whose objects are being read, the innermost last.
    open: Vec<usize>,
    found: LiteralGroups,
}

impl<'a> Visit<'a> for GroupFinder<'_, '_, 'a> {
    fn visit_object_expression(&mut self, object: &ObjectExpression<'a>) {
        let is_head = |property: &ObjectPropertyKind<'_>| match property {
            ObjectPropertyKind::ObjectProperty(property) => has_key(property, self.heads),
            ObjectPropertyKind::SpreadProperty(_) => false,
        };
        let opens = object.properties.iter().any(is_head);
        if opens {
            self.open.push(self.found.groups.len());
            self.found.groups.push(Default::default());
        }
        walk::walk_object_expression(self, object);
        if opens {
            self.open.pop();
        }
    }

    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        let values = || strings(&property.value, self.constants).unwrap_or_default();
        let open = self.open.last().copied();
        let group = open.and_then(|place| self.found.groups.get_mut(place));
        match group {
            Some((heads, _)) if has_key(property, self.heads) => heads.extend(values()),
            Some((_, others)) if has_key(property, self.others) => others.extend(values()),
            None if has_key(property, self.others) => self.found.shared.extend(values()),
            _ => {}
        }
        walk::walk_object_property(self, property);
    }
}

fn has_key(property: &ObjectProperty<'_>, keys: &[&str]) -> bool {
    property.key.static_name().is_some_and(|name| keys.contains(&&*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_belong_to_the_object_of_their_head() {
        let text = "const out = { dir: 'all' }; export default [{ input: 'a', output: [{ file: 'x' }, { file: 'y' }] },
            { ...base, input: { n: 'b' }, output: out }, make({ input: code() })]";
        let found = literal_groups(text, &["input"], &["file", "dir"], None);
        let plain = |all: &[&str]| all.iter().map(|it| (String::new(), (*it).to_owned())).collect::<Vec<_>>();
        assert_eq!(found.shared, plain(&["all"]));
        let named = vec![("n".to_owned(), "b".to_owned())];
        assert_eq!(found.groups, [(plain(&["a"]), plain(&["x", "y"])), (named, vec![]), (vec![], vec![])]);
    }
}
