// Polls, small.
const any = () => true;
export const fits = { poll_opened: any, vote_given: any, poll_closed: any };
export const counts = { poll_opened: () => ["polls"] };

export class Polls {
  question = "";
  choices = [];
  votes = {};
  result = [];

  apply(event) {
    switch (event.t) {
      case "poll_opened":
        [this.question, this.choices, this.votes, this.result] = [event.question, event.choices, {}, []];
        break;
      case "vote_given":
        this.votes[event.by] = event.choice;
        break;
      case "poll_closed":
        [this.question, this.result] = ["", event.votes];
        break;
    }
  }
}
