//! Traces made by hand.

use packproof::{
    entry_points::EntryKind,
    report::{At, ErrorReport, PackageReport, trace::*},
    trace::{
        fixes::change::FixKind,
        stage::{Mapping, Stage},
    },
};

fn package(name: &str) -> PackageReport {
    let (name, version) = (Some(name.to_owned()), Some("2.3.0".to_owned()));
    PackageReport {
        name,
        version,
        files: 14,
        packed_bytes: 18_432,
        unpacked_bytes: 61_004,
        ..Default::default()
    }
}

fn at(file: &str, line: u32, column: u32) -> At {
    At { file: file.to_owned(), line, column, end_line: line, end_column: column + 9 }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn module(source: &str, stage: Stage, reason: &str) -> ModuleReport {
    ModuleReport {
        source: source.to_owned(),
        stage,
        lost: stage.is_wrong(),
        unknown: false,
        meant_by: stage.is_wrong().then(|| "\"songbook\" is made of it".to_owned()),
        step: None,
        outputs: Vec::new(),
        packed_as: Vec::new(),
        specifiers: Vec::new(),
        reason: reason.to_owned(),
        mapping: Mapping::Declared,
        names: Vec::new(),
        imports: Vec::new(),
        bins: Vec::new(),
        steps: Vec::new(),
        overwritten_by: None,
        excluded_by: None,
        errors: Vec::new(),
    }
}

/// One that a consumer gets.
fn arrives(source: &str, output: &str, specifier: &str, names: &[&str]) -> ModuleReport {
    ModuleReport {
        step: Some("babel src/ --out-dir dist/".to_owned()),
        outputs: strings(&[output]),
        packed_as: strings(&[output]),
        specifiers: strings(&[specifier]),
        names: strings(names),
        imports: vec![ImportReport { specifier: specifier.to_owned(), names: strings(names) }],
        steps: vec![0],
        meant_by: Some(format!("\"{specifier}\" is made of it")),
        ..module(source, Stage::Importable, &format!("importable by \"{specifier}\""))
    }
}

fn step(command: &str, from: &str, to: &str, modules: usize) -> BuildStepReport {
    BuildStepReport {
        tool: command.split(' ').next().unwrap_or_default().to_owned(),
        command: command.to_owned(),
        script: "build".to_owned(),
        from: strings(&[from]),
        to: Some(to.to_owned()),
        modules,
        at: Some(at("package.json", 9, 15)),
    }
}

fn group(folder: &str, stage: Stage, reason: &str, modules: &[&str]) -> GroupReport {
    GroupReport {
        folder: folder.to_owned(),
        stage,
        lost: stage.is_wrong(),
        unknown: false,
        reason: reason.to_owned(),
        modules: strings(modules),
        is_run: false,
        shared_cause: None,
    }
}

fn entry(subpath: &str, kind: EntryKind, target: &str, ok: bool, modules: usize) -> TracedEntryReport {
    let specifier = match kind {
        EntryKind::Bin => "@choir/songbook".to_owned(),
        _ => format!("@choir/songbook{}", subpath.trim_start_matches('.')),
    };
    let (subpath, target) = (subpath.to_owned(), Some(target.to_owned()));
    TracedEntryReport { subpath, specifier, kind, target, ok, modules, errors: Vec::new() }
}

fn component(component: &str, modules: usize, works: [bool; 3], stage: Stage) -> ComponentReport {
    let [internal, packed, downstream] = works;
    ComponentReport {
        component: component.to_owned(),
        modules,
        internal: Some(internal),
        packed,
        downstream,
        stage,
        lost: stage.is_wrong(),
        unknown: false,
    }
}

/// The figures of modules; what is reached and packed follows from the stages.
fn summary(modules: &[ModuleReport]) -> TraceSummary {
    let at = |stage: Stage| modules.iter().filter(|module| module.stage == stage).count();
    let from = |stage: Stage| modules.iter().filter(|module| module.stage >= stage).count();
    TraceSummary {
        modules: from(Stage::NotCompiled),
        compiled: from(Stage::NotPacked),
        packed: from(Stage::Unreachable),
        reached: from(Stage::Broken),
        importable: at(Stage::Importable),
        not_compiled: at(Stage::NotCompiled),
        overwritten: at(Stage::Overwritten),
        not_packed: at(Stage::NotPacked),
        unreachable: at(Stage::Unreachable),
        broken: at(Stage::Broken),
        missing: at(Stage::Missing),
        case_differs: at(Stage::CaseDiffers),
        run_by_bins: 0,
        meant: from(Stage::NotCompiled) - at(Stage::Unreachable),
        lost: modules.iter().filter(|module| module.lost).count(),
        unknown: 0,
        left_over: at(Stage::Unreachable),
        broken_entry_points: 0,
    }
}

fn trace(name: &str, mut modules: Vec<ModuleReport>) -> TraceReport {
    modules.sort_by(|a, b| a.source.cmp(&b.source));
    TraceReport {
        schema: 1,
        package: package(name),
        node: strings(&["22"]),
        ok: !modules.iter().any(|module| module.stage.is_wrong()),
        plan: PlanReport::default(),
        files: None,
        entry_points: Vec::new(),
        groups: Vec::new(),
        fixes: Vec::new(),
        statements: Vec::new(),
        table: Vec::new(),
        summary: summary(&modules),
        modules,
    }
}

const VOICES: [&str; 4] = [
    "bin/stage/voices/alto.js",
    "bin/stage/voices/bass.js",
    "bin/stage/voices/soprano.js",
    "bin/stage/voices/tenor.js",
];

/// A folder is not compiled, a file is overwritten, one is not packed, one entry point is broken.
pub fn songbook() -> TraceReport {
    let lost = "no step of the build takes bin/stage/voices";
    let mut modules: Vec<_> = VOICES
        .iter()
        .map(|source| ModuleReport { mapping: Mapping::Unknown, ..module(source, Stage::NotCompiled, lost) })
        .collect();
    modules.push(arrives(
        "src/index.js",
        "dist/index.js",
        "@choir/songbook",
        &["Songbook", "default", "open"],
    ));
    modules.push(arrives("src/pages/page.js", "dist/pages/page.js", "@choir/songbook", &["Page"]));
    modules.push(arrives("src/pages/margin.js", "dist/pages/margin.js", "@choir/songbook", &[]));
    modules.push(arrives(
        "bin/stage/curtain.js",
        "dist/stage/curtain.js",
        "@choir/songbook/stage",
        &["Curtain", "raise"],
    ));
    modules.extend([overwritten(), not_packed(), broken(), unreachable(), missing()]);
    TraceReport {
        plan: songbook_plan(),
        files: Some(strings(&["dist", "!dist/drafts", "bin/songbook.js"])),
        entry_points: vec![
            entry(".", EntryKind::Main, "dist/index.js", true, 3),
            entry("./stage", EntryKind::Export, "dist/stage/index.js", true, 2),
            entry("./organ", EntryKind::Export, "dist/organ.js", false, 1),
            entry("songbook", EntryKind::Bin, "bin/songbook.js", true, 4),
        ],
        groups: songbook_groups(),
        fixes: songbook_fixes(),
        statements: vec![
            statement("import { Curtain } from '@choir/songbook/stage';", &[]),
            statement(
                "import { Soprano } from '@choir/songbook/stage';",
                &[
                    "SyntaxError: The requested module '@choir/songbook/stage' does not provide an export named 'Soprano'",
                ],
            ),
        ],
        table: vec![
            component("existing exports", 4, [true, true, true], Stage::Importable),
            component("bin/stage/voices", 4, [true, false, false], Stage::NotCompiled),
            component("src/organ.js", 1, [false, true, false], Stage::Broken),
            component("src/tuning.js", 1, [true, true, false], Stage::Unreachable),
        ],
        ..trace("@choir/songbook", modules)
    }
}

fn overwritten() -> ModuleReport {
    ModuleReport {
        step: Some("babel bin/stage/ --out-dir dist/stage/".to_owned()),
        overwritten_by: Some(OverwrittenReport {
            output: "dist/stage/index.js".to_owned(),
            source: "bin/stage/index.js".to_owned(),
            first: "babel src/ --out-dir dist/".to_owned(),
            then: "babel bin/stage/ --out-dir dist/stage/".to_owned(),
        }),
        steps: vec![0, 1],
        ..module(
            "src/stage/index.js",
            Stage::Overwritten,
            "bin/stage/index.js is written to dist/stage/index.js after it",
        )
    }
}

fn not_packed() -> ModuleReport {
    ModuleReport {
        step: Some("babel src/ --out-dir dist/".to_owned()),
        outputs: strings(&["dist/drafts/march.js"]),
        names: strings(&["march"]),
        excluded_by: Some(ExcludedReport {
            output: "dist/drafts/march.js".to_owned(),
            file: "package.json".to_owned(),
            line: Some(14),
            pattern: "!dist/drafts".to_owned(),
        }),
        ..module(
            "src/drafts/march.js",
            Stage::NotPacked,
            "dist/drafts/march.js is left out by \"!dist/drafts\" in \"files\"",
        )
    }
}

fn broken() -> ModuleReport {
    ModuleReport {
        stage: Stage::Broken,
        lost: true,
        reason: "only \"@choir/songbook/organ\" reaches it, which does not import".to_owned(),
        errors: vec![ErrorReport {
            code: "ERR_MODULE_NOT_FOUND".to_owned(),
            message: "Cannot find module '/node_modules/@choir/songbook/dist/pipes.js' imported from \
                      /node_modules/@choir/songbook/dist/organ.js"
                .to_owned(),
            missing: Some("dist/pipes.js".to_owned()),
            at: Some(at("dist/organ.js", 1, 22)),
            chain: strings(&["dist/organ.js", "dist/pipes.js"]),
            package: None,
            help: None,
        }],
        imports: Vec::new(),
        ..arrives("src/organ.js", "dist/organ.js", "@choir/songbook/organ", &["Organ"])
    }
}

fn unreachable() -> ModuleReport {
    ModuleReport {
        stage: Stage::Unreachable,
        reason: "packed as dist/tuning.js, but no export leads there".to_owned(),
        mapping: Mapping::Inferred,
        meant_by: None,
        specifiers: Vec::new(),
        imports: Vec::new(),
        bins: strings(&["songbook"]),
        ..arrives("src/tuning.js", "dist/tuning.js", "", &["A4", "temper"])
    }
}

fn missing() -> ModuleReport {
    module("src/pipes.js", Stage::Missing, "imported by src/organ.js:1:22, but not there")
}

fn songbook_plan() -> PlanReport {
    PlanReport {
        script: Some("build".to_owned()),
        steps: vec![
            step("babel src/ --out-dir dist/", "src", "dist", 7),
            step("babel bin/stage/*.js --out-dir dist/stage/", "bin/stage", "dist/stage", 2),
            BuildStepReport {
                to: None,
                from: Vec::new(),
                at: None,
                ..step("node tools/engrave.mjs", "", "", 0)
            },
        ],
        unread: vec![UnreadReport {
            what: "node tools/engrave.mjs".to_owned(),
            why: "a program of the project, which is not run".to_owned(),
            at: Some(at("package.json", 9, 82)),
        }],
        unexplained: strings(&["dist/old.js"]),
        absent: vec![AbsentOutputReport {
            output: "dist/new.js".to_owned(),
            step: "babel src/ --out-dir dist/".to_owned(),
        }],
    }
}

fn songbook_groups() -> Vec<GroupReport> {
    vec![
        group(
            "src/pipes.js",
            Stage::Missing,
            "imported by src/organ.js:1:22, but not there",
            &["src/pipes.js"],
        ),
        group("bin/stage/voices", Stage::NotCompiled, "no step of the build takes bin/stage/voices", &VOICES),
        group(
            "src/stage/index.js",
            Stage::Overwritten,
            "bin/stage/index.js is written to dist/stage/index.js after it",
            &["src/stage/index.js"],
        ),
        group(
            "src",
            Stage::Broken,
            "only \"@choir/songbook/organ\" reaches it, which does not import",
            &["src/organ.js"],
        ),
        group(
            "src/drafts",
            Stage::NotPacked,
            "left out by \"!dist/drafts\" in \"files\"",
            &["src/drafts/march.js"],
        ),
        group("src/tuning.js", Stage::Unreachable, "no export leads there", &["src/tuning.js"]),
    ]
}

fn songbook_fixes() -> Vec<FixReport> {
    vec![
        FixReport {
            kind: FixKind::BuildStep,
            message: "compile bin/stage/voices as its neighbour bin/stage is".to_owned(),
            text: Some("babel bin/stage/voices/ --out-dir dist/stage/voices/".to_owned()),
            at: Some(at("package.json", 9, 15)),
            modules: strings(&VOICES),
            warnings: strings(&["this alone makes nothing importable: no export leads to dist/stage/voices"]),
            diff: "--- a/package.json\n+++ b/package.json\n@@ -8,3 +8,3 @@\n   \"scripts\": {\n-    \"build\": \"babel src/ --out-dir dist/\"\n+    \"build\": \"babel src/ --out-dir dist/ && babel bin/stage/voices/ --out-dir dist/stage/voices/\"\n   },\n"
                .to_owned(),
            effect: EffectReport {
                sentence: "makes 4 modules importable, breaks none".to_owned(),
                importable: strings(&VOICES),
                ..EffectReport::default()
            },
        },
        FixReport {
            kind: FixKind::Exports,
            message: "declare the subpath in \"exports\"".to_owned(),
            text: Some("\"./stage/voices\": \"./dist/stage/voices/soprano.js\"".to_owned()),
            at: Some(at("package.json", 17, 3)),
            modules: Vec::new(),
            warnings: Vec::new(),
            diff: String::new(),
            effect: EffectReport::default(),
        },
        FixReport {
            kind: FixKind::Source,
            message: "add src/pipes.js, or remove the import of it from src/organ.js".to_owned(),
            text: None,
            at: Some(at("src/organ.js", 1, 22)),
            modules: strings(&["src/organ.js", "src/pipes.js"]),
            warnings: Vec::new(),
            diff: String::new(),
            effect: EffectReport::default(),
        },
    ]
}

fn statement(source: &str, errors: &[&str]) -> TracedStatementReport {
    TracedStatementReport { source: source.to_owned(), ok: errors.is_empty(), errors: strings(errors) }
}

pub fn healthy() -> TraceReport {
    let modules = ["src/index.ts", "src/near/one.ts", "src/near/two.ts"];
    let modules = modules.map(|source| arrives(source, &source.replace("src", "dist"), "round", &["round"]));
    TraceReport {
        plan: PlanReport {
            script: Some("build".to_owned()),
            steps: vec![step("tsc -p .", "src", "dist", 3)],
            ..PlanReport::default()
        },
        statements: vec![statement("import { round } from 'round';", &[])],
        table: vec![component("existing exports", 3, [true, true, true], Stage::Importable)],
        ..trace("round", modules.into())
    }
}

pub fn empty() -> TraceReport {
    let package = PackageReport { files: 1, ..Default::default() };
    TraceReport { package, ..trace("", Vec::new()) }
}

/// Hostile names, which a stranger may write wherever a page shows one.
const NASTY: [&str; 8] = [
    "</script><script>alert(1)</script>.js",
    "\"><img src=https://evil.example/x onerror=alert(1)>.js",
    "'`${a}``b```c````|d\\|e.js",
    "\u{202e}sj.\u{1b}[2J\u{7}\u{2066}a\u{200b}.js",
    "a\n# b\r\n```\n<details>\t\u{2028}c.js",
    "[x](javascript:alert(1)) @octocat #1 www.evil.example _a_ *b* ~c~.js",
    "<!--&lt;![CDATA[]]>--><style>*{display:none}</style><plaintext>.js",
    "|---|\u{feff}日本語-עברית-😀.js",
];

pub fn hostile() -> TraceReport {
    let nasty = strings(&NASTY);
    let mut modules = Vec::new();
    for (stage, name) in Stage::ALL.iter().zip(&nasty) {
        for source in [name.clone(), format!("a/{name}"), format!("{name}/b/{name}")] {
            modules.push(hostile_module(&source, *stage, name, &nasty));
        }
    }
    let all: Vec<_> = modules.clone();
    let of_group =
        |module: &ModuleReport| group(&module.source, module.stage, &module.reason, &[&module.source]);
    TraceReport {
        package: PackageReport { version: Some(nasty.concat()), ..package(&nasty.concat()) },
        node: nasty.clone(),
        plan: PlanReport {
            script: Some(nasty.concat()),
            steps: nasty
                .iter()
                .map(|text| BuildStepReport { at: Some(at(text, 1, 2)), ..step(text, text, text, 1) })
                .collect(),
            unread: nasty
                .iter()
                .map(|text| UnreadReport { what: text.clone(), why: text.clone(), at: Some(at(text, 1, 2)) })
                .collect(),
            unexplained: nasty.clone(),
            absent: nasty
                .iter()
                .map(|text| AbsentOutputReport { output: text.clone(), step: text.clone() })
                .collect(),
        },
        files: Some(nasty.clone()),
        entry_points: nasty.iter().map(|text| entry(text, EntryKind::Export, text, false, 1)).collect(),
        groups: all
            .iter()
            .map(of_group)
            .chain(nasty.iter().map(|text| group(text, Stage::NotPacked, text, &NASTY)))
            .collect(),
        fixes: nasty.iter().map(|text| hostile_fix(text, &nasty)).collect(),
        statements: nasty.iter().map(|text| statement(text, &NASTY)).collect(),
        table: nasty.iter().map(|text| component(text, 1, [false; 3], Stage::NotPacked)).collect(),
        ..trace("", modules)
    }
}

fn hostile_module(source: &str, stage: Stage, text: &str, nasty: &[String]) -> ModuleReport {
    let text = || text.to_owned();
    ModuleReport {
        step: Some(text()),
        outputs: nasty.to_vec(),
        packed_as: nasty.to_vec(),
        specifiers: nasty.to_vec(),
        names: nasty.to_vec(),
        imports: vec![ImportReport { specifier: text(), names: nasty.to_vec() }],
        bins: nasty.to_vec(),
        overwritten_by: Some(OverwrittenReport {
            output: text(),
            source: text(),
            first: text(),
            then: text(),
        }),
        excluded_by: Some(ExcludedReport { output: text(), file: text(), line: Some(1), pattern: text() }),
        errors: vec![ErrorReport {
            code: text(),
            message: text(),
            missing: Some(text()),
            at: Some(at(&text(), 1, 2)),
            chain: nasty.to_vec(),
            package: None,
            help: None,
        }],
        ..module(source, stage, &text())
    }
}

fn hostile_fix(text: &str, nasty: &[String]) -> FixReport {
    FixReport {
        kind: FixKind::Exports,
        message: text.to_owned(),
        text: Some(text.to_owned()),
        at: Some(at(text, 1, 2)),
        modules: nasty.to_vec(),
        warnings: nasty.to_vec(),
        diff: format!("--- a/{text}\n+++ b/{text}\n@@ -1 +1 @@\n-{text}\n+{text}\n"),
        effect: EffectReport { sentence: text.to_owned(), ..EffectReport::default() },
    }
}

/// Many modules; every third is lost, in one way or another.
pub fn large(count: usize) -> TraceReport {
    let of = |nth: usize| {
        let source = format!("packages/core/src/area{}/part{}/module{nth}.ts", nth % 23, nth % 61);
        let output = source.replace("src", "dist").replace(".ts", ".js");
        let names = [format!("name{nth}"), format!("other{nth}")];
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let module = arrives(&source, &output, "@choir/large", &names);
        match Stage::ALL.get(nth % 24) {
            Some(stage) => ModuleReport {
                stage: *stage,
                lost: stage.is_wrong(),
                unknown: false,
                reason: stage.title().to_owned(),
                ..module
            },
            None => module,
        }
    };
    trace("@choir/large", (0..count).map(of).collect())
}

/// A module in as many folders.
pub fn deep(depth: usize) -> TraceReport {
    let sources = (1..depth).step_by(500).map(|depth| format!("{}a.js", "d/".repeat(depth)));
    trace("deep", sources.map(|source| module(&source, Stage::NotCompiled, "no step takes it")).collect())
}
