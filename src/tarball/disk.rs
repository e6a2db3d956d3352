//! What is on the installer's disk while it unpacks: which paths are files, and which are folders.

use std::ops::Range;

use crate::{files::File, hash::HashMap, path::PackagePath};

use super::error::OpenError;
use crate::limits::{Limit, Limits};

/// Longer names, in bytes, exist on no file system that npm is used on.
const LONGEST_SEGMENT: usize = 255;

/// The folders and files made so far. Names are kept once, so that deep paths cost no more than their segments.
pub(super) struct Disk {
    names: HashMap<Box<str>, usize>,
    children: HashMap<(usize, usize), usize>,
    nodes: Vec<Node>,
    files: Vec<(PackagePath, File)>,
    directories: u64,
    directories_allowed: Limit,
    /// The folder of the file before: archives list folder by folder.
    last: (String, usize),
}

#[derive(Clone, Copy)]
enum Node {
    Directory { is_empty: bool },
    File(usize),
}

/// Why a file could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Obstacle {
    #[error("a file stands where its folder should be")]
    FileInTheWay,
    #[error("a folder stands in its place")]
    DirectoryInTheWay,
    #[error("a part of its path is longer than 255 bytes")]
    NameTooLong,
}

/// How a file was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    New,
    Overwritten,
}

/// What to do with a file that is already there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existing {
    /// Write into it: its mode stays.
    Reuse,
    /// Remove it first.
    Replace,
}

const ROOT: usize = 0;

impl Disk {
    pub fn new(limits: &Limits) -> Self {
        Self {
            names: HashMap::default(),
            children: HashMap::default(),
            nodes: vec![Node::Directory { is_empty: true }],
            files: Vec::new(),
            directories: 0,
            directories_allowed: limits.directories(),
            last: (String::new(), ROOT),
        }
    }

    /// Writes a file, and makes the folders above it. The outer error is a limit, the inner one what a disk would say.
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
        if path.file_name().len() > LONGEST_SEGMENT {
            return Ok(Err(Obstacle::NameTooLong));
        }
        let key = (directory, self.name(path.file_name()));
        let node = self.children.get(&key).copied();
        Ok(match node.and_then(|at| Some((at, *self.nodes.get(at)?))) {
            Some((_, Node::File(file))) => Ok(self.overwrite(file, range, mode, existing)),
            Some((_, Node::Directory { is_empty: false })) => Err(Obstacle::DirectoryInTheWay),
            Some((at, Node::Directory { is_empty: true })) => {
                Ok(self.create(Some(at), key, path, File { range, mode }))
            }
            None => Ok(self.create(None, key, path, File { range, mode })),
        })
    }

    /// The files, each path once, in the order of their first entries.
    pub fn into_files(self) -> Vec<(PackagePath, File)> {
        self.files
    }

    pub fn files(&self) -> &[(PackagePath, File)] {
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

    /// Makes a file; an empty folder in its place, which `in_place_of` is, is removed first.
    fn create(
        &mut self,
        in_place_of: Option<usize>,
        key: (usize, usize),
        path: PackagePath,
        file: File,
    ) -> Made {
        let node = Node::File(self.files.len());
        self.files.push((path, file));
        match in_place_of.and_then(|at| self.nodes.get_mut(at)) {
            Some(directory) => {
                *directory = node;
                self.last = (String::new(), ROOT);
            }
            None => {
                self.add(key, node);
            }
        }
        Made::New
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
            let key = (parent, self.name(segment));
            parent = match self.children.get(&key) {
                Some(&node) if matches!(self.nodes.get(node), Some(Node::File(_))) => {
                    return Ok(Err(Obstacle::FileInTheWay));
                }
                Some(&node) => node,
                None => self.make_directory(key, path)?,
            };
        }
        self.last = (path.to_owned(), parent);
        Ok(Ok(parent))
    }

    fn make_directory(&mut self, key: (usize, usize), path: &str) -> Result<usize, OpenError> {
        self.directories += 1;
        self.directories_allowed.check(self.directories, || {
            format!("more folders, at {}", path.get(..path.floor_char_boundary(100)).unwrap_or(path))
        })?;
        Ok(self.add(key, Node::Directory { is_empty: true }))
    }

    fn add(&mut self, key: (usize, usize), node: Node) -> usize {
        let at = self.nodes.len();
        self.nodes.push(node);
        self.children.insert(key, at);
        if let Some(Node::Directory { is_empty }) = self.nodes.get_mut(key.0) {
            *is_empty = false;
        }
        at
    }

    fn name(&mut self, segment: &str) -> usize {
        match self.names.get(segment) {
            Some(&name) => name,
            None => {
                let name = self.names.len();
                self.names.insert(segment.into(), name);
                name
            }
        }
    }
}
