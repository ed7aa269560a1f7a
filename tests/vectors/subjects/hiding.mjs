// Messages that are hidden, and shown again: docs/protocol/hiding.md.
const KINDS = ["chat", "question", "answer"];
const ROLES = ["teacher", "student"];
const HOWS = ["hidden", "withdrawn"];
const any = () => true;
const saysSomething = ({ said }) =>
  KINDS.includes(said.kind ?? "chat") && ROLES.includes(said.role ?? "student");
const earlier = ({ message, seq }) => message > 0 && message < seq;

export const fits = {
  message_hidden: any,
  message_withdrawn: any,
  message_kept: (event) => saysSomething(event) && HOWS.includes(event.how ?? "hidden"),
  message_shown: saysSomething,
};

const insteadOf = (line) => (event) =>
  earlier(event) ? [{ id: event.message, at: event.posted_at ?? 0, author: "", ref: "", line }] : [];

/** What a message said, in its place. */
function itsWords(event, line) {
  if (!earlier(event)) return [];
  const { text, account = "", name = "", role = "student", kind = "chat", answers = 0 } = event.said;
  const { private: secret = false, at = 0, said_at = 0, replies_to = 0, to = "" } = event.said;
  const accounts = to ? [to] : [];
  const words = { name, role, kind, text, answers, private: secret, said_at, replies_to, accounts };
  return [{ id: event.message, at, author: account, ...words, line }];
}

export const chatLines = {
  message_hidden: insteadOf("hidden"),
  message_withdrawn: insteadOf("withdrawn"),
  message_kept: (event) => itsWords(event, event.how ?? "hidden"),
  message_shown: (event) => itsWords(event, null),
};

export class Hiding {
  hidden = new Map();
  withdrawn = new Set();
  copies = new Map();

  apply(event) {
    switch (event.t) {
      case "message_withdrawn":
        this.withdrawn.add(event.message);
      // and hidden:
      case "message_hidden":
        this.hidden.set(event.message, event.seq);
        if (event.copies?.length) this.copies.set(event.message, [...event.copies]);
        break;
      case "message_shown":
        this.hidden.delete(event.message);
        this.withdrawn.delete(event.message);
        if (!this.copies.has(event.message)) this.copies.set(event.message, []);
        this.copies.get(event.message).push(event.seq);
        break;
    }
  }
}
