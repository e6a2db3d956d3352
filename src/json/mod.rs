//! JSON with byte spans, in source order, duplicate keys kept; strict as `JSON.parse`, and never recursive.

mod node;
mod parse;

pub use node::{JsonContent, JsonError, JsonNode, Member};
pub use parse::{parse, parse_within};
