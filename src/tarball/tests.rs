//! Odd archives, and what npm lays out for each.
