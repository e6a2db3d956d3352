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
        () if JESTS.into_iter().any(has) && !is_module => ("js", JEST),
        // In a package of ES modules, a test that calls `require` must end so, and jest finds it from 30 on.
        () if JESTS.into_iter().any(has) => {
            if is_before(30, manifest) {
                ("js", JEST_MODULE)
            } else {
                ("cjs", JEST)
            }
        }
        () if has("mocha") => ("mjs", MOCHA),
        () if has("ava") => ("mjs", AVA),
        () if tests_with_bun(manifest) => ("mjs", BUN),
        () => ("mjs", NODE),
    };
    FileChange {
        path: format!("{folder}/package.test.{ending}"),
        before: None,
        after: format!("{NOTE}{text}"),
    }
}

fn tests_with_bun(manifest: &JsonNode) -> bool {
    let script = manifest.get("scripts").and_then(|scripts| scripts.get("test")?.as_str());
    script.is_some_and(|script| script.contains("bun test"))
}

const JESTS: [&str; 3] = ["jest", "ts-jest", "@jest/globals"];

/// Tells whether the project may have a jest that is older than a major release; `latest` is not.
fn is_before(major: u32, manifest: &JsonNode) -> bool {
    let lists = ["devDependencies", "dependencies"].into_iter().filter_map(|key| manifest.get(key));
    let mut ranges = lists.flat_map(|list| JESTS.into_iter().filter_map(|name| list.get(name)?.as_str()));
    ranges.any(|range| {
        let begin = range.trim_start_matches(|char: char| !char.is_ascii_digit());
        let digits = begin.split(|char: char| !char.is_ascii_digit()).next().unwrap_or_default();
        digits.parse::<u32>().is_ok_and(|number| number < major)
    })
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

const JEST_MODULE: &str = "\
import 'packproof/jest'
import { open } from 'packproof'

test('those who install the package can import it', async () => {
  expect(await open('.')).toPass()
}, 120_000)
";

const MOCHA: &str = "\
import { open } from 'packproof'
import { assertPasses } from 'packproof/assert'

it('can be imported by those who install it', async function () {
  this.timeout(120_000)
  assertPasses(await open('.'))
})
";

const AVA: &str = "\
import test from 'ava'
import { open } from 'packproof'
import { assertPasses } from 'packproof/assert'

test('those who install the package can import it', async (t) => {
  t.timeout(120_000)
  assertPasses(await open('.'))
  t.pass()
})
";

const BUN: &str = "\
import { test } from 'bun:test'
import { open } from 'packproof'
import { assertPasses } from 'packproof/assert'

test('those who install the package can import it', async () => {
  assertPasses(await open('.'))
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
