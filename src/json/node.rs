//! A value of JSON, and the reason why a text is none.

use thiserror::Error;

use crate::{
    limits::LimitReached,
    text::{Span, Spanned},
};

/// A JSON value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonNode {
    pub value: JsonContent,
    pub span: Span,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonContent {
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    Array(Vec<JsonNode>),
    Object(Vec<Member>),
}

/// One key of an object and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub key: Spanned<String>,
    pub value: JsonNode,
}

/// The reason why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct JsonError {
    pub message: String,
    pub span: Span,
    /// The limit that kept the text from being read; it may well be JSON then.
    pub limit: Option<LimitReached>,
}

impl JsonNode {
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            JsonContent::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the elements of an array; none of anything else.
    pub fn elements(&self) -> &[JsonNode] {
        match &self.value {
            JsonContent::Array(elements) => elements,
            _ => &[],
        }
    }

    pub fn as_object(&self) -> Option<&[Member]> {
        match &self.value {
            JsonContent::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Gives the value, and all that is in it, one place: that of the text of JSON that holds it.
    pub fn placed_at(mut self, span: Span) -> Self {
        let mut open = vec![&mut self];
        while let Some(node) = open.pop() {
            node.span = span;
            match &mut node.value {
                JsonContent::Array(items) => open.extend(items),
                JsonContent::Object(members) => open.extend(members.iter_mut().map(|member| {
                    member.key.span = span;
                    &mut member.value
                })),
                _ => {}
            }
        }
        self
    }

    /// Returns the member that counts for a key: the last of its name, as in JavaScript.
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.as_object()?.iter().rev().find(|member| member.key.value == key)
    }

    /// Returns the value that counts for a key.
    pub fn get(&self, key: &str) -> Option<&JsonNode> {
        self.member(key).map(|member| &member.value)
    }
}
