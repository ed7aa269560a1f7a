// Raised hands: docs/protocol/hands.md.
const any = () => true;
export const fits = { hand_raised: any, hand_lowered: any, all_hands_lowered: any, called_on: any };
export const counts = { hand_raised: () => ["hands"] };

export class Hands {
  queue = [];
  at_end = [];

  apply(event) {
    switch (event.t) {
      case "hand_raised":
        if (!this.queue.some((hand) => hand.account === event.by)) {
          this.queue.push({ account: event.by, raised_at: event.at, said_at: event.said_at ?? 0, called_at: 0 });
        }
        break;
      case "hand_lowered":
      case "person_removed":
        this.#drop(event.account);
        break;
      case "people_went":
        for (const goer of event.people) if (goer.how !== "lost") this.#drop(goer.account);
        break;
      case "all_hands_lowered":
        this.queue = [];
        break;
      case "called_on":
        for (const hand of this.queue) hand.called_at = hand.account === event.account ? event.at : 0;
        break;
      case "session_ended":
        [this.queue, this.at_end] = [[], this.queue];
        break;
      case "session_reopened":
        [this.queue, this.at_end] = [this.at_end, []];
        break;
    }
  }

  #drop(account) {
    this.queue = this.queue.filter((hand) => hand.account !== account);
  }
}
