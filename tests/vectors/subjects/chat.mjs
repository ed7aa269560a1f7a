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
    const { author = "", said_at = 0, replies_to = 0 } = event;
    const said = { author: author || event.by, name, role, kind, text, answers, private: secret };
    return [{ ...said, said_at, replies_to, accounts: event.to ? [event.to] : [] }];
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
      case "person_renamed":
        this.#rename(event);
        break;
    }
    for (const line of chatLines) {
      if ((line.id ?? event.seq) === event.seq) this.#add(event, line);
      else this.#put(event, line);
    }
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

  /** Also in what was said before. */
  #rename({ account, name }) {
    if (this.names.has(account)) this.names.set(account, name);
    for (const line of this.messages) {
      if (line.author === account && line.name) line.name = name;
      if (line.accounts.includes(account)) line.names[line.accounts.indexOf(account)] = name;
    }
  }

  /** Adds a line at the end. */
  #add(event, declared) {
    const line = this.#whole(event, declared);
    if (line.kind === "question") {
      this.questions.set(line.id, { author: line.author, private: line.private, answers: [] });
    } else this.questions.get(line.answers)?.answers.push(line.id);
    this.messages.push(line);
  }

  /** Puts a line in the place of the one with its number, or where that would be. */
  #put(event, declared) {
    const line = this.#whole(event, declared);
    const found = this.messages.findIndex((one) => one.id >= line.id);
    const place = found < 0 ? this.messages.length : found;
    const before = this.messages[place]?.id === line.id ? this.messages[place] : null;
    this.messages.splice(place, before ? 1 : 0, line);
    if (line.kind === "question" && line.line === null) {
      this.questions.set(line.id, { author: line.author, private: line.private, answers: [] });
    } else this.questions.delete(line.id);
    for (const number of [line.id, line.answers, before?.answers ?? 0]) {
      const question = this.questions.get(number);
      const answers = ({ answers, kind, line }) => answers === number && kind !== "question" && line === null;
      if (question) question.answers = this.messages.filter(answers).map((one) => one.id);
    }
  }

  /** What a subject does not say of a line is that of a line of the room's own. */
  #whole({ seq, at, by, ref }, { accounts = [], names = [], ...own }) {
    const named = (account) => this.names.get(account) ?? "";
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
      names: names.length ? names : accounts.map(named),
      accounts,
      replies_to: 0,
      ...own,
    };
    if (line.kind !== "system") line.name ||= named(line.author);
    return line;
  }
}
