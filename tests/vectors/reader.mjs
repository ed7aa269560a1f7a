// Folds the lessons of this folder in another language than the relay's, and says which memory differs.
//
//   node reader.mjs [FOLDER]
//
// It knows nothing but the files, and how events add up (docs/protocol). A subject is a file in subjects/. It exports
// its memories, classes with `apply(event, declared)`; and by the type of an event: `fits`, whether its values are
// known; `chatLines`, the lines that it adds to the chat; `counts`, the names of the counts that grow by one; `prompts`,
// what it is to a prompt: "opened", "responded", "took back" or "settled".
import { readdir, readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const here = new URL("./", import.meta.url);

/** All that the subjects export, each sort together. */
export async function findSubjects(folder = new URL("subjects/", here)) {
  const found = { memories: {}, fits: {}, chatLines: {}, counts: {}, prompts: {} };
  for (const file of (await readdir(folder)).sort()) {
    const subject = await import(new URL(file, folder));
    for (const sort of ["fits", "chatLines", "counts", "prompts"]) Object.assign(found[sort], subject[sort]);
    for (const [name, value] of Object.entries(subject)) {
      if (value.prototype?.apply) found.memories[name] = value;
    }
  }
  return found;
}

/** What the memories come to once these events have been told. */
export function fold(subjects, events) {
  const { memories, fits, chatLines, counts, prompts } = subjects;
  const made = Object.entries(memories).map(([name, Memory]) => [name, new Memory()]);
  for (const told of events) {
    if (!Object.hasOwn(fits, told.t) || !fits[told.t](told)) continue;
    const event = { seq: 0, at: 0, by: "", ref: "", ...told };
    const declared = {
      chatLines: chatLines[told.t]?.(event) ?? [],
      counts: counts[told.t]?.(event) ?? [],
      prompt: prompts[told.t]?.(event) ?? "",
    };
    for (const [, memory] of made) memory.apply(event, declared);
  }
  return Object.fromEntries(made);
}

/** A memory in the form of the files: sets are sorted lists, maps are objects in the order of adding. */
export function neutral(value) {
  if (value instanceof Set) return [...value].sort((a, b) => (a < b ? -1 : 1));
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, neutral(item)]));
  if (Array.isArray(value)) return value.map(neutral);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, neutral(item)]));
}

/** In words, what differs between a file and what is folded here; nothing if they agree. */
export function differences(subjects, lesson) {
  const found = [];
  for (const { role, account, not_told, memories } of lesson.readers) {
    const hidden = new Set(not_told);
    const made = fold(subjects, lesson.events.filter((_, place) => !hidden.has(place + 1)));
    for (const name of new Set([...Object.keys(memories), ...Object.keys(made)])) {
      if (!Object.hasOwn(made, name)) found.push(`${name} is folded by no subject`);
      else {
        const told = memories[name] ?? neutral(new subjects.memories[name]());
        const same = JSON.stringify(neutral(made[name])) === JSON.stringify(told);
        if (!same) found.push(`${name} of the ${role} ${account} differs`);
      }
    }
  }
  return found;
}

async function main(folder) {
  const subjects = await findSubjects();
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  for (const file of files) {
    const lesson = JSON.parse(await readFile(new URL(file, folder), "utf8"));
    for (const difference of differences(subjects, lesson)) {
      console.log(`${file}: ${difference}`);
      process.exitCode = 1;
    }
  }
  console.log(`${files.length} files: ${Object.keys(subjects.memories).sort().join(" ")}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(process.argv[2] ? pathToFileURL(process.argv[2] + "/") : here);
}
