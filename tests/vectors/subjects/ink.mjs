// What is drawn on pages: docs/protocol/ink.md.
const TOOLS = ["pen", "marker", "line", "arrow", "box", "ellipse", "text"];
const any = () => true;
export const fits = {
  ink_drawn: ({ looks }) => looks.every(({ tool = "pen", ink = 0 }) => TOOLS.includes(tool) && ink < 6),
  ink_rubbed_out: any,
  ink_moved: any,
  page_cleared: any,
  ink_restored: any,
  ink_granted: any,
};

const keyOf = ({ deck, page }) => `${deck}/${page}`;

function marksOf(event) {
  const texts = [...(event.texts ?? [])];
  const pressures = event.pressures?.length ? event.pressures : event.points.map(() => "");
  const length = Math.min(event.looks.length, event.points.length, pressures.length);
  const marks = new Map();
  for (let place = 0; place < length; place++) {
    const { tool = "pen", ink = 0, width = 25 } = event.looks[place];
    const text = tool === "text" ? (texts.shift() ?? "") : "";
    const [points, pressure] = [event.points[place], pressures[place]];
    const mark = { author: event.by ?? "", look: { tool, ink, width }, points, pressure, text, across: 0, down: 0 };
    marks.set(event.seq * 64 + place, mark);
  }
  return marks;
}

export class Ink {
  pages = new Map();
  cleared = new Map();
  drawers = [];
  count = 0;
  length = 0;

  apply(event) {
    const key = keyOf(event);
    const marks = this.pages.get(key) ?? new Map();
    switch (event.t) {
      case "ink_drawn": {
        const made = marksOf(event);
        this.pages.set(key, new Map([...marks, ...made]));
        this.count += made.size;
        for (const { points, pressure } of made.values()) this.length += [...points].length + [...pressure].length;
        break;
      }
      case "ink_rubbed_out":
        for (const number of event.marks) marks.delete(number);
        break;
      case "ink_moved":
        for (const number of event.marks) {
          const mark = marks.get(number);
          if (!mark) continue;
          mark.across += event.across ?? 0;
          mark.down += event.down ?? 0;
        }
        break;
      case "page_cleared": {
        const goes = ([, mark]) => !event.whose || mark.author === event.whose;
        this.cleared.set(key, { event: event.seq, marks: new Map([...marks].filter(goes)) });
        this.pages.set(key, new Map([...marks].filter((one) => !goes(one))));
        break;
      }
      case "ink_restored": {
        const cleared = this.cleared.get(key);
        if (cleared?.event !== event.cleared) break;
        this.cleared.delete(key);
        this.pages.set(key, new Map([...cleared.marks, ...marks].sort(([a], [b]) => a - b)));
        break;
      }
      case "ink_granted":
        this.drawers = [...(event.accounts ?? [])];
        break;
      case "person_removed":
        this.drawers = this.drawers.filter((account) => account !== event.account);
        break;
      case "deck_removed":
        for (const kept of [this.pages, this.cleared])
          for (const page of [...kept.keys()]) if (page.startsWith(`${event.deck}/`)) kept.delete(page);
        break;
    }
  }
}
