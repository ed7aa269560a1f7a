// What the class is asked, who responded and who did not: docs/protocol/prompts.md.
const LATE_WITHIN_MS = 600_000;
const any = () => true;
export const fits = {
  prompt_closed: (event) => ["teacher", "time", "ended"].includes(event.why ?? "teacher"),
  prompt_prolonged: any,
  nudged: any,
};

export class Prompts {
  prompts = new Map();
  open = 0;
  at_end = 0;
  here = new Map();
  lost = new Map();

  apply(event, { prompt: means }) {
    const prompt = this.prompts.get(event.prompt);
    if (means === "opened") this.#opened(event);
    else if (means === "responded" && prompt) this.#respond(prompt, event);
    else if (means === "took back" && prompt) {
      prompt.responded.delete(event.by);
      if (event.late) prompt.late.push(event.by);
    }
    else if (means === "settled" && prompt) prompt.settled = true;
    switch (event.t) {
      case "prompt_closed":
        if (this.open && this.open === event.prompt) this.#close(event.at, event.why ?? "teacher");
        break;
      case "prompt_prolonged":
        if (prompt) {
          prompt.time = event.time ?? 0;
          if (prompt.closed_at) this.#openAgain(event.prompt, prompt, event.at);
        }
        break;
      case "nudged":
        if (prompt && !prompt.nudged.includes(event.account)) prompt.nudged.push(event.account);
        break;
      case "people_came":
        for (const { account, role } of event.people) this.#come(account, role === "student", event.at);
        break;
      case "people_went":
        for (const one of event.people) this.#go(one.account, one.how === "lost", one.last_seen_at || event.at);
        break;
      case "person_removed":
        this.#go(event.account, false, event.at);
        break;
      case "relay_reopened":
        this.#interrupt(event.down_since, event.at);
        break;
      case "session_ended":
        this.at_end = this.open;
        if (this.open) this.#close(event.at, "ended");
        break;
      case "session_reopened":
        this.#interrupt(event.ended_at, event.at);
        if (this.prompts.has(this.at_end)) this.#openAgain(this.at_end, this.prompts.get(this.at_end), event.at);
        this.at_end = 0;
        break;
    }
  }

  #opened({ seq, at, time = 0 }) {
    this.prompts.set(seq, {
      opened_at: at,
      time,
      idle: 0,
      closed_at: 0,
      why: "teacher",
      responded: new Map(),
      late: [],
      unaware: [...this.lost.keys()],
      missing: [],
      cut_off: [],
      nudged: [],
      settled: false,
    });
    this.open = seq;
  }

  #respond(prompt, { by, at, late = false }) {
    prompt.responded.set(by, at);
    if (late) prompt.late.push(by);
  }

  #close(at, why) {
    const prompt = this.prompts.get(this.open);
    const since = prompt.opened_at - LATE_WITHIN_MS;
    prompt.closed_at = at;
    prompt.why = why;
    prompt.missing = [...this.here.keys()].filter((account) => !prompt.responded.has(account));
    prompt.cut_off = [...this.lost].filter(([, heard]) => heard >= since).map(([account]) => account);
    this.open = 0;
  }

  #openAgain(number, prompt, at) {
    prompt.idle += Math.max(0, at - prompt.closed_at);
    const unaware = prompt.unaware.filter((account) => this.lost.has(account));
    Object.assign(prompt, { closed_at: 0, why: "teacher", missing: [], cut_off: [], late: [], unaware });
    this.open = number;
  }

  #come(account, isStudent, at) {
    this.lost.delete(account);
    if (!isStudent) this.here.delete(account);
    else if (!this.here.has(account)) this.here.set(account, at);
    const prompt = this.prompts.get(this.open);
    if (prompt) prompt.unaware = prompt.unaware.filter((one) => one !== account);
  }

  #go(account, lost, heardAt) {
    const wasHere = this.here.delete(account);
    if (!lost) this.lost.delete(account);
    else if (wasHere) this.#lose(account, heardAt);
  }

  #lose(account, heardAt) {
    this.lost.set(account, heardAt);
    for (const prompt of this.prompts.values()) {
      if (prompt.closed_at > heardAt && !prompt.cut_off.includes(account)) {
        prompt.cut_off.push(account);
        prompt.missing = prompt.missing.filter((one) => one !== account);
      }
    }
  }

  #interrupt(since, until) {
    for (const [account, cameAt] of this.here) this.#lose(account, Math.max(since, cameAt));
    this.here.clear();
    const prompt = this.prompts.get(this.open);
    if (prompt) prompt.idle += Math.max(0, until - Math.max(since, prompt.opened_at));
  }
}
