//! The first test, for the runner that the project has.

use crate::{init::project::FileChange, json::JsonNode};

const NOTE: &str = "// What would be published is tested, not what lies in this folder.\n";

/// Returns a test that the runner of the project finds by itself.
pub(super) fn first_test(manifest: &JsonNode, folder: Option<&str>) -> FileChange {
    let folder = folder.unwrap_or("test");
    let has = |name: &str| {
        ["devDependencies", "dependencies"]
            .into_iter()
            .any(|key| manifest.get(key).is_some_and(|list| list.get(name).is_some()))
    };
    let is_module = manifest.get("type").and_then(JsonNode::as_str) == Some("module");
    let (ending, text) = match () {
        () if has("vitest") => ("mjs", VITEST),
        () if ["jest", "ts-jest", "@jest/globals"].into_iter().any(has) => {
            // In a package of ES modules, a test that calls `require` must end so.
            (if is_module { "cjs" } else { "js" }, JEST)
        }
        () => ("mjs", NODE),
    };
    FileChange {
        path: format!("{folder}/package.test.{ending}"),
        before: None,
        after: format!("{NOTE}{text}"),
    }
}

const VITEST: &str = "\
import { open } from 'packproof'
import 'packproof/vitest'
import { expect, test } from 'vitest'

test('those who install the package can import it', async () => {
  expect(await open('.')).toPass()
}, 120_000)
";

const JEST: &str = "\
require('packproof/jest')
const { open } = require('packproof')

test('those who install the package can import it', async () => {
  expect(await open('.')).toPass()
}, 120_000)
";

const NODE: &str = "\
import { test } from 'node:test'
import { open } from 'packproof'
import { assertPasses } from 'packproof/assert'

test('those who install the package can import it', async () => {
  assertPasses(await open('.'))
})
";
