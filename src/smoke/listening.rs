//! Listens to the streams of a process: a bounded part of what it prints, and the line that is its answer.

use std::{
    io::Read,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

/// The answer of a process, as far as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Heard {
    #[default]
    Nothing,
    /// The whole line.
    Line(String),
    /// The answer began, and was longer than [`LONGEST_ANSWER`].
    TooLong,
}

impl Heard {
    pub fn line(&self) -> Option<&str> {
        match self {
            Self::Line(line) => Some(line),
            Self::Nothing | Self::TooLong => None,
        }
    }
}

/// The time for which the streams of a process that has ended may stay open, held by processes that it
/// started.
const GRACE: Duration = Duration::from_millis(500);

/// The number of bytes that are kept of a stream: half of them its beginning, half its end.
const KEPT: usize = 64 << 10;

/// The greatest length of an answer in bytes: enough for a million names and more.
const LONGEST_ANSWER: usize = 64 << 20;

/// A consumer of a stream's bytes.
pub trait Hears: Clone + Default + Send + 'static {
    /// Takes more bytes. Returns true if no more are needed.
    fn take(&mut self, more: &[u8]) -> bool;
}

/// The bytes that are kept of a stream.
#[derive(Clone, Default)]
pub struct Kept {
    bytes: Vec<u8>,
}

impl Hears for Kept {
    fn take(&mut self, more: &[u8]) -> bool {
        self.bytes.extend_from_slice(more);
        // The middle goes only when twice as much is there, so that a long stream is moved once per `KEPT`
        // bytes and not once per piece.
        if self.bytes.len() > 2 * KEPT {
            self.bytes.drain(KEPT / 2..self.bytes.len() - KEPT / 2);
        }
        false
    }
}

impl Kept {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// The line with the word in it, among other lines that a package may write on the channel.
#[derive(Clone, Default)]
pub struct MarkedLine {
    word: String,
    /// The beginning of a line whose end has not come yet.
    line: Vec<u8>,
    /// True if the line is longer than any answer: its rest is skipped.
    is_passed: bool,
    pub heard: Heard,
}

impl Hears for MarkedLine {
    fn take(&mut self, more: &[u8]) -> bool {
        for piece in more.split_inclusive(|byte| *byte == b'\n') {
            if !self.is_passed {
                self.line.extend_from_slice(piece);
            }
            if piece.ends_with(b"\n") {
                self.end_line();
            } else if self.line.len() > LONGEST_ANSWER {
                self.pass();
            }
            if self.heard != Heard::Nothing {
                return true;
            }
        }
        false
    }
}

impl MarkedLine {
    /// Listens for the line with this word.
    pub fn with(word: String) -> Self {
        Self { word, ..Self::default() }
    }

    fn end_line(&mut self) {
        self.is_passed = false;
        // The answer is JSON, so a line that is not UTF-8 is none.
        let line = String::from_utf8(std::mem::take(&mut self.line)).unwrap_or_default();
        if line.contains(&self.word) {
            self.heard = Heard::Line(line.trim_end_matches('\n').to_owned());
        }
    }

    /// Skips a line that is too long, and notes if it was the answer, which has the word at its beginning.
    fn pass(&mut self) {
        let line = std::mem::take(&mut self.line);
        // The 64 bytes leave room for `{"word":"`, which stands before the word.
        let start = line.get(..self.word.len() + 64).unwrap_or(&line);
        if String::from_utf8_lossy(start).contains(&self.word) {
            self.heard = Heard::TooLong;
        }
        self.is_passed = true;
    }
}

/// Reads a stream to its end on a thread, so that the process that writes never waits.
pub struct Listener<H> {
    kept: Arc<Mutex<H>>,
    is_answered: Arc<AtomicBool>,
    end: Receiver<()>,
}

impl<H: Hears> Listener<H> {
    pub fn start(mut stream: impl Read + Send + 'static, kept: H) -> Self {
        let (kept, is_answered) = (Arc::new(Mutex::new(kept)), Arc::new(AtomicBool::new(false)));
        let (ended, end) = channel();
        let (own, answered) = (Arc::clone(&kept), Arc::clone(&is_answered));
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                let more = buffer.get(..count).unwrap_or_default();
                if own.lock().is_ok_and(|mut kept| kept.take(more)) {
                    answered.store(true, Ordering::Release);
                    break;
                }
            }
            let _ = ended.send(()); // Perhaps nobody waits any more.
        });
        Self { kept, is_answered, end }
    }

    pub fn is_answered(&self) -> bool {
        self.is_answered.load(Ordering::Acquire)
    }

    /// Returns what was read, once the stream has ended or [`GRACE`] has passed.
    pub fn heard(self) -> H {
        let _ = self.end.recv_timeout(GRACE); // Either way, what there is counts.
        // Taken out of the lock, as the thread may still read: a process outside of the group can hold the
        // stream open.
        self.kept.lock().map(|mut kept| std::mem::take(&mut *kept)).unwrap_or_default()
    }
}
