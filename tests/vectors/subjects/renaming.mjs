// Another name for somebody: docs/protocol/renaming.md.
export const fits = { person_renamed: () => true };
