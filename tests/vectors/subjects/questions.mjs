// Questions, what becomes of them, and asking without a name: docs/protocol/questions.md.
const any = () => true;
const STANDINGS = ["open", "later", "answered", "dismissed"];

export const fits = {
  questions_set: any,
  unnamed_asked: any,
  asking_shown: any,
  question_shown: any,
  question_turned_down: any,
  question_withdrawn: any,
  me_too_set: any,
  me_too_counted: any,
  question_marked: (event) => STANDINGS.includes(event.standing),
};

export const counts = { question_shown: () => ["messages", "questions"] };

export const chatLines = {
  question_shown: ({ text }) => [{ author: "", role: "student", kind: "question", text }],
};

export class Questions {
  unnamed = false;
  questions = new Map();
  marks = new Map();
  answers = new Map();
  me_too = new Map();
  pressed = new Map();
  uncounted = new Map();
  asked = new Map();

  apply(event, { chatLines }) {
    switch (event.t) {
      case "questions_set":
        this.unnamed = event.unnamed ?? false;
        break;
      case "unnamed_asked": {
        const { by: author, name = "", text, at, said_at = 0 } = event;
        const state = event.held ? "held" : "due";
        this.asked.set(event.seq, { author, name, text, at, said_at, state, question: 0 });
        break;
      }
      case "asking_shown":
        this.#becomes(event.asking, { state: "shown", question: event.question });
        break;
      case "question_turned_down":
        this.#becomes(event.asking, { state: "turned_down" });
        break;
      case "question_withdrawn":
        this.#becomes(event.asking, { state: "withdrawn" });
        break;
      case "me_too_set": {
        const others = (this.pressed.get(event.question) ?? []).filter((one) => one !== event.by);
        this.pressed.set(event.question, event.pressed ?? true ? [...others, event.by] : others);
        const uncounted = this.uncounted.get(event.question) ?? [];
        if (!uncounted.includes(event.by)) this.uncounted.set(event.question, [...uncounted, event.by]);
        break;
      }
      case "me_too_counted":
        for (const { question, count = 0 } of event.changed) {
          this.me_too.set(question, count);
          this.uncounted.delete(question);
        }
        break;
      case "question_marked":
        this.marks.set(event.question, { standing: event.standing, seq: event.seq });
        break;
      case "person_renamed":
        for (const asked of this.asked.values()) if (asked.author === event.account) asked.name = event.name;
        break;
    }
    for (const line of chatLines) {
      const id = line.id ?? event.seq;
      if (id !== event.seq) this.#forget(id);
      if ((line.line ?? null) === null) this.#take(event, { id, ...line });
    }
  }

  #becomes(asking, change) {
    if (this.asked.has(asking)) Object.assign(this.asked.get(asking), change);
  }

  /** What was said with this number is told anew, or hidden. */
  #forget(id) {
    this.questions.delete(id);
    for (const [question, answers] of this.answers) {
      const others = answers.filter((one) => one !== id);
      if (others.length) this.answers.set(question, others);
      else this.answers.delete(question);
    }
  }

  /** A question, or a teacher's answer to one. */
  #take(event, { id, kind = "system", at = event.at, author = event.by, role = "", answers = 0, private: secret = false }) {
    if (kind === "question") {
      const asked = author ? null : this.#asker(id);
      this.questions.set(id, { author: asked?.author ?? author, at, private: secret, unnamed: !author });
    } else if (answers && role === "teacher" && (!secret || this.questions.get(answers)?.private)) {
      this.answers.set(answers, [...(this.answers.get(answers) ?? []), id]);
    }
  }

  #asker(id) {
    if (id) for (const asked of this.asked.values()) if (asked.question === id) return asked;
    return null;
  }
}
