//! Sets of bytes, for loops that look every byte up.

/// A set of bytes, made by the compiler: a look-up is one access to a table, however many bytes there are.
pub(crate) struct ByteSet([bool; 256]);

impl ByteSet {
    /// Makes a set of these bytes.
    pub const fn of(bytes: &[u8]) -> Self {
        Self([false; 256]).and(bytes)
    }

    /// Makes a set of the letters and digits of ASCII, and of these bytes.
    pub const fn alphanumeric_and(bytes: &[u8]) -> Self {
        Self::of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789").and(bytes)
    }

    #[allow(clippy::indexing_slicing)] // The compiler runs it, and would see.
    const fn and(mut self, bytes: &[u8]) -> Self {
        let mut at = 0;
        while at < bytes.len() {
            self.0[bytes[at] as usize] = true;
            at += 1;
        }
        self
    }

    #[allow(clippy::indexing_slicing)] // There is one place for every byte.
    pub const fn add(&mut self, byte: u8) {
        self.0[byte as usize] = true;
    }

    #[allow(clippy::indexing_slicing)] // There is one place for every byte.
    pub const fn has(&self, byte: u8) -> bool {
        self.0[byte as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_its_bytes() {
        const SET: ByteSet = ByteSet::alphanumeric_and(b"_\xff");
        for byte in 0..=u8::MAX {
            assert_eq!(SET.has(byte), byte.is_ascii_alphanumeric() || [b'_', 0xff].contains(&byte), "{byte}");
        }
    }
}
