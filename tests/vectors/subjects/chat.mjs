// Messages, questions and answers, and the room's own lines between: docs/protocol/chat.md.
const KINDS = ["chat", "question", "answer"];
const ROLES = ["teacher", "student"];

export const fits = {
  message_posted: (event) => KINDS.includes(event.kind ?? "chat") && ROLES.includes(event.role ?? "student"),
};

export const counts = {
  message_posted: ({ kind = "chat" }) => (kind === "chat" ? ["messages"] : ["messages", `${kind}s`]),
};

export const chatLines = {
  message_posted: (event) => {
    const { name = "", role = "student", kind = "chat", text, answers = 0, private: secret = false } = event;
    return [{ name, role, kind, text, answers, private: secret, said_at: event.said_at ?? 0 }];
  },
};

export class Chat {
  messages = [];
  questions = new Map();
  names = new Map();
  here = new Set();
  expected = new Set();

  apply(event, { chatLines }) {
    switch (event.t) {
      case "people_came":
        this.#come(event);
        break;
      case "relay_reopened":
      case "session_reopened":
        for (const account of this.here) this.expected.add(account);
        this.here.clear();
        break;
      case "people_went":
        for (const { account } of event.people) {
          this.here.delete(account);
          this.expected.delete(account);
        }
        break;
      case "person_removed":
        this.here.delete(event.account);
        break;
    }
    for (const line of chatLines) this.#add(event, line);
  }

  #come(event) {
    for (const { account, name } of event.people) this.names.set(account, name);
    const accounts = event.people.map((one) => one.account).filter((account) => !this.expected.has(account));
    for (const { account } of event.people) {
      this.expected.delete(account);
      this.here.add(account);
    }
    if (accounts.length) this.#add(event, { line: "came", accounts });
  }

  /** Adds a line; what a subject does not say of it is that of a line of the room's own. */
  #add({ seq, at, by, ref }, { accounts = [], names = [], ...own }) {
    const line = {
      id: seq,
      at,
      author: by,
      name: "",
      role: "",
      kind: "system",
      text: "",
      answers: 0,
      private: false,
      said_at: 0,
      ref,
      line: null,
      names: names.length ? names : accounts.map((account) => this.names.get(account) ?? ""),
      accounts,
      ...own,
    };
    if (line.kind === "question") {
      this.questions.set(line.id, { author: line.author, private: line.private, answers: [] });
    } else this.questions.get(line.answers)?.answers.push(line.id);
    this.messages.push(line);
  }
}
