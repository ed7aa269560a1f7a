// Slow mode, and messages that wait for a teacher: docs/protocol/chat_rules.md.
const KINDS = ["chat", "question", "answer"];
const APPROVE = ["off", "guests", "all"];

export const fits = {
  chat_set: (event) => APPROVE.includes(event.approve ?? "off"),
  message_held: (event) => KINDS.includes(event.kind ?? "chat"),
  message_turned_down: () => true,
};

export const chatLines = {
  message_turned_down: (event) => [{ line: "turned_down", accounts: [event.account], private: true }],
};

export class ChatRules {
  approve = "off";
  slow = 0;
  held = new Map();
  wrote = new Map();

  apply(event) {
    switch (event.t) {
      case "chat_set":
        Object.assign(this, { approve: event.approve ?? "off", slow: event.slow ?? 0 });
        break;
      case "message_held":
        this.held.set(event.seq, {
          author: event.by,
          name: event.name ?? "",
          kind: event.kind ?? "chat",
          text: event.text,
          answers: event.answers ?? 0,
          at: event.at,
          said_at: event.said_at || event.at,
          ref: event.ref,
          replies_to: event.replies_to ?? 0,
        });
        this.#wrote(event);
        break;
      case "message_posted":
        this.held.delete(event.of ?? 0);
        if ((event.role ?? "student") === "student" && !event.private && event.by) this.#wrote(event);
        break;
      case "person_renamed":
        for (const held of this.held.values()) if (held.author === event.account) held.name = event.name;
        break;
      case "message_withdrawn":
      case "message_turned_down":
        this.held.delete(event.message);
        break;
    }
  }

  /** Slow mode does not count questions. */
  #wrote(event) {
    if (event.kind !== "question") this.wrote.set(event.by, event.at);
  }
}
