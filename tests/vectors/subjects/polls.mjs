// Asking the class by polls: docs/protocol/polls.md.
const PRESETS = ["", "yes_no", "a_d", "scale", "understood"];
const KINDS = ["one", "many", "text", "number"];
const any = () => true;
export const fits = {
  poll_opened: (event) => PRESETS.includes(event.preset ?? "") && KINDS.includes(event.kind ?? "one"),
  poll_keyed: any,
  poll_answered: any,
  results_shown: any,
  results_hidden: any,
  poll_discarded: any,
};

export const prompts = {
  poll_opened: () => "opened",
  poll_answered: () => "responded",
  results_shown: () => "settled",
  poll_discarded: () => "settled",
};

export const counts = { poll_opened: () => ["polls"] };

export const chatLines = {
  poll_opened: ({ question = "", preset = "" }) => [
    { kind: "poll", role: "teacher", text: question, line: preset || null },
  ],
  poll_discarded: ({ seq, prompt }) =>
    0 < prompt && prompt < seq ? [{ id: prompt, author: "", ref: "", line: "poll_discarded" }] : [],
};

/** A solution with all its fields. */
function whole(solution) {
  if (!solution) return null;
  const { choices = [], number = null, tolerance = 0 } = solution;
  return { choices, number, tolerance };
}

export class Polls {
  polls = new Map();

  apply(event) {
    if (event.t === "poll_opened") this.#open(event);
    const poll = this.polls.get(event.prompt);
    if (!poll) return;
    switch (event.t) {
      case "poll_keyed":
        poll.solution = whole(event.solution);
        poll.explanation = event.explanation ?? "";
        break;
      case "poll_answered":
        poll.answers.set(event.by, { choices: event.choices ?? [], text: event.text ?? "", number: event.number ?? null });
        break;
      case "results_shown":
        poll.results = {
          shown_at: event.at,
          chosen: event.chosen ?? [],
          tallies: (event.tallies ?? []).map(({ count, text = "", low = 0, high = 0 }) => ({ count, text, low, high })),
          answered: event.answered,
          asked: event.asked,
          solution: whole(event.solution),
          explanation: event.explanation ?? "",
        };
        break;
      case "results_hidden":
        poll.results = null;
        break;
      case "poll_discarded":
        poll.discarded = true;
        poll.results = null;
        break;
    }
  }

  #open({ seq, by, question = "", preset = "", kind = "one", options = [], unit = "" }) {
    const asked = { question, preset, kind, options, unit, author: by };
    const nothing = { solution: null, explanation: "", answers: new Map(), results: null, discarded: false };
    this.polls.set(seq, { ...asked, ...nothing });
  }
}
