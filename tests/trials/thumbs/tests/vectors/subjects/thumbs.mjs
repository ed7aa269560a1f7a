// Thumbs: whose is up or down.
const any = () => true;
export const fits = { thumb_given: any };
export const counts = { thumb_given: () => ["thumbs"] };

export class Thumbs {
  up = {};

  apply(event) {
    if (event.t === "thumb_given") this.up[event.by] = event.up;
  }
}
