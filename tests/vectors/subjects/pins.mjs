// The pinned line: docs/protocol/pins.md.
const any = () => true;
export const fits = { line_pinned: any, line_unpinned: any };
export const counts = { line_pinned: () => ["pins"] };

export class Pins {
  pins = new Map();
  pinned = 0;

  apply(event) {
    switch (event.t) {
      case "line_pinned": {
        const { seq, at, by, message } = event;
        this.pins.set(seq, { author: by, at, message });
        this.pinned = seq;
        break;
      }
      case "line_unpinned":
        if (event.pin === this.pinned) this.pinned = 0;
        break;
      case "message_hidden":
      case "message_withdrawn": {
        const line = this.pins.get(this.pinned);
        if (line && line.message === event.message) this.pinned = 0;
        break;
      }
    }
  }
}
