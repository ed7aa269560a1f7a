// Raised hands: docs/protocol/hands.md.
const any = () => true;
const REASONS = ["", "question", "answer", "task", "step", "technical"];
export const fits = {
  hand_raised: any,
  hand_explained: (event) => REASONS.includes(event.reason ?? ""),
  hand_lowered: any,
  all_hands_lowered: any,
  called_on: any,
};
export const counts = { hand_raised: () => ["hands"] };

export class Hands {
  queue = [];
  at_end = [];
  past = [];

  apply(event) {
    switch (event.t) {
      case "hand_raised": {
        const mine = this.queue.find(({ account }) => account === event.by);
        if (mine && !mine.unasked) break;
        this.queue = this.queue.filter((hand) => hand !== mine);
        this.#put(event.by, event.at, event.said_at ?? 0, false);
        if (mine) this.queue.at(-1).called_at = mine.called_at;
        break;
      }
      case "hand_explained": {
        const { reason = "", about = "", prompt = 0 } = event;
        const hand = this.queue.find(({ account }) => account === event.by);
        if (hand) Object.assign(hand, { reason, about, prompt });
        break;
      }
      case "hand_lowered":
      case "person_removed":
        this.#drop(event.account, event.at);
        break;
      case "people_went":
        for (const goer of event.people) if (goer.how !== "lost") this.#drop(goer.account, event.at);
        break;
      case "all_hands_lowered":
        for (const hand of [...this.queue]) this.#drop(hand.account, event.at);
        break;
      case "called_on":
        for (const hand of this.queue.filter((one) => one.unasked && one.account !== event.account)) {
          this.#drop(hand.account, event.at);
        }
        if (!this.queue.some((hand) => hand.account === event.account)) {
          this.#put(event.account, event.at, 0, true);
        }
        for (const hand of this.queue) {
          hand.called_at = hand.account === event.account ? event.at : 0;
          hand.heard_at ||= hand.called_at;
        }
        break;
      case "session_ended":
        [this.queue, this.at_end] = [[], this.queue];
        break;
      case "session_reopened":
        [this.queue, this.at_end] = [this.at_end, []];
        break;
    }
  }

  #put(account, raised_at, said_at, unasked) {
    const times = { raised_at, said_at, called_at: 0, heard_at: 0, lowered_at: 0 };
    this.queue.push({ account, ...times, reason: "", about: "", prompt: 0, unasked });
  }

  #drop(account, at) {
    for (const hand of this.queue.filter((one) => one.account === account)) {
      this.past.push(Object.assign(hand, { called_at: 0, lowered_at: at }));
    }
    this.queue = this.queue.filter((hand) => hand.account !== account);
  }
}
