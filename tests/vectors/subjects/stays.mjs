// Who was in a lesson from when to when: docs/protocol/stays.md.
const DAY = 24 * 3_600_000;

export class Stays {
  started_at = 0;
  ended_at = 0;
  of = new Map();
  breaks = [];
  expected = [];

  apply(event) {
    const { at } = event;
    switch (event.t) {
      case "session_started":
        this.started_at = at;
        break;
      case "people_came":
        for (const { account } of event.people) this.#come(account, at);
        break;
      case "people_went":
        for (const { account, how, last_seen_at } of event.people) {
          if (how === "lost") this.#lose(account, last_seen_at || at, at, false);
          else this.#end(account, at);
        }
        break;
      case "person_removed":
      case "person_allowed_back":
        this.#end(event.account, at);
        break;
      case "relay_reopened": {
        const uncounted = at - event.down_since > DAY;
        for (const [account, stays] of this.of) {
          this.#lose(account, event.down_since, at, true);
          const stay = this.#now(account);
          if (uncounted && stay) {
            stay.until = Math.max(stay.since, event.down_since);
            stays.push({ how: "lost", since: at, until: 0, quietly: true });
          }
        }
        if (uncounted) this.#break(event.down_since, at);
        break;
      }
      case "session_ended":
        this.ended_at = at;
        this.expected = [...this.of.keys()].filter((account) => this.#now(account));
        for (const account of this.expected) this.#end(account, at);
        break;
      case "session_reopened":
        this.#break(event.ended_at, at);
        for (const account of this.expected) {
          if (!this.#now(account)) this.of.get(account).push({ how: "lost", since: at, until: 0, quietly: true });
        }
        this.ended_at = 0;
        this.expected = [];
        break;
    }
  }

  #now(account) {
    const last = this.of.get(account)?.at(-1);
    return last && !last.until ? last : undefined;
  }

  #come(account, at) {
    if (this.#now(account)?.how === "here") return;
    this.#end(account, at);
    if (!this.of.has(account)) this.of.set(account, []);
    this.of.get(account).push({ how: "here", since: at, until: 0, quietly: false });
  }

  #lose(account, lastSeenAt, at, quietly) {
    const stay = this.#now(account);
    if (stay?.how !== "here") return;
    stay.until = Math.max(stay.since, Math.min(at, lastSeenAt));
    this.of.get(account).push({ how: "lost", since: stay.until, until: 0, quietly });
  }

  #end(account, at) {
    const stay = this.#now(account);
    if (stay) stay.until = Math.max(stay.since, at);
  }

  #break(since, until) {
    if (since < until) this.breaks.push({ since, until });
  }
}
