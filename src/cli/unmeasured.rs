//! Says which of the versions that were asked for are newer than any that packproof was compared with.

use crate::{cli::surroundings::Surroundings, node::NodeVersion};

/// Writes a note on standard error, one line for each such version.
pub(super) fn tell(nodes: &[NodeVersion], surroundings: &mut Surroundings<'_>) {
    let newest = NodeVersion::newest_measured();
    for version in nodes.iter().filter(|version| version.is_unmeasured()) {
        let note = format!(
            "note: Node {version} is newer than {newest}, the newest that packproof was compared with; it is taken for that\n"
        );
        let _ = surroundings.err.write_all(note.as_bytes()); // Who closes it does not want to know.
    }
}
