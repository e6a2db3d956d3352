//! The lexers' answers, as real Nodes gave them.
