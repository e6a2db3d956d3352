//! The installer's disk while it unpacks: the paths that are files, and those that are folders.

use std::{hash::BuildHasher, ops::Range};

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::{files::InstalledFile, path::PackagePath};

use super::error::OpenError;
use crate::limits::{Limit, Limits};

/// The longest name in bytes on the file systems that npm is used on.
const LONGEST_SEGMENT: usize = 255;

/// The folders and files made so far. Each has its own name only, so that deep paths cost no more than their
/// segments.
pub(super) struct InstallDisk {
    nodes: Vec<DiskNode>,
    /// The nodes by the folder that they are in and their names.
    places: HashTable<usize>,
    hasher: RandomState,
    files: Vec<(PackagePath, InstalledFile)>,
    directories: u64,
    directories_allowed: Limit,
    /// The folder of the file before, with its node: archives list folder by folder.
    last: (String, usize),
}

struct DiskNode {
    parent: usize,
    hash: u64,
    kind: DiskNodeKind,
}

enum DiskNodeKind {
    Directory {
        name: Box<str>,
        is_empty: bool,
    },
    /// The index of the file, whose path has the name.
    File(usize),
}

/// The reason for which a file could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Obstacle {
    #[error("a file stands where its folder should be")]
    FileInTheWay,
    #[error("a folder stands in its place")]
    DirectoryInTheWay,
    #[error("a part of its path is longer than 255 bytes")]
    NameTooLong,
}

/// The way in which a file was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    New,
    Overwritten,
}

/// The treatment of a file that is already there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existing {
    /// Write into it: its mode stays.
    Reuse,
    /// Remove it first.
    Replace,
}

const ROOT: usize = 0;

impl InstallDisk {
    pub fn new(limits: &Limits) -> Self {
        Self {
            nodes: vec![DiskNode { parent: ROOT, hash: 0, kind: DiskNodeKind::directory("") }],
            places: HashTable::new(),
            hasher: RandomState::default(),
            files: Vec::new(),
            directories: 0,
            directories_allowed: limits.directories(),
            last: (String::new(), ROOT),
        }
    }

    /// Writes a file, and makes the folders above it. The outer error is a limit, the inner one that of a
    /// disk.
    pub fn write(
        &mut self,
        path: PackagePath,
        range: Range<usize>,
        mode: u32,
        existing: Existing,
    ) -> Result<Result<Made, Obstacle>, OpenError> {
        let directory = match self.make_directories(path.directory())? {
            Ok(directory) => directory,
            Err(obstacle) => return Ok(Err(obstacle)),
        };
        // After the folders, which npm leaves behind where the name is too long.
        if path.file_name().len() > LONGEST_SEGMENT {
            return Ok(Err(Obstacle::NameTooLong));
        }
        let place = self.place(directory, path.file_name());
        let existing_node = self.at(&place).and_then(|at| Some((at, self.nodes.get(at)?)));
        Ok(match existing_node.map(|(at, node)| (at, &node.kind)) {
            Some((_, &DiskNodeKind::File(file))) => Ok(self.overwrite(file, range, mode, existing)),
            Some((_, DiskNodeKind::Directory { is_empty: false, .. })) => Err(Obstacle::DirectoryInTheWay),
            // node-tar removes a folder in the way by `rmdir`, which takes only an empty one.
            Some((at, DiskNodeKind::Directory { is_empty: true, .. })) => {
                self.replace(at);
                self.files.push((path, InstalledFile { range, mode }));
                Ok(Made::New)
            }
            None => {
                self.add(directory, place.hash, DiskNodeKind::File(self.files.len()));
                self.files.push((path, InstalledFile { range, mode }));
                Ok(Made::New)
            }
        })
    }

    /// Returns the files, each path once, in the order of their first entries.
    pub fn into_files(self) -> Vec<(PackagePath, InstalledFile)> {
        self.files
    }

    pub fn files(&self) -> &[(PackagePath, InstalledFile)] {
        &self.files
    }

    fn overwrite(&mut self, file: usize, range: Range<usize>, mode: u32, existing: Existing) -> Made {
        if let Some((_, file)) = self.files.get_mut(file) {
            file.range = range;
            if existing == Existing::Replace {
                file.mode = mode;
            }
        }
        Made::Overwritten
    }

    /// Puts the next file in the place of an empty folder.
    fn replace(&mut self, at: usize) {
        let file = DiskNodeKind::File(self.files.len());
        if let Some(directory) = self.nodes.get_mut(at) {
            directory.kind = file;
        }
        // The folder that is gone may be the one of the file before.
        self.last = (String::new(), ROOT);
    }

    fn make_directories(&mut self, path: &str) -> Result<Result<usize, Obstacle>, OpenError> {
        if self.last.0 == path {
            return Ok(Ok(self.last.1));
        }
        let mut parent = ROOT;
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            if segment.len() > LONGEST_SEGMENT {
                return Ok(Err(Obstacle::NameTooLong));
            }
            let place = self.place(parent, segment);
            parent = match self.at(&place) {
                Some(node) if self.nodes.get(node).is_some_and(DiskNode::is_file) => {
                    return Ok(Err(Obstacle::FileInTheWay));
                }
                Some(node) => node,
                None => self.make_directory(&place, path)?,
            };
        }
        self.last = (path.to_owned(), parent);
        Ok(Ok(parent))
    }

    fn make_directory(&mut self, place: &FolderPlace<'_>, path: &str) -> Result<usize, OpenError> {
        self.directories += 1;
        self.directories_allowed.check(self.directories, || {
            format!("more folders, at {}", path.get(..path.floor_char_boundary(100)).unwrap_or(path))
        })?;
        Ok(self.add(place.parent, place.hash, DiskNodeKind::directory(place.name)))
    }

    fn place<'a>(&self, parent: usize, name: &'a str) -> FolderPlace<'a> {
        FolderPlace { parent, name, hash: self.hasher.hash_one((parent, name)) }
    }

    /// Returns the node at a place.
    fn at(&self, place: &FolderPlace<'_>) -> Option<usize> {
        let is_it = |node: &DiskNode| node.parent == place.parent && self.name(node) == place.name;
        self.places.find(place.hash, |&at| self.nodes.get(at).is_some_and(is_it)).copied()
    }

    fn name<'a>(&'a self, node: &'a DiskNode) -> &'a str {
        match &node.kind {
            DiskNodeKind::Directory { name, .. } => name,
            DiskNodeKind::File(file) => self.files.get(*file).map_or("", |(path, _)| path.file_name()),
        }
    }

    fn add(&mut self, parent: usize, hash: u64, kind: DiskNodeKind) -> usize {
        let at = self.nodes.len();
        self.nodes.push(DiskNode { parent, hash, kind });
        let nodes = &self.nodes;
        self.places.insert_unique(hash, at, |&at| nodes.get(at).map_or(0, |node| node.hash));
        if let Some(DiskNode { kind: DiskNodeKind::Directory { is_empty, .. }, .. }) =
            self.nodes.get_mut(parent)
        {
            *is_empty = false;
        }
        at
    }
}

/// A name in a folder, which may be taken or free.
struct FolderPlace<'a> {
    parent: usize,
    name: &'a str,
    hash: u64,
}

impl DiskNode {
    fn is_file(&self) -> bool {
        matches!(self.kind, DiskNodeKind::File(_))
    }
}

impl DiskNodeKind {
    fn directory(name: &str) -> Self {
        Self::Directory { name: name.into(), is_empty: true }
    }
}
