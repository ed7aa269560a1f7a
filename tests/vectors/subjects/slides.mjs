// Decks of pages: docs/protocol/slides.md.
const GROUNDS = ["blank", "lines", "squares", "dots", "dark"];
const any = () => true;
export const fits = {
  deck_added: any,
  pages_added: ({ pages }) => pages.every(({ ground }) => ground == null || GROUNDS.includes(ground)),
  deck_finished: any,
  deck_set: any,
  deck_removed: any,
  page_shown: any,
  view_shown: any,
  note_set: any,
};
export const counts = { deck_added: () => ["decks"] };

const WIDTH = 16000;
const WHOLE = { x: 0, y: 0, width: WIDTH };
const file = (named) => (named ? { hash: named.hash, size: named.size, kind: named.kind ?? "" } : null);
export const pageKey = (deck, page) => `${deck}/${page}`;

export class Slides {
  decks = new Map();
  notes = new Map();

  apply(event) {
    switch (event.t) {
      case "deck_added": {
        const { seq, by = "", at, name = "", expected = 0 } = event;
        this.decks.set(seq, {
          name, author: by, at, expected, original: file(event.original), pages: new Map(), order: [],
          texts: null, finished: false, look_ahead: false, download: false, page: 0, view: { ...WHOLE },
          seen: new Set(), told_by: [seq],
        });
        break;
      }
      case "deck_removed":
        this.decks.delete(event.deck);
        for (const key of [...this.notes.keys()]) if (key.startsWith(pageKey(event.deck, ""))) this.notes.delete(key);
        break;
      case "note_set": {
        const key = pageKey(event.deck, event.page);
        this.notes.delete(key);
        if (event.text) this.notes.set(key, event.text);
        break;
      }
      default: {
        const deck = this.decks.get(event.deck);
        if (deck) this.#change(deck, event);
      }
    }
  }

  #change(deck, event) {
    switch (event.t) {
      case "pages_added": {
        const numbers = event.pages.map((page, place) => event.first + place);
        event.pages.forEach((page, place) => {
          const { width = 1600, height = 900, ground = null } = page;
          const pictures = { picture: file(page.picture), thumbnail: file(page.thumbnail) };
          deck.pages.set(numbers[place], { ...pictures, width, height, ground });
        });
        const behind = event.behind ?? null;
        const found = deck.pages.has(behind) ? deck.order.indexOf(behind) + 1 : 0;
        deck.order.splice(behind === null ? deck.order.length : found, 0, ...numbers);
        deck.told_by.push(event.seq);
        break;
      }
      case "deck_finished":
        deck.texts = file(event.texts);
        deck.finished = true;
        deck.told_by.push(event.seq);
        break;
      case "deck_set":
        deck.look_ahead = event.look_ahead ?? false;
        deck.download = event.download ?? false;
        break;
      case "page_shown":
        deck.page = event.page;
        deck.view = { ...WHOLE };
        deck.seen.add(event.page);
        break;
      case "view_shown":
        if (event.page === deck.page) deck.view = { x: event.x ?? 0, y: event.y ?? 0, width: event.width ?? WIDTH };
        break;
    }
  }
}
