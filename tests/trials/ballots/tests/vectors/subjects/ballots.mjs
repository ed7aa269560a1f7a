// Ballots, small.
const any = () => true;
export const fits = {
  ballot_opened: ({ choices }) => choices.length >= 2 && choices.length <= 26,
  vote_given: any,
  ballot_closed: ({ votes }) => votes.length <= 26,
};
export const counts = { ballot_opened: () => ["ballots"] };

export const chatLines = {
  ballot_opened: ({ question }) => [{ name: "", role: "teacher", kind: "ballot", text: question }],
};

export class Ballots {
  question = "";
  choices = [];
  votes = {};
  result = [];

  apply(event) {
    switch (event.t) {
      case "ballot_opened":
        [this.question, this.choices, this.votes, this.result] = [event.question, event.choices, {}, []];
        break;
      case "vote_given":
        this.votes[event.by] = event.choice;
        break;
      case "ballot_closed":
        [this.question, this.result] = ["", event.votes];
        break;
    }
  }
}
