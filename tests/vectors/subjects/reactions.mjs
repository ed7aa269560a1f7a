// Whether people may react: docs/protocol/reactions.md.
export const fits = { reactions_set: (event) => typeof event.on === "boolean" };

export class ReactionRules {
  on = false;

  apply(event) {
    if (event.t === "reactions_set") this.on = event.on;
  }
}
