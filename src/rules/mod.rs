//! The opinions: each rule judges the facts and reports what is wrong. One file per rule.

mod ambiguous_export;
mod bin_without_shebang;
mod broken_dependency;
mod broken_module;
mod case_collision;
mod case_mismatch;
mod cjs_only_exports_default;
mod cjs_resolves_to_esm;
mod condition_after_default;
mod conflicting_globals;
mod contradictory_peer;
mod dead_subpath;
mod declared_not_exported;
mod deferred_missing_file;
mod deferred_undeclared_dependency;
mod dev_dependency_only;
mod development_files;
mod different_builds;
mod directory_import;
mod documented_import;
mod dropped_entry;
mod dual_package_hazard;
mod duplicate_entry;
mod duplicate_key;
mod engines_too_low;
mod excluded_platform;
mod excludes_everybody;
mod exports_nothing;
mod failing_install_script;
mod fails_on_newer_node;
mod fallback_condition;
mod false_cjs;
mod false_esm;
mod false_export_default;
mod hazardous_entry;
mod import_attribute;
mod import_not_defined;
mod import_only;
mod incomplete_source_map;
mod internal_resolution_error;
mod invalid_bin;
mod invalid_budget;
mod invalid_exports;
mod invalid_package_json;
mod invalid_specifier;
mod invalid_target;
mod large_unused_file;
pub(crate) mod limit_reached;
pub(crate) mod made_at_installation;
mod missing_asset;
mod missing_bundled_dependency;
mod missing_declared_file;
mod missing_declared_name;
mod missing_export;
mod missing_export_equals;
mod missing_file;
mod missing_main;
mod missing_types;
mod named_exports;
mod needs_browser;
mod needs_host;
mod no_engines;
mod no_main;
mod no_maintained_node;
mod no_resolution;
mod no_type;
mod outside_package;
mod over_budget;
mod packed_by_accident;
mod packed_secret;
mod read_before_initialization;
mod refused_by_registry;
mod require_of_module;
mod require_only;
mod rule;
mod self_dependency;
mod subpath_not_exported;
mod support;
mod syntax_error;
mod throws_while_loading;
mod undeclared_dependency;
mod undeclared_export;
mod undeclared_types;
mod undefined_name;
mod unexpected_module_syntax;
mod unexported_package_json;
mod uninstallable_dependency;
mod unkept_promise;
mod unknown_builtin;
mod unlinked_dependency;
mod unlisted_bundled_dependency;
mod unmatched_side_effects;
mod unpacked_source;
mod unportable_path;
mod unreachable_module;
mod unread_declarations;
mod unread_exports;
mod unrun_install_script;
mod unrunnable_bin;
mod unsettled_await;
mod unsupported_file;
mod unsupported_url;
mod untyped_import;
mod untyped_resolution;
mod unused_dependency;
mod wrong_format;

pub use rule::Rule;
use rule::{RuleCheck, rule};
use support::responsible::by_rule;
pub use support::{
    installing::{InstallProblem, install_problems},
    manifest::adding,
    near::{meant, unpacked},
};

use crate::{diagnostic::RuleFindings, facts::Facts};

/// Every rule, sorted by name.
pub const RULES: &[Rule] = &[
    ambiguous_export::RULE,
    bin_without_shebang::RULE,
    broken_dependency::RULE,
    broken_module::RULE,
    case_collision::RULE,
    case_mismatch::RULE,
    cjs_only_exports_default::RULE,
    cjs_resolves_to_esm::RULE,
    condition_after_default::RULE,
    conflicting_globals::RULE,
    contradictory_peer::RULE,
    dead_subpath::RULE,
    declared_not_exported::RULE,
    deferred_missing_file::RULE,
    deferred_undeclared_dependency::RULE,
    dev_dependency_only::RULE,
    development_files::RULE,
    different_builds::RULE,
    directory_import::RULE,
    documented_import::RULE,
    dropped_entry::RULE,
    dual_package_hazard::RULE,
    duplicate_entry::RULE,
    duplicate_key::RULE,
    engines_too_low::RULE,
    excluded_platform::RULE,
    excludes_everybody::RULE,
    exports_nothing::RULE,
    failing_install_script::RULE,
    fails_on_newer_node::RULE,
    fallback_condition::RULE,
    false_cjs::RULE,
    false_esm::RULE,
    false_export_default::RULE,
    hazardous_entry::RULE,
    import_attribute::RULE,
    import_not_defined::RULE,
    import_only::RULE,
    incomplete_source_map::RULE,
    internal_resolution_error::RULE,
    invalid_bin::RULE,
    invalid_budget::RULE,
    invalid_exports::RULE,
    invalid_package_json::RULE,
    invalid_specifier::RULE,
    invalid_target::RULE,
    large_unused_file::RULE,
    limit_reached::RULE,
    made_at_installation::RULE,
    missing_asset::RULE,
    missing_bundled_dependency::RULE,
    missing_declared_file::RULE,
    missing_declared_name::RULE,
    missing_export::RULE,
    missing_export_equals::RULE,
    missing_file::RULE,
    missing_main::RULE,
    missing_types::RULE,
    named_exports::RULE,
    needs_browser::RULE,
    needs_host::RULE,
    no_engines::RULE,
    no_main::RULE,
    no_maintained_node::RULE,
    no_resolution::RULE,
    no_type::RULE,
    outside_package::RULE,
    over_budget::RULE,
    packed_by_accident::RULE,
    packed_secret::RULE,
    read_before_initialization::RULE,
    refused_by_registry::RULE,
    require_of_module::RULE,
    require_only::RULE,
    self_dependency::RULE,
    subpath_not_exported::RULE,
    syntax_error::RULE,
    throws_while_loading::RULE,
    undeclared_dependency::RULE,
    undeclared_export::RULE,
    undeclared_types::RULE,
    undefined_name::RULE,
    unexpected_module_syntax::RULE,
    unexported_package_json::RULE,
    uninstallable_dependency::RULE,
    unkept_promise::RULE,
    unknown_builtin::RULE,
    unlinked_dependency::RULE,
    unlisted_bundled_dependency::RULE,
    unmatched_side_effects::RULE,
    unpacked_source::RULE,
    unportable_path::RULE,
    unreachable_module::RULE,
    unread_declarations::RULE,
    unread_exports::RULE,
    unrun_install_script::RULE,
    unrunnable_bin::RULE,
    unsettled_await::RULE,
    unsupported_file::RULE,
    unsupported_url::RULE,
    untyped_import::RULE,
    untyped_resolution::RULE,
    unused_dependency::RULE,
    wrong_format::RULE,
];

/// Returns the rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Runs every rule that is not ignored.
pub fn check(facts: &Facts<'_>, ignore: &[String]) -> RuleFindings {
    let (problems, mut findings) = (by_rule(facts), RuleFindings::default());
    for rule in RULES.iter().filter(|rule| !ignore.iter().any(|name| name == rule.name)) {
        match rule.check {
            RuleCheck::OfFacts(check) => check(facts, &mut findings),
            RuleCheck::OfProblems(of, check) => {
                // A rule without problems runs, too: some, such as `limit-reached`, look at other facts as well.
                let own = problems.get(&of).map_or(&[][..], Vec::as_slice);
                check(facts, own, &mut findings);
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted_and_each_has_its_file() {
        let names: Vec<_> = RULES.iter().map(|rule| rule.name.replace('-', "_")).collect();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .filter(|name| !["mod", "rule", "support"].contains(&name.as_str()))
            .collect();
        files.sort();
        assert_eq!(names, files);
    }

    #[test]
    fn a_rule_reports_the_problems_that_bear_its_name() {
        for rule in RULES {
            if let RuleCheck::OfProblems(of, _) = rule.check {
                assert_eq!(format!("{of:?}"), camel_case(rule.name));
            }
        }
    }

    fn camel_case(name: &str) -> String {
        let word = |word: &str| {
            let (first, rest) = word.split_at(1);
            first.to_uppercase() + rest
        };
        name.split('-').map(word).collect()
    }

    #[test]
    fn every_page_says_why_and_shows_how() {
        for rule in RULES {
            for part in ["## Why it matters", "## Example"] {
                assert!(rule.docs.contains(part), "{} lacks {part}", rule.name);
            }
        }
    }

    #[test]
    fn a_summary_is_one_sentence() {
        for rule in RULES {
            let summary = rule.summary();
            assert!(summary.ends_with('.') && !summary.contains(". "), "{summary}");
        }
    }
}
