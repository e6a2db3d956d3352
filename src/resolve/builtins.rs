//! The modules built into Node, by version.

use crate::node::NodeVersion;

/// Built-in in every supported version, with and without `node:`.
const ALWAYS: [&str; 61] = [
    "_http_agent",
    "_http_client",
    "_http_common",
    "_http_incoming",
    "_http_outgoing",
    "_http_server",
    "_tls_common",
    "_tls_wrap",
    "assert",
    "assert/strict",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "dns/promises",
    "domain",
    "events",
    "fs",
    "fs/promises",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "path/posix",
    "path/win32",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "readline/promises",
    "repl",
    "stream",
    "stream/consumers",
    "stream/promises",
    "stream/web",
    "string_decoder",
    "sys",
    "timers",
    "timers/promises",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "util/types",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
];

/// Removed in 26.
const UNTIL_26: [&str; 6] = [
    "_stream_duplex",
    "_stream_passthrough",
    "_stream_readable",
    "_stream_transform",
    "_stream_wrap",
    "_stream_writable",
];

/// Whether `name`, without `node:`, is built in and may be named without the scheme.
pub fn is_builtin_without_scheme(name: &str, version: NodeVersion) -> bool {
    ALWAYS.binary_search(&name).is_ok()
        || (UNTIL_26.contains(&name) && version.major() < 26)
        || (name == "inspector/promises" && version.major() >= 20)
}

/// Whether `name`, without `node:`, is built in.
pub fn is_builtin(name: &str, version: NodeVersion) -> bool {
    is_builtin_without_scheme(name, version) || is_builtin_with_scheme_only(name, version)
}

fn is_builtin_with_scheme_only(name: &str, version: NodeVersion) -> bool {
    match name {
        "test" | "test/reporters" => true,
        "sea" => version.major() >= 20,
        "sqlite" => version.at_least(22, 13),
        "ffi" => version.at_least(26, 9),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtins_by_version() {
        for (name, version, expected) in [
            ("fs", "18", true),
            ("fs/promises", "22", true),
            ("fs/", "22", false),
            ("zlib", "26", true),
            ("_http_agent", "26", true),
            ("_stream_wrap", "24", true),
            ("_stream_wrap", "26", false),
            ("inspector/promises", "18", false),
            ("test", "22", false),
        ] {
            assert_eq!(
                is_builtin_without_scheme(name, version.parse().unwrap()),
                expected,
                "{name} {version}"
            );
        }
        assert!(is_builtin("test", NodeVersion::default()));
        assert!(!is_builtin("sqlite", "22.12.0".parse().unwrap()));
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(ALWAYS.is_sorted());
    }
}
