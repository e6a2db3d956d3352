//! The present day, by the clock of the system.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::node::lines::CalendarDay;

/// The present day.
pub(crate) fn today() -> CalendarDay {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut days = since.as_secs() / 86_400;
    let mut year: u16 = 1970;
    // The bound ends the loop for a clock that is far off.
    while days >= days_of(year) && year < 9999 {
        days -= days_of(year);
        year += 1;
    }
    let february = if days_of(year) == 366 { 29 } else { 28 };
    let mut month: u8 = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, u8::try_from(days + 1).unwrap_or(1))
}

fn days_of(year: u16) -> u64 {
    let is_leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    if is_leap { 366 } else { 365 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes() {
        assert!(today() > (2024, 1, 1));
    }
}
