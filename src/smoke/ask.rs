//! One question to Node, and the verdict that its answer amounts to.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    pack::Stop,
    report::smoke::{Ending, NodeError, NodeStatus, NodeVerdict, code},
    resolve::Mode,
    smoke::{
        containment::Containment,
        keeper::{self, Keeper},
        listening::Heard,
        nodes::NodeBinary,
        process::{CHANNEL, NotRun, Program, Ran},
        room::Room,
    },
};

/// The script that imports and requires the package.
pub const CONSUMER: &str = include_str!("consumer.cjs");

/// The name of that script's file, which lies beside node_modules.
pub const CONSUMER_FILE: &str = "consumer.cjs";

/// The limits and settings of each process that Node runs in.
#[derive(Clone, Debug)]
pub struct ProcessLimits {
    /// The time that each process may take.
    pub time: Duration,
    /// The size of JavaScript's heap in MiB.
    pub memory: u32,
    pub containment: Containment,
    pub conditions: Vec<String>,
}

/// V8's message when it crashes Node because code changed V8's flags, which the containment freezes.
const FROZEN: &str = "Check failed: !IsFrozen()";

/// Asks Node its questions in one room.
#[derive(Debug)]
pub struct Asker<'a> {
    pub room: &'a Room,
    pub limits: &'a ProcessLimits,
    pub stop: &'a Stop,
    /// The word that marks an answer; no package can guess it.
    pub word: &'a str,
    pub keeper: &'a Keeper,
}

#[derive(Serialize)]
struct AskedImport<'a> {
    word: &'a str,
    channel: i32,
    specifier: &'a str,
    mode: Mode,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NodeAnswer {
    word: String,
    names: Option<Vec<String>>,
    thrown: Option<ThrownAnswer>,
    exit: Option<i32>,
    idle: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ThrownAnswer {
    name: String,
    code: String,
    message: String,
    stack: String,
    permission: String,
    resource: String,
    /// The code of a denial among the error's causes.
    denial: String,
}

impl Asker<'_> {
    /// Imports or requires a specifier in a process of its own.
    pub fn load(&self, node: &NodeBinary, specifier: &str, mode: Mode) -> Result<NodeVerdict, NotRun> {
        let asked = AskedImport { word: self.word, channel: CHANNEL, specifier, mode };
        let mut program = self.node(node, self.room.consumer().join(CONSUMER_FILE), &[]);
        program.input = Some(serde_json::to_vec(&asked).unwrap_or_default());
        program.answer = Some(self.word.to_owned());
        let ran = program.run(self.stop)?;
        if ran.answer == Heard::TooLong {
            let error = plain(code::LONG_ANSWER, "the answer is too long to be read".to_owned());
            return Ok(self.failed(error));
        }
        let answer = ran.answer.line().and_then(|line| serde_json::from_str(line).ok());
        let answer = answer.filter(|answer: &NodeAnswer| answer.word == self.word);
        Ok(match answer {
            Some(NodeAnswer { names: Some(names), .. }) => loaded(names),
            Some(NodeAnswer { thrown: Some(thrown), .. }) => self.failed(self.thrown(thrown)),
            Some(NodeAnswer { idle: true, .. }) => {
                self.failed(plain(code::NEVER, "nothing is left to do, and it is not done".to_owned()))
            }
            Some(NodeAnswer { exit: Some(status), .. }) => self.failed(self.exited(status, &ran)),
            _ => self.ended(&ran),
        })
    }

    /// Returns the program that runs a file with Node, under the limits and the containment.
    pub fn node(&self, node: &NodeBinary, file: PathBuf, arguments: &[&str]) -> Program {
        let ProcessLimits { memory, conditions, containment, time } = self.limits;
        // Node 20 warns on standard error that its permission model is experimental. Without `--no-warnings`,
        // a bin that prints nothing would seem to print something.
        let mut all: Vec<OsString> =
            vec![format!("--max-old-space-size={memory}").into(), "--no-warnings".into()];
        all.extend(conditions.iter().map(|condition| format!("--conditions={condition}").into()));
        all.extend(containment.arguments(node, self.room));
        all.push(file.into());
        all.extend(arguments.iter().map(Into::into));
        let program = Program {
            file: node.file.clone(),
            arguments: all,
            directory: self.room.work(),
            environment: Some(self.room.environment()),
            time: *time,
            ..Program::default()
        };
        self.keeper.keep(program, node.system, self.room.root())
    }

    /// Returns the verdict on a process that ended without an answer, or was not asked for one.
    pub fn ended(&self, ran: &Ran) -> NodeVerdict {
        let error = match ran.ending {
            Ending::TimeOut => {
                plain(code::TIME_OUT, format!("not done after {} s", self.limits.time.as_secs_f32()))
            }
            // The package may exit with this status, too, so the words of the keeper are asked for. Its
            // failure is no verdict on the package.
            Ending::Exit(status)
                if status == i32::from(keeper::FAILED) && ran.err.starts_with(keeper::SAYS) =>
            {
                let error = plain(code::KILLED, ran.err.trim().to_owned());
                return NodeVerdict { status: NodeStatus::Unknown, ..self.failed(error) };
            }
            Ending::Signal(_) if ran.err.contains(FROZEN) => {
                let denied = Some("changes V8's flags".to_owned());
                NodeError { denied, ..plain("ERR_ACCESS_DENIED", FROZEN.to_owned()) }
            }
            // Before the signals: V8 aborts when its heap is full, and that is no crash of Node.
            _ if ran.err.contains("JavaScript heap out of memory") => {
                plain(code::OUT_OF_MEMORY, format!("more than {} MiB", self.limits.memory))
            }
            // SIGHUP, SIGINT, SIGKILL and SIGTERM come from outside: neither Node nor a package sends them by
            // mistake.
            Ending::Signal(signal @ (1 | 2 | 9 | 15)) => {
                let error = plain(code::KILLED, format!("ended by signal {signal}"));
                return NodeVerdict { status: NodeStatus::Unknown, ..self.failed(error) };
            }
            Ending::Signal(signal) => plain(code::CRASH, format!("Node crashed with signal {signal}")),
            Ending::Exit(status) => self.exited(status, ran),
        };
        self.failed(error)
    }

    /// Returns the error that a process exited with, read from what it printed.
    pub fn exited(&self, status: i32, ran: &Ran) -> NodeError {
        let stack = self.room.strip(&ran.err);
        let uncaught = uncaught(&stack).map(|(code, message)| (code.to_owned(), message.to_owned()));
        let (code, message) = uncaught.unwrap_or_else(|| {
            (code::EXIT.to_owned(), format!("it ends the process with the status {status}"))
        });
        let denied = denied(&code, &stack, field(&stack, "permission"), field(&stack, "resource"));
        NodeError { code, message, stack, denied }
    }

    fn thrown(&self, thrown: ThrownAnswer) -> NodeError {
        let name = if thrown.name.is_empty() { "Error".to_owned() } else { thrown.name };
        let code = if thrown.code.is_empty() { name } else { thrown.code };
        let said = format!("{}\n{}\n{}", thrown.message, thrown.stack, thrown.denial);
        let denied = denied(&code, &said, &thrown.permission, &thrown.resource);
        NodeError {
            denied: denied.map(|denied| self.room.strip(&denied)),
            code,
            message: self.room.strip(&thrown.message),
            stack: self.room.strip(&thrown.stack),
        }
    }

    pub fn failed(&self, mut error: NodeError) -> NodeVerdict {
        // Nothing is forbidden there, so an EACCES is an error of the package or of the machine.
        if self.limits.containment == Containment::Unsafe {
            error.denied = None;
        }
        // CONSUMER_FILE imports the package in place of any file of a consumer.
        error.message = error.message.replace(&format!("/{CONSUMER_FILE}"), "/consumer.mjs");
        NodeVerdict { status: NodeStatus::Broken, error: Some(error), ..NodeVerdict::default() }
    }
}

fn loaded(mut names: Vec<String>) -> NodeVerdict {
    names.sort();
    NodeVerdict { status: NodeStatus::Ok, exports: names, ..NodeVerdict::default() }
}

fn plain(code: &str, message: String) -> NodeError {
    NodeError { code: code.to_owned(), message, ..NodeError::default() }
}

/// Returns the code and the message of an uncaught error, read from what Node printed of it.
fn uncaught(printed: &str) -> Option<(&str, &str)> {
    let is_error = |line: &&str| {
        let (name, _) = line.split_once([':', ' ']).unwrap_or((line, ""));
        name.ends_with("Error") && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let line = printed.lines().find(is_error)?;
    // Without a stack or Node's version below it, the line may be a message of the command itself.
    if !printed.contains("\n    at ") && !printed.contains("\nNode.js v") {
        return None;
    }
    let (name, message) = line.split_once(": ").unwrap_or((line, ""));
    let (name, bracketed) = name.split_once(" [").unwrap_or((name, ""));
    // Node puts the code of its own errors in brackets behind the name; that of an error of `require` or of
    // the system stands only among the properties below the stack.
    let code = match (bracketed.trim_end_matches(']'), field(printed, "code")) {
        ("", "") => name,
        ("", code) | (code, _) => code,
    };
    Some((code, message))
}

/// Returns the value of `name: 'value'`, the form in which Node prints the properties of an error.
fn field<'p>(printed: &'p str, name: &str) -> &'p str {
    let mut lines = printed.lines().map(str::trim);
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": '"));
    value.and_then(|rest| rest.split_once('\'')).map_or("", |(value, _)| value)
}

/// Describes what the permission model or the system denied the package, in words that continue "it …".
fn denied(code: &str, said: &str, permission: &str, resource: &str) -> Option<String> {
    let is_addon = code == "ERR_DLOPEN_DISABLED" || said.contains("ERR_DLOPEN_DISABLED");
    // Code that catches a denial often throws another error that quotes it.
    let is_denied = code == "ERR_ACCESS_DENIED"
        || said.contains("ERR_ACCESS_DENIED")
        || said.contains("Access to this API has been restricted");
    // Without Landlock the containment switches node:sqlite off, and Node then does not know the module.
    let is_database = code == "ERR_UNKNOWN_BUILTIN_MODULE" && said.contains("node:sqlite");
    match permission {
        _ if is_addon => Some("loads a native addon".to_owned()),
        _ if is_database => Some("opens a database".to_owned()),
        _ if !is_denied => by_system(code, said).map(str::to_owned),
        "FileSystemRead" if !resource.is_empty() => Some(format!("reads {resource}")),
        "FileSystemRead" => Some("reads a file".to_owned()),
        "FileSystemWrite" if !resource.is_empty() => Some(format!("writes {resource}")),
        "FileSystemWrite" => Some("writes a file".to_owned()),
        "ChildProcess" => Some("starts a process".to_owned()),
        "WorkerThreads" => Some("starts a thread".to_owned()),
        "WASI" => Some("gives files to WebAssembly".to_owned()),
        "Inspector" => Some("uses the inspector".to_owned()),
        _ if said.contains("--allow-net") => Some("uses the network".to_owned()),
        _ => Some("does something".to_owned()),
    }
}

/// Describes what the system denied the package. The process works in an empty folder of its own, so that
/// only the containment makes a call fail with these codes.
fn by_system(code: &str, said: &str) -> Option<&'static str> {
    let first = said.lines().next().unwrap_or_default();
    let is_about = |words: &[&str]| words.iter().any(|word| first.contains(word));
    match code {
        // `os.userInfo()` reads the list of accounts, which Landlock leaves out.
        "ERR_SYSTEM_ERROR" if is_about(&["uv_os_get_passwd"]) => Some("asks who the user is"),
        "ERR_SYSTEM_ERROR" if is_about(&["EPERM", "EACCES"]) => Some("changes another process"),
        // The look-up of a host fails so where no socket may be made.
        "EAI_AGAIN" | "EAI_FAIL" | "EAI_SYSTEM" => Some("uses the network"),
        "EPERM" | "EACCES" if is_about(&["connect", "listen", "bind", "socket", "send"]) => {
            Some("uses the network")
        }
        "EPERM" | "EACCES" if is_about(&["spawn", "fork"]) => Some("starts a process"),
        "EPERM" | "EACCES" if is_about(&["kill"]) => Some("signals another process"),
        "EPERM" | "EACCES" if is_about(&["scandir", "readlink", "stat"]) => Some("reads a file"),
        "EPERM" | "EACCES" => Some("opens or changes a file"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_node_prints_of_an_error() {
        for (printed, expected) in [
            (
                "node:internal/modules:1\n    throw err;\n    ^\n\nError: Cannot find module './x'\nRequire stack:\n- /a.js\n    at f (node:1:2) {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v20.20.2\n",
                Some(("MODULE_NOT_FOUND", "Cannot find module './x'")),
            ),
            (
                "node:internal:1\nError [ERR_MODULE_NOT_FOUND]: Cannot find package 'x' imported from /a.mjs\n    at f (node:1:2) {\n  code: 'ERR_MODULE_NOT_FOUND'\n}\n",
                Some(("ERR_MODULE_NOT_FOUND", "Cannot find package 'x' imported from /a.mjs")),
            ),
            (
                "file:///a.mjs:1\nimport {x} from './b.js'\n        ^\nSyntaxError: The requested module './b.js' does not provide an export named 'x'\n    at f (node:1:2)\n",
                Some(("SyntaxError", "The requested module './b.js' does not provide an export named 'x'")),
            ),
            ("Error: unknown option --help\n", None),
            ("usage: x\n", None),
        ] {
            assert_eq!(uncaught(printed), expected, "{printed}");
        }
    }

    #[test]
    fn denials_are_put_into_words() {
        for (code, said, permission, resource, expected) in [
            ("ERR_ACCESS_DENIED", "", "FileSystemRead", "/etc/x", Some("reads /etc/x")),
            ("ERR_ACCESS_DENIED", "", "ChildProcess", "", Some("starts a process")),
            ("ERR_DLOPEN_DISABLED", "", "", "", Some("loads a native addon")),
            ("Error", "no config: ERR_ACCESS_DENIED", "", "", Some("does something")),
            ("Error", "no config", "", "", None),
            ("EACCES", "EACCES: permission denied, open '/x'", "", "", Some("opens or changes a file")),
            ("EPERM", "connect EPERM 127.0.0.1:1", "", "", Some("uses the network")),
            ("EEXIST", "EEXIST: file already exists", "", "", None),
        ] {
            assert_eq!(denied(code, said, permission, resource).as_deref(), expected);
        }
    }
}
