//! The Node addon: the library, with values that JavaScript can hold.
//!
//! Results cross the border as JSON text, and failures as errors whose message is JSON: the wrapper (`index.js`) reads
//! both where its caller lives. Test runners give each test its own globals, and an array or error that is made here
//! would be none of theirs. No panic leaves this file: one that did would end the whole process.

// napi's macros write what Node calls.
#![allow(unsafe_code)]
// They export nothing from a test binary.
#![cfg_attr(test, allow(dead_code))]

mod arguments;
mod border;
mod cancellation;
mod checked;
mod deps;
mod diff;
mod expected;
mod failure;
mod given;
mod handle;
mod held;
mod names;
mod opening;
mod running;
mod smoke;
mod tasks;
mod trace;
