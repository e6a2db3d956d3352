//! From what a trace has found to its report.

use std::collections::BTreeMap;

use crate::{
    entry_points::EntryKind,
    limits,
    link::code::Code,
    package::Package,
    report::{
        At, ErrorReport,
        build::{cause_report, package_report},
        statements::StatementReport,
        trace::{
            ComponentReport, ExcludedReport, FixReport, GroupReport, ImportReport, ModuleReport,
            OverwrittenReport, PlanReport, StepReport, TraceReport, TraceSummary, TracedEntryReport,
            TracedStatementReport, UnreadReport,
        },
    },
    resolve::NodeTarget,
    text::{Lines, Span},
    trace::{
        Absent, Trace, TraceOptions,
        plan::{Step, Unread},
        reach::Way,
        source_tree::SourceTree,
        stage::{Mapping, Stage},
        verdict::{Lineage, listed},
    },
};

/// Tells whether statements of a consumer link.
pub type LinkStatements<'l> = dyn Fn(&[Code], &[NodeTarget]) -> Vec<StatementReport> + 'l;

impl TraceReport {
    /// Traces a project to its tarball.
    /// # Errors
    /// Where a limit keeps modules or entry points from being looked at.
    pub fn new(
        tree: &SourceTree,
        package: &Package,
        options: &TraceOptions,
        link: &LinkStatements<'_>,
    ) -> Result<Self, limits::Reached> {
        let trace = crate::trace::trace(tree, package, options);
        match trace.reach.cut.first() {
            Some(reached) => Err(reached.clone()),
            None => Ok(Builder { trace: &trace, tree, package, options, link }.build()),
        }
    }
}

struct Builder<'t> {
    trace: &'t Trace<'t>,
    tree: &'t SourceTree,
    package: &'t Package,
    options: &'t TraceOptions,
    link: &'t LinkStatements<'t>,
}

impl Builder<'_> {
    fn build(&self) -> TraceReport {
        let modules = self.modules();
        let groups = self.groups(&modules);
        let summary = self.summary(&modules);
        TraceReport {
            schema: 1,
            package: package_report(self.package),
            node: vec![self.options.node.version.to_string()],
            ok: !modules.iter().any(|module| module.stage.is_wrong()),
            plan: self.plan(),
            files: self.files(),
            entry_points: self.entry_points(),
            fixes: self.fixes(),
            statements: self.statements(&modules),
            table: table(&modules, &groups, self.trace),
            modules,
            groups,
            summary,
        }
    }

    fn plan(&self) -> PlanReport {
        let plan = &self.trace.plan;
        let steps = plan.steps.iter().enumerate().map(|(place, step)| self.step(place, step));
        let mut unread: Vec<UnreadReport> = plan.unread.iter().map(|unread| self.unread(unread)).collect();
        let left_out = self.tree.left_out.iter();
        unread.extend(left_out.map(|what| UnreadReport {
            what: what.clone(),
            why: "it was not read".to_owned(),
            at: None,
        }));
        PlanReport { script: plan.script.clone(), steps: steps.collect(), unread }
    }

    fn step(&self, place: usize, step: &Step) -> StepReport {
        let takes = |module: &&Lineage| module.outputs.iter().any(|output| output.step == Some(place));
        StepReport {
            tool: step.tool.clone(),
            command: step.command.clone(),
            script: step.script.clone(),
            from: step.from.clone(),
            to: step.to.clone(),
            modules: self.trace.modules.iter().filter(takes).count(),
            at: step.span.map(|span| self.at("package.json", span)),
        }
    }

    fn unread(&self, unread: &Unread) -> UnreadReport {
        UnreadReport {
            what: unread.what.clone(),
            why: unread.why.clone(),
            at: unread.span.map(|span| self.at("package.json", span)),
        }
    }

    /// Lines and columns of a place in the project.
    fn at(&self, file: &str, span: Span) -> At {
        let text = self.tree.text(file).unwrap_or_default();
        let shift = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() as u32 } else { 0 };
        let lines = Lines::of(text.as_bytes());
        let start = lines.position(text.as_bytes(), span.start + shift);
        let end = lines.position(text.as_bytes(), span.end.max(span.start) + shift);
        At {
            file: file.to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }

    fn files(&self) -> Option<Vec<String>> {
        let manifest = self.package.manifest()?;
        let crate::json::Value::Array(items) = &manifest.get("files")?.value else { return None };
        Some(items.iter().filter_map(|item| item.as_str()).map(str::to_owned).collect())
    }

    fn entry_points(&self) -> Vec<TracedEntryReport> {
        let reach = &self.trace.reach;
        let counts = self.counts();
        let report = |(place, way): (usize, &Way)| TracedEntryReport {
            subpath: way.subpath.clone(),
            specifier: way.specifier.clone(),
            kind: way.kind,
            target: way.target.clone(),
            ok: way.is_ok,
            modules: counts.get(&place).copied().unwrap_or(0),
        };
        reach.ways.iter().enumerate().map(report).collect()
    }

    /// How many source modules each entry point reaches.
    fn counts(&self) -> BTreeMap<usize, usize> {
        let mut counts = BTreeMap::new();
        for module in &self.trace.modules {
            let mut ways = std::collections::BTreeSet::new();
            for path in &module.packed_as {
                let reached = self.trace.reach.reached(path);
                ways.extend(
                    [reached.working, reached.broken, reached.bins, reached.broken_bins]
                        .into_iter()
                        .flatten(),
                );
            }
            for way in ways {
                *counts.entry(way).or_default() += 1;
            }
        }
        counts
    }

    fn modules(&self) -> Vec<ModuleReport> {
        let traced = self.trace.modules.iter().zip(&self.trace.texts);
        let mut modules: Vec<ModuleReport> =
            traced.map(|(module, text)| self.module(module, &text.names)).collect();
        modules.extend(self.trace.absent.iter().map(|absent| self.absent(absent)));
        modules.sort_by(|a, b| a.source.cmp(&b.source));
        modules
    }

    fn module(&self, module: &Lineage, names: &[String]) -> ModuleReport {
        let mut steps: Vec<usize> = module.outputs.iter().filter_map(|output| output.step).collect();
        steps.sort_unstable();
        steps.dedup();
        let command = |step: usize| self.trace.plan.steps.get(step).map(|step| step.command.clone());
        ModuleReport {
            source: module.source.clone(),
            stage: module.stage,
            step: steps.last().and_then(|step| command(*step)),
            outputs: module.outputs.iter().map(|output| output.path.clone()).collect(),
            packed_as: module.packed_as.clone(),
            specifiers: module.specifiers.clone(),
            reason: module.reason.clone(),
            mapping: module.mapping,
            names: names.to_vec(),
            imports: module
                .imports
                .iter()
                .map(|(specifier, names)| ImportReport { specifier: specifier.clone(), names: names.clone() })
                .collect(),
            bins: module.bins.clone(),
            steps,
            overwritten_by: module.overwritten.as_ref().map(|over| OverwrittenReport {
                output: over.output.clone(),
                source: over.source.clone(),
                first: command(over.first).unwrap_or_default(),
                then: command(over.then).unwrap_or_default(),
            }),
            excluded_by: module.excluded.as_ref().map(|(output, by)| ExcludedReport {
                output: output.clone(),
                file: by.file.clone(),
                line: by.line,
                pattern: by.pattern.clone(),
            }),
            errors: module.causes.iter().map(|cause| cause_report(self.package, cause)).collect(),
        }
    }

    fn absent(&self, absent: &Absent) -> ModuleReport {
        let (stage, what) = match &absent.near {
            Some(near) => {
                (Stage::CaseDiffers, format!("the file is {near}: found on Windows and macOS, not on Linux"))
            }
            None => (Stage::Missing, "it is not in the source tree".to_owned()),
        };
        let place = |(source, offset): &(String, u32)| self.at(source, Span::new(*offset, *offset));
        let places: Vec<At> = absent.importers.iter().map(place).collect();
        let who: Vec<String> = places.iter().map(|at| format!("{}:{}", at.file, at.line)).collect();
        let verb = if who.len() > 1 { "import" } else { "imports" };
        let reason = format!("{} {verb} it; {what}", listed(&who, 2));
        let error = |at: At| ErrorReport {
            code: "ERR_MODULE_NOT_FOUND".to_owned(),
            message: format!("{} imports {}, and {what}", at.file, absent.path),
            missing: Some(absent.path.clone()),
            at: Some(at),
            chain: Vec::new(),
            help: None,
        };
        ModuleReport {
            source: absent.path.clone(),
            stage,
            step: None,
            outputs: Vec::new(),
            packed_as: Vec::new(),
            specifiers: Vec::new(),
            reason,
            mapping: Mapping::Unknown,
            names: Vec::new(),
            imports: Vec::new(),
            bins: Vec::new(),
            steps: Vec::new(),
            overwritten_by: None,
            excluded_by: None,
            errors: places.into_iter().map(error).collect(),
        }
    }

    fn groups(&self, modules: &[ModuleReport]) -> Vec<GroupReport> {
        let absent =
            modules.iter().filter(|module| matches!(module.stage, Stage::Missing | Stage::CaseDiffers));
        let absent = absent.map(|module| GroupReport {
            folder: module.source.clone(),
            stage: module.stage,
            reason: module.reason.clone(),
            modules: vec![module.source.clone()],
            is_run: false,
        });
        let own = self.trace.groups.iter().map(|group| {
            let members: Vec<&Lineage> =
                group.modules.iter().filter_map(|place| self.trace.modules.get(*place)).collect();
            GroupReport {
                folder: group.folder.clone(),
                stage: group.stage,
                reason: reason_of(&members),
                is_run: members
                    .iter()
                    .all(|module| module.stage == Stage::Unreachable && !module.bins.is_empty()),
                modules: members.iter().map(|module| module.source.clone()).collect(),
            }
        });
        absent.chain(own).collect()
    }

    fn fixes(&self) -> Vec<FixReport> {
        let source = |place: &usize| self.trace.modules.get(*place).map(|module| module.source.clone());
        let fixes = self.trace.fixes.iter();
        let mut reports: Vec<FixReport> = fixes
            .map(|fix| FixReport {
                kind: fix.kind,
                message: fix.message.clone(),
                text: fix.text.clone(),
                at: fix.span.map(|span| self.at("package.json", span)),
                modules: fix.modules.iter().filter_map(source).collect(),
                warnings: fix.warnings.clone(),
            })
            .collect();
        reports.extend(self.trace.absent.iter().map(|absent| self.absent_fix(absent)));
        reports
    }

    fn absent_fix(&self, absent: &Absent) -> FixReport {
        let first = absent.importers.first();
        let who = first.map(|(source, _)| source.clone()).unwrap_or_default();
        let message = match &absent.near {
            Some(near) => format!("write {near} in {who} as the file is written"),
            None => format!("bring {} back, or take its import out of {who}", absent.path),
        };
        FixReport {
            kind: "source",
            message,
            text: None,
            at: first.map(|(source, offset)| self.at(source, Span::new(*offset, *offset))),
            modules: vec![absent.path.clone()],
            warnings: Vec::new(),
        }
    }

    /// An import that works, and one of what is lost: a name that an overwritten module offered, else the first.
    fn statements(&self, modules: &[ModuleReport]) -> Vec<TracedStatementReport> {
        let working = modules.iter().filter(|module| module.stage == Stage::Importable);
        let working = working.filter_map(|module| module.imports.first()).next();
        let working = working.and_then(|import| Some(statement(import.names.first()?, &import.specifier)));
        let codes =
            working.into_iter().chain(self.overwritten_name(modules).or_else(|| self.lost_name(modules)));
        let nodes = [self.options.node.clone()];
        let codes: Vec<Code> = codes.map(|source| Code::statement(&source)).collect();
        let reports = (self.link)(&codes, &nodes).into_iter();
        reports
            .map(|report| TracedStatementReport {
                source: report.source,
                ok: report.ok,
                errors: report.errors.into_iter().map(|error| error.error.message).collect(),
            })
            .collect()
    }

    /// A name that an overwritten module exports, and that what took its place does not.
    fn overwritten_name(&self, modules: &[ModuleReport]) -> Option<String> {
        modules.iter().find_map(|module| {
            let over = module.overwritten_by.as_ref()?;
            let ways = &self.trace.reach.ways;
            let way = ways
                .iter()
                .find(|way| way.target.as_deref() == Some(&over.output) && way.kind != EntryKind::Bin)?;
            let name = module.names.iter().find(|name| !way.names.contains_key(*name))?;
            Some(statement(name, &way.specifier))
        })
    }

    fn lost_name(&self, modules: &[ModuleReport]) -> Option<String> {
        let lost =
            modules.iter().filter(|module| module.stage < Stage::Importable && telling(module).is_some());
        let module = lost.min_by_key(|module| module.stage)?;
        Some(statement(telling(module)?, &self.expected(module)))
    }

    /// Where a consumer would look for a module: the subpath that is nearest to its folder.
    fn expected(&self, module: &ModuleReport) -> String {
        let folder = module.source.split_once('/').map_or("", |(_, inner)| inner);
        let mut inside = folder;
        while let Some((above, _)) = inside.rsplit_once('/') {
            let subpath = format!("./{above}");
            if let Some(way) =
                self.trace.reach.ways.iter().find(|way| way.subpath == subpath && way.kind != EntryKind::Bin)
            {
                return way.specifier.clone();
            }
            inside = above;
        }
        self.package.name().to_owned()
    }

    fn summary(&self, modules: &[ModuleReport]) -> TraceSummary {
        let count = |stage: Stage| modules.iter().filter(|module| module.stage == stage).count();
        let own =
            || modules.iter().filter(|module| !matches!(module.stage, Stage::Missing | Stage::CaseDiffers));
        TraceSummary {
            modules: own().count(),
            compiled: own()
                .filter(|module| !module.outputs.is_empty() || !module.packed_as.is_empty())
                .count(),
            packed: own().filter(|module| module.stage >= Stage::Unreachable).count(),
            reached: own().filter(|module| module.stage >= Stage::Broken).count(),
            importable: count(Stage::Importable),
            not_compiled: count(Stage::NotCompiled),
            overwritten: count(Stage::Overwritten),
            not_packed: count(Stage::NotPacked),
            unreachable: count(Stage::Unreachable),
            broken: count(Stage::Broken),
            missing: count(Stage::Missing),
            case_differs: count(Stage::CaseDiffers),
            run_by_bins: own()
                .filter(|module| module.stage == Stage::Unreachable && !module.bins.is_empty())
                .count(),
        }
    }
}

/// One sentence for modules that share a fate: that of the one, or without what differs.
fn reason_of(members: &[&Lineage]) -> String {
    let [first, rest @ ..] = members else { return String::new() };
    if rest.iter().all(|other| other.reason == first.reason) {
        return first.reason.clone();
    }
    match first.stage {
        Stage::NotPacked => first.excluded.as_ref().map_or_else(
            || first.reason.clone(),
            |(_, by)| format!("left out of the tarball: {}", crate::trace::verdict::in_words(by)),
        ),
        Stage::Unreachable if first.key.is_empty() => "packed, but no entry point leads there".to_owned(),
        Stage::Importable => match first.specifiers.first() {
            Some(specifier) => format!("through \"{specifier}\""),
            None => String::new(),
        },
        _ => first.reason.clone(),
    }
}

fn statement(name: &str, specifier: &str) -> String {
    match name {
        "default" => format!("import it from '{specifier}'"),
        name => format!("import {{ {name} }} from '{specifier}'"),
    }
}

/// The name that a consumer would want of a module: that of the file, else the first.
fn telling(module: &ModuleReport) -> Option<&String> {
    let stem = module.source.rsplit('/').next().and_then(|name| name.split('.').next());
    let named = module.names.iter().find(|name| Some(name.as_str()) == stem);
    named.or_else(|| module.names.iter().find(|name| *name != "default"))
}

/// How many components a table has.
const ROWS: usize = 10;

fn table(modules: &[ModuleReport], groups: &[GroupReport], trace: &Trace<'_>) -> Vec<ComponentReport> {
    let whole: BTreeMap<&str, Option<bool>> = trace
        .modules
        .iter()
        .zip(&trace.texts)
        .map(|(module, text)| (module.source.as_str(), text.is_whole))
        .collect();
    let internal = |sources: &mut dyn Iterator<Item = &str>| {
        sources
            .map(|source| whole.get(source).copied().flatten())
            .try_fold(true, |all, one| Some(all && one?))
    };
    let working: Vec<&ModuleReport> =
        modules.iter().filter(|module| module.stage == Stage::Importable).collect();
    let existing = ComponentReport {
        component: "Existing exports".to_owned(),
        modules: working.len(),
        internal: internal(&mut working.iter().map(|module| module.source.as_str())),
        packed: true,
        downstream: true,
        stage: Stage::Importable,
    };
    let lost = groups.iter().filter(|group| group.stage != Stage::Importable).take(ROWS).map(|group| {
        ComponentReport {
            component: group.folder.clone(),
            modules: group.modules.len(),
            internal: match group.stage {
                Stage::Missing | Stage::CaseDiffers => Some(false),
                _ => internal(&mut group.modules.iter().map(String::as_str)),
            },
            packed: group.stage >= Stage::Unreachable,
            downstream: false,
            stage: group.stage,
        }
    });
    (!working.is_empty()).then_some(existing).into_iter().chain(lost).collect()
}
