//! The arguments that a test passes to an expectation, as JSON text: checked, with a word on what is accepted.

use serde_json::Value;

use crate::{
    bindings::{
        arguments::{checked, count, size, traced},
        border::project_at,
        deps::choice,
        diff::options_for,
        failure::{CallFailure, internal},
        given::{GivenOptions, mode, not, string},
    },
    budget::SizeBudget,
    deps::{DepsChoice, DepsSource},
    expectation::{AskedInstallers, Expectation, OlderRelease, RecordedSurface, Shipped},
    install::managers::Installer,
    resolve::typescript::InvalidTypesMode,
    session::Session,
};

/// The expectation of that name with these arguments, a JSON array; and the places that dependencies come from, for those that
/// have that option.
pub(super) fn read(
    name: &str,
    arguments: &str,
    session: &Session,
    older: Option<OlderRelease>,
) -> Result<(Expectation, DepsChoice), CallFailure> {
    let arguments: Vec<Value> =
        serde_json::from_str(arguments).map_err(|error| internal(&error.to_string()))?;
    let arguments = ExpectationArguments { given: arguments.into_iter().collect() };
    let mut deps = DepsChoice::of(vec![DepsSource::Nowhere]);
    let expectation = match name {
        "toContainFile" => contain_file(arguments),
        "toContainFiles" => contain_files(arguments),
        "toResolve" => resolve(arguments),
        "toBeImportable" => importable(arguments, &mut deps),
        "toBeInstallable" => installable(arguments),
        "toBeSmallerThan" => smaller_than(arguments),
        "toDeclareNames" => declare_names(arguments),
        "toHaveTypes" => have_types(arguments),
        "toExportNames" => export_names(arguments, &mut deps),
        "toKeepSurfaceOf" => keep_surface(arguments, session, older),
        "toLink" => link(arguments, &mut deps),
        "toMatchSurface" => match_surface(arguments),
        "toPass" => pass(arguments, &mut deps),
        "toShipSource" => ship_source(arguments),
        _ => Err(internal(&format!("there is no expectation {name}"))),
    }?;
    Ok((expectation, deps))
}

fn contain_file(arguments: ExpectationArguments) -> Result<Expectation, CallFailure> {
    let [path] = arguments.all(["path"])?;
    Ok(Expectation::ContainFiles(vec![text("path", "the path of a file in the package", path)?]))
}

fn contain_files(arguments: ExpectationArguments) -> Result<Expectation, CallFailure> {
    let [paths] = arguments.all(["paths"])?;
    Ok(Expectation::ContainFiles(texts("paths", "an array of paths of files in the package", paths)?))
}

fn resolve(arguments: ExpectationArguments) -> Result<Expectation, CallFailure> {
    let [path, options] = arguments.all(["subpath", "options"])?;
    let subpath = subpath(path)?;
    let mut given = options_of(options)?;
    let mode = given.mode()?;
    let to = given.take("to").map(|to| text("to", "the path of a file in the package", to)).transpose()?;
    let expectation = Expectation::Resolve { subpath, to, mode, node: given.target()? };
    given.finish()?;
    Ok(expectation)
}

fn importable(
    mut arguments: ExpectationArguments,
    deps: &mut DepsChoice,
) -> Result<Expectation, CallFailure> {
    if arguments.given.first().is_some_and(Value::is_object) {
        arguments.given.insert(0, Value::Null); // Only options.
    }
    let [path, options] = arguments.all(["subpath", "options"])?;
    let subpath = if path.is_null() { None } else { Some(subpath(path)?) };
    let mut given = options_of(options)?;
    let mode = given.take("mode").map(|value| mode(&value)).transpose()?;
    let expectation = Expectation::Importable { subpath, mode, options: given.targets()? };
    *deps = choice(&mut given)?;
    given.finish()?;
    Ok(expectation)
}

fn installable(arguments: ExpectationArguments) -> Result<Expectation, CallFailure> {
    let [options] = arguments.all(["options"])?;
    let mut given = options_of(options)?;
    let word = given.text("manager")?;
    given.finish()?;
    let installers = word.as_deref().map(Installer::named).unwrap_or_default();
    if let Some(word) = word.as_deref().filter(|_| installers.is_empty()) {
        let what = "\"npm\", \"pnpm\", \"yarn\", \"yarn 1\", \"yarn 4\" or \"bun\"";
        return Err(not("manager", what, &Value::from(word)));
    }
    Ok(Expectation::Installable(AskedInstallers { word, installers }))
}

fn smaller_than(arguments: ExpectationArguments) -> Result<Expectation, CallFailure> {
    let [budget] = arguments.all(["budget"])?;
    let mut given = GivenOptions::of(budget.clone()).map_err(|_| not("budget", ACCEPTED_BUDGET, &budget))?;
    let budget_given = SizeBudget {
        packed: size(&mut given, "packed")?,
        unpacked: size(&mut given, "unpacked")?,
        files: count(&mut given, "files")?,
    };
    given.finish()?;
    if budget_given.is_empty() {
        Err(not("budget", ACCEPTED_BUDGET, &budget))
    } else {
        Ok(Expectation::SmallerThan(budget_given))
    }
}

const ACCEPTED_BUDGET: &str = "an object such as { packed: '200 kB', unpacked: 1000000, files: 40 }";

fn export_names(arguments: ExpectationArguments, deps: &mut DepsChoice) -> Result<Expectation, CallFailure> {
    let [path, names, options] = arguments.all(["subpath", "names", "options"])?;
    let subpath = subpath(path)?;
    let names = texts("names", "an array of the names that are exported", names)?;
    let mut given = options_of(options)?;
    let expectation = Expectation::ExportNames { subpath, names, mode: given.mode()?, node: given.target()? };
    *deps = choice(&mut given)?;
    given.finish()?;
    Ok(expectation)
}

fn have_types(mut arguments: ExpectationArguments) -> Result<Expectation, CallFailure> {
    if arguments.given.first().is_some_and(Value::is_object) {
        arguments.given.insert(0, Value::Null); // Only options.
    }
    let [path, options] = arguments.all(["subpath", "options"])?;
    let subpath = if path.is_null() { None } else { Some(subpath(path)?) };
    types(subpath, Vec::new(), options)
}

fn declare_names(arguments: ExpectationArguments) -> Result<Expectation, CallFailure> {
    let [path, names, options] = arguments.all(["subpath", "names", "options"])?;
    let names = texts("names", "an array of the names that are declared", names)?;
    types(Some(subpath(path)?), names, options)
}

fn types(subpath: Option<String>, names: Vec<String>, options: Value) -> Result<Expectation, CallFailure> {
    let mut given = options_of(options)?;
    let mode = given.text("mode")?.map(|name| name.parse()).transpose();
    let mode = mode.map_err(|error: InvalidTypesMode| CallFailure::invalid_argument(error.to_string()))?;
    let expectation = Expectation::HaveTypes { subpath, names, mode, node: given.target()? };
    given.finish()?;
    Ok(expectation)
}

fn link(arguments: ExpectationArguments, deps: &mut DepsChoice) -> Result<Expectation, CallFailure> {
    let [statement, options] = arguments.all(["statement", "options"])?;
    let what = "an import or require statement, such as \"import { a } from 'my-lib'\"";
    let statement = text("statement", what, statement)?;
    let mut given = options_of(options)?;
    let options = given.targets()?;
    *deps = choice(&mut given)?;
    given.finish()?;
    Ok(Expectation::Link { statement, options })
}

/// The older release comes beside the arguments; its place among them is empty.
fn keep_surface(
    arguments: ExpectationArguments,
    session: &Session,
    older: Option<OlderRelease>,
) -> Result<Expectation, CallFailure> {
    let [old, options] = arguments.all(["old", "options"])?;
    let what = "the older release: a path, a file: URL, a Buffer or an opened package";
    let old = older.ok_or_else(|| not("old", what, &old))?;
    Ok(Expectation::KeepSurface { old, options: options_for(session, options_of(options)?)? })
}

/// The wrapper reads the file; its text comes with its name.
fn match_surface(arguments: ExpectationArguments) -> Result<Expectation, CallFailure> {
    let [file, options] = arguments.all(["file", "options"])?;
    let file = text("file", "the path of a file with a recorded surface", file)?;
    let mut given = options_of(options)?;
    let text = given.take_internal("text").and_then(|text| string(&text));
    let options = given.targets()?;
    given.finish()?;
    Ok(Expectation::MatchSurface { recorded: RecordedSurface { file, text }, options })
}

fn pass(arguments: ExpectationArguments, deps: &mut DepsChoice) -> Result<Expectation, CallFailure> {
    let [options] = arguments.all(["options"])?;
    let (options, choice) = checked(options_of(options)?)?;
    *deps = choice;
    Ok(Expectation::Pass(options))
}

fn ship_source(arguments: ExpectationArguments) -> Result<Expectation, CallFailure> {
    let [source, options] = arguments.all(["source", "options"])?;
    let source = text("source", "the path of a source module in the project", source)?;
    let mut given = options_of(options)?;
    let subpath = given.take("as").map(subpath).transpose()?;
    let project = given.text("project")?.unwrap_or_else(|| ".".to_owned());
    let options = traced(&mut given)?;
    given.finish()?;
    let tree = project_at(&project)?;
    Ok(Expectation::ShipSource(Box::new(Shipped { tree, options, source, subpath })))
}

struct ExpectationArguments {
    given: Vec<Value>,
}

impl ExpectationArguments {
    /// All of them, `null` where one is left out; there may be no more.
    fn all<const COUNT: usize>(self, names: [&str; COUNT]) -> Result<[Value; COUNT], CallFailure> {
        let mut given = self.given.into_iter();
        let all = names.map(|_| given.next().unwrap_or_default());
        match given.next() {
            None => Ok(all),
            Some(extra) => {
                let names = names.join(", ");
                Err(CallFailure::invalid_argument(format!(
                    "unexpected argument {extra}; accepted are {names}"
                )))
            }
        }
    }
}

fn options_of(value: Value) -> Result<GivenOptions, CallFailure> {
    GivenOptions::of(if value.is_null() { Value::Object(Default::default()) } else { value })
}

fn subpath(value: Value) -> Result<String, CallFailure> {
    text("subpath", "\".\" or a subpath such as \"./sub\"", value)
}

fn text(name: &str, accepted: &str, value: Value) -> Result<String, CallFailure> {
    let text = string(&value).filter(|text| !text.trim().is_empty());
    text.ok_or_else(|| not(name, accepted, &value))
}

fn texts(name: &str, accepted: &str, value: Value) -> Result<Vec<String>, CallFailure> {
    let all = value.as_array().filter(|all| !all.is_empty());
    let texts = all.and_then(|all| all.iter().map(string).collect::<Option<Vec<_>>>());
    texts
        .filter(|all| all.iter().all(|text| !text.trim().is_empty()))
        .ok_or_else(|| not(name, accepted, &value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{files::FileTree, package::Package};

    #[test]
    fn what_is_not_accepted_is_named() {
        for (name, arguments, words) in [
            ("toContainFile", "[]", "\"path\" must be the path of a file in the package, not null"),
            ("toContainFile", "[\"a\",\"b\"]", "unexpected argument \"b\"; accepted are path"),
            ("toContainFiles", "[[]]", "\"paths\" must be an array of paths of files in the package, not []"),
            ("toResolve", "[\"\"]", "\"subpath\" must be \".\" or a subpath such as \"./sub\", not \"\""),
            ("toResolve", "[\".\",7]", "\"options\" must be an object, not 7"),
            ("toBeImportable", "[{\"mode\":\"x\"}]", "\"mode\" must be \"import\" or \"require\", not \"x\""),
            (
                "toBeInstallable",
                "[{\"manager\":\"cargo\"}]",
                "\"manager\" must be \"npm\", \"pnpm\", \"yarn\", \"yarn 1\", \"yarn 4\" or \"bun\", not \"cargo\"",
            ),
            ("toBeSmallerThan", "[{}]", "\"budget\" must be an object such as"),
            ("toBeSmallerThan", "[7]", "\"budget\" must be an object such as"),
            (
                "toBeSmallerThan",
                "[{\"packed\":\"1 kilo\"}]",
                "\"packed\" must be bytes or a text such as \"200 kB\"",
            ),
            ("toBeSmallerThan", "[{\"files\":\"3\"}]", "\"files\" must be a whole number, 0 or more"),
            (
                "toBeSmallerThan",
                "[{\"size\":3}]",
                "unknown option \"size\"; accepted are packed, unpacked, files",
            ),
            (
                "toExportNames",
                "[\".\",\"a\"]",
                "\"names\" must be an array of the names that are exported, not \"a\"",
            ),
            (
                "toLink",
                "[\"x\",{\"mode\":1}]",
                "unknown option \"mode\"; accepted are node, conditions, deps",
            ),
            ("toPass", "[{\"ignore\":[\"x\"]}]", "\"ignore\": no rule is named \"x\""),
        ] {
            let session = Session::new(Package::new(FileTree::default()));
            let failure = read(name, arguments, &session, None).unwrap_err();
            assert_eq!(failure.code, "ERR_PACKPROOF_INVALID_ARGUMENT");
            assert!(failure.message.starts_with(words), "{}", failure.message);
        }
    }
}
