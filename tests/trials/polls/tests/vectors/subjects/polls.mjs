// Polls, small.
const any = () => true;
export const fits = {
  poll_opened: ({ choices }) => choices.length >= 2 && choices.length <= 26,
  vote_given: any,
  poll_closed: ({ votes }) => votes.length <= 26,
};
export const counts = { poll_opened: () => ["polls"] };

export const chatLines = {
  poll_opened: ({ question }) => [{ name: "", role: "teacher", kind: "poll", text: question }],
};

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
