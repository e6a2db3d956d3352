export const pitch = (note) => String(note).toLowerCase()
