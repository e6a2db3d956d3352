//! Odd archives, and the files that npm lays out for each.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

use super::*;

/// The change that one row makes to a header before its checksum is set.
type Change = fn(&mut tar::Header);

/// An entry by name and contents.
fn entry(path: &str, contents: &str) -> Vec<u8> {
    changed(path, contents, |_| {})
}

fn changed(path: &str, contents: &str, change: Change) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
    header.set_mode(0o644);
    header.set_size(contents.len() as u64);
    header.set_entry_type(tar::EntryType::Regular);
    change(&mut header);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend_from_slice(contents.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

fn pax(records: &str) -> Vec<u8> {
    changed("PaxHeader", records, |header| header.set_entry_type(tar::EntryType::XHeader))
}

fn global(records: &str) -> Vec<u8> {
    changed("pax_global_header", records, |header| header.set_entry_type(tar::EntryType::XGlobalHeader))
}

fn long_name(path: &str) -> Vec<u8> {
    changed("././@LongLink", path, |header| header.set_entry_type(tar::EntryType::GNULongName))
}

fn nulls(blocks: usize) -> Vec<u8> {
    vec![0; blocks * 512]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn packed(parts: &[Vec<u8>]) -> Vec<u8> {
    gzip(&[parts.concat(), nulls(2)].concat())
}

/// Returns the tree, as `path=contents` separated by blanks, and the hazards' names after a `|`.
fn laid_out(packed: &[u8]) -> String {
    let opened = match open(packed, &Limits::default()) {
        Ok(opened) => opened,
        Err(error) => return error.code().to_owned(),
    };
    let mut words: Vec<String> = opened
        .files
        .iter()
        .map(|(path, _)| {
            let contents = opened.files.contents(path.as_str()).unwrap();
            format!("{path}={}", String::from_utf8_lossy(contents))
        })
        .collect();
    let hazards = opened.files.hazards();
    words.extend((!hazards.is_empty()).then(|| "|".to_owned()));
    words.extend(hazards.iter().map(|hazard| hazard.kind.name().to_owned()));
    words.join(" ")
}

#[test]
fn entries_are_laid_out_as_npm_does() {
    for (parts, expected) in [
        (vec![entry("package/a", "1"), entry("package/b/c", "2")], "a=1 b/c=2"),
        (
            vec![
                changed("package/d/", "", |h| h.set_entry_type(tar::EntryType::Directory)),
                entry("package/a", "1"),
            ],
            "a=1",
        ),
        (vec![entry("other/a", "1"), entry("package/b", "2")], "a=1 b=2 | several-roots"),
        (vec![entry("package/a", "1"), entry("package/a", "2")], "a=2 | duplicate-entry"),
        (vec![entry("package/a", "1"), entry("package/A", "2")], "A=2 a=1 | case-collision"),
        (vec![entry("package/a", "1"), entry("package/a/b", "2")], "a=1 | entry-dropped"),
        (vec![entry("package/a/b", "1"), entry("package/a", "2")], "a/b=1 | entry-dropped"),
        (vec![entry("a", "1"), entry("package/b", "2")], "b=2 | entry-dropped"),
        (vec![entry("../evil.js", "1")], "evil.js=1 | path-dotdot"),
        (vec![entry("package/../a", "1")], "| path-dotdot"),
        (vec![entry("package/a\\..\\b", "1")], "| path-dotdot"),
        (vec![entry("/a", "1")], "a=1 | absolute-path"),
        (vec![entry("package/C:/a", "1")], "a=1 | absolute-path"),
        (vec![entry("package/a:b.js", "1")], "b.js=1 | absolute-path"),
        (vec![entry("package/ab:c", "1")], "ab:c=1 | platform-dependent-path"),
        (vec![entry("package//./a", "1")], "a=1 | absolute-path"),
        (vec![entry("package/./b//a", "1")], "b/a=1"),
        (vec![entry("package/.gitignore", "1")], ".npmignore=1"),
        (
            vec![entry("package/.npmignore", "1"), entry("package/.gitignore", "2")],
            ".npmignore=1 | entry-dropped",
        ),
        (
            vec![entry("package/.gitignore", "1"), entry("package/.npmignore", "2")],
            ".npmignore=2 | duplicate-entry",
        ),
        (
            vec![changed("package/a", "", |h| {
                h.set_entry_type(tar::EntryType::Symlink);
                h.set_link_name_literal("x").unwrap()
            })],
            "| entry-dropped",
        ),
    ] {
        assert_eq!(laid_out(&packed(&parts)), expected);
    }
}

#[test]
fn extension_headers_count_as_for_npm() {
    let o = || entry("package/o", "other");
    for (parts, expected) in [
        (vec![pax("17 path=package/p\n"), o()], "o=other | pax-malformed"),
        (vec![pax("18 path=package/pp\n"), o()], "o=other | pax-malformed"),
        (vec![pax("18 path=package/p\n18 path=package/q\n"), o()], "q=other | pax-malformed"),
        (vec![pax(" 18path=package/p\n"), o()], "p=other | pax-malformed"),
        (vec![pax("19 path=package/pq\n"), o()], "pq=other"),
        (vec![long_name("package/gnu\0"), o()], "gnu=other"),
        (vec![pax("19 path=package/pq\n"), long_name("package/gnu\0"), o()], "gnu=other | tar-name-conflict"),
        (vec![pax("10 size=3\n"), o()], "o=oth | tar-size-conflict"),
        (vec![pax("12 size=0x3\n"), o()], "o=oth | pax-newline-value tar-size-conflict"),
        (vec![global("10 size=3\n"), o()], "o=oth | pax-global tar-size-conflict"),
        (vec![global("25 comment=0123456789abc\n"), o()], "o=other"),
        (vec![pax("33 comment=a\n19 path=package/pq\n\n"), o()], "pq=other | pax-newline-value"),
        (vec![pax("20 linkpath=../../x\n"), o()], "| entry-dropped"),
    ] {
        assert_eq!(laid_out(&packed(&parts)), expected, "{:?}", String::from_utf8_lossy(&parts[0][512..560]));
    }
}

#[test]
fn another_reader_is_asked_where_a_header_is_out_of_the_ordinary() {
    let contiguous: Change = |header| header.set_entry_type(tar::EntryType::Continuous);
    let solaris: Change = |header| header.set_entry_type(tar::EntryType::new(b'N'));
    // A name without its last part; only npm takes it for a file.
    let folder: Change = |header| {
        header.as_mut_bytes()[..100].fill(0);
        header.as_mut_bytes()[345..].iter_mut().zip(b"package/d").for_each(|(to, from)| *to = *from);
    };
    let broken = changed("PaxHeader", "xx path=package/q\n", |header| {
        header.set_entry_type(tar::EntryType::new(b'X'))
    });
    for (parts, expected) in [
        (vec![changed("package/a/", "1", contiguous)], "a=1 | tar-name-conflict"),
        (vec![changed("package/a", "1", folder)], "d=1 | tar-name-conflict"),
        (vec![changed("package/.gitignore/", "1", contiguous)], ".gitignore=1 | tar-name-conflict"),
        (vec![changed("x", "package/b", solaris), entry("package/a", "1")], "b=1 | tar-name-conflict"),
        (vec![long_name("package/b\0/c"), entry("package/a", "1")], "b=1 | tar-name-conflict"),
        // All readers read the following alike.
        (vec![changed("package/a", "1", contiguous)], "a=1"),
        (vec![long_name("package/b\0"), entry("package/a", "1")], "b=1"),
        (vec![long_name("package/b"), entry("package/a", "1")], "b=1"),
        (vec![pax("18 path=package/b\n"), entry("package/a", "1")], "b=1"),
        (vec![pax("29 path=package/./.gitignore\n"), entry("package/a", "1")], ".npmignore=1"),
        (vec![global("15 comment=abc\n"), entry("package/.gitignore", "1")], ".npmignore=1"),
        (vec![broken, entry("package/a", "1")], "a=1 | pax-malformed"),
    ] {
        assert_eq!(laid_out(&packed(&parts)), expected, "{:?}", String::from_utf8_lossy(&parts[0]));
    }
}

#[test]
fn a_dropped_header_sets_its_body_free() {
    let inner = String::from_utf8(entry("package/in", "side")).unwrap();
    for (change, hazards) in [
        ((|h| h.set_link_name_literal("x").unwrap()) as Change, "tar-bad-header tar-smuggled-entry"),
        (|h| h.as_mut_bytes()[..100].fill(0), "tar-bad-header tar-smuggled-entry"),
        (|h| h.as_mut_bytes()[108] = 0x81, "tar-bad-header tar-smuggled-entry"),
        (|h| h.set_entry_type(tar::EntryType::Directory), "tar-size-conflict tar-smuggled-entry"),
    ] {
        let archive = packed(&[changed("package/out", &inner, change), entry("package/z", "")]);
        assert_eq!(laid_out(&archive), format!("in=side z= | {hazards}"));
    }
}

#[test]
fn the_end_of_an_archive_is_what_npm_takes_for_it() {
    let (a, b) = (entry("package/a", "1"), entry("package/b", "2"));
    for (parts, expected) in [
        (vec![a.clone()], "a=1"),
        (vec![a.clone(), nulls(1)], "a=1"),
        (vec![a.clone(), nulls(1), b.clone()], "a=1 b=2 | null-block-inside"),
        (vec![a.clone(), nulls(2), b.clone()], "a=1 | data-after-end-of-archive"),
        (vec![a.clone(), nulls(20)], "a=1"),
        (vec![a.clone(), vec![b'x'; 300]], "a=1"),
        (vec![a[..600].to_vec()], "ERR_PACKPROOF_TRUNCATED"),
        (vec![vec![b'x'; 2000]], "ERR_PACKPROOF_BAD_ARCHIVE"),
        (vec![nulls(2)], "ERR_PACKPROOF_EMPTY"),
        (vec![], "ERR_PACKPROOF_EMPTY"),
    ] {
        assert_eq!(laid_out(&gzip(&parts.concat())), expected);
    }
}

#[test]
fn gzip_files_are_read_to_the_last_byte() {
    let (a, b) = (entry("package/a", "1"), [entry("package/b", "2"), nulls(2)].concat());
    let whole = gzip(&[a.clone(), b.clone()].concat());
    let damaged = |at: usize| {
        let mut copy = whole.clone();
        copy[at] ^= 0xff;
        copy
    };
    for (bytes, expected) in [
        (whole.clone(), "a=1 b=2"),
        ([a.clone(), b.clone()].concat(), "a=1 b=2"),
        ([gzip(&a), gzip(&b)].concat(), "a=1 b=2 | multi-member-gzip"),
        ([whole.clone(), vec![0; 99]].concat(), "a=1 b=2"),
        ([whole.clone(), vec![b'x']].concat(), "ERR_PACKPROOF_TRAILING_DATA"),
        ([whole.clone(), vec![0x1f]].concat(), "ERR_PACKPROOF_TRAILING_DATA"),
        ([whole.clone(), vec![0, 0, 1]].concat(), "a=1 b=2 | chunk-dependent"),
        ([whole.clone(), vec![0, 0x1f, 0x8b]].concat(), "a=1 b=2 | chunk-dependent"),
        (whole[..whole.len() - 1].to_vec(), "ERR_PACKPROOF_TRUNCATED"),
        (damaged(whole.len() - 1), "ERR_PACKPROOF_BAD_CRC"),
        (damaged(whole.len() - 8), "ERR_PACKPROOF_BAD_CRC"),
        (damaged(3), "ERR_PACKPROOF_CORRUPT"),
        (b"PK\x03\x04 a zip file".to_vec(), "ERR_PACKPROOF_NOT_GZIP"),
        (vec![0x28, 0xb5, 0x2f, 0xfd, 0], "ERR_PACKPROOF_COMPRESSION"),
        (vec![], "ERR_PACKPROOF_EMPTY"),
    ] {
        assert_eq!(laid_out(&bytes), expected);
    }
}

#[test]
fn cutting_a_package_anywhere_is_an_error() {
    let whole = packed(&[entry("package/a", "1"), pax("19 path=package/pq\n"), entry("package/b", "2")]);
    for end in 0..whole.len() {
        assert!(open(&whole[..end], &Limits::default()).is_err(), "{end} of {}", whole.len());
    }
}

#[test]
fn limits_name_themselves() {
    let small = packed(&[
        entry("package/a/b/c", "1"),
        entry("package/d", &"x".repeat(5000)),
        pax("19 path=package/pq\n"),
        entry("x", ""),
    ]);
    let bomb = packed(&[entry("package/a", &"0".repeat(3 << 20))]);
    let limits = Limits::default;
    for (bytes, limits, name) in [
        (&small, Limits { packed_bytes: 50, ..limits() }, "packed_bytes"),
        (&small, Limits { unpacked_bytes: 1000, ..limits() }, "unpacked_bytes"),
        (&small, Limits { kept_bytes: 1000, ..limits() }, "kept_bytes"),
        (&small, Limits { file_bytes: 4999, ..limits() }, "file_bytes"),
        (&small, Limits { entries: 3, ..limits() }, "entries"),
        (&small, Limits { directories: 1, ..limits() }, "directories"),
        (&small, Limits { extension_bytes: 5, ..limits() }, "extension_bytes"),
        (&[small.clone(), small.clone()].concat(), Limits { gzip_members: 1, ..limits() }, "gzip_members"),
        (&bomb, limits(), "ratio"),
    ] {
        let reached = open(bytes, &limits).unwrap_err();
        assert!(matches!(&reached, OpenError::Limit(reached) if reached.limit == name), "{reached}");
    }
}

#[test]
fn a_claimed_size_allocates_nothing() {
    let claims = changed("package/a", "", |header| header.set_size(0o77777777777));
    assert_eq!(laid_out(&packed(&[claims])), "ERR_PACKPROOF_TRUNCATED");
}

#[test]
fn packages_know_their_sizes_and_sums() {
    let packed = packed(&[entry("package/a", "123"), entry("package/a", "12"), entry("package/b", "1")]);
    let opened = open(&packed, &Limits::default()).unwrap();
    assert_eq!((opened.packed_bytes, opened.unpacked_bytes), (packed.len() as u64, 3));
    assert_eq!(shasum(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    assert!(
        integrity(b"abc")
            .starts_with("sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9")
    );
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_answered(bytes: Vec<u8>, blocks: Vec<(usize, u8)>) {
        let mut archive = [entry("package/a", "1"), pax("19 path=package/pq\n"), entry("package/b", "2")].concat();
        for (at, byte) in blocks {
            let at = at % archive.len();
            archive[at] = byte;
        }
        archive.extend(bytes);
        let _ = open(&archive, &Limits::default());
        let _ = open(&gzip(&archive), &Limits::default());
    }
}
