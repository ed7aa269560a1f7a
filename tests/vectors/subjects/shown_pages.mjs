// For how long each page was before the class: docs/protocol/shown_pages.md.
import { pageKey } from "./slides.mjs";

export class ShownPages {
  shown = new Map();
  page = "";
  since = 0;
  deck = "";
  last = new Map();
  at_end = "";

  apply(event) {
    const { at } = event;
    switch (event.t) {
      case "stage_set":
        this.#end(at);
        this.#begin(event.kind === "page" ? (event.of ?? "") : "", at);
        break;
      case "page_shown":
        this.last.set(String(event.deck), pageKey(event.deck, event.page));
        if (String(event.deck) === this.deck) {
          this.#end(at);
          this.#begin(this.deck, at);
        }
        break;
      case "deck_removed": {
        const deck = String(event.deck);
        if (deck === this.deck) {
          this.#end(at);
          this.deck = "";
        }
        this.last.delete(deck);
        for (const page of [...this.shown.keys()]) if (page.startsWith(pageKey(deck, ""))) this.shown.delete(page);
        break;
      }
      case "relay_reopened":
        if (this.page) {
          this.#end(event.down_since);
          this.#begin(this.deck, at);
        }
        break;
      case "session_ended":
        this.#end(at);
        this.at_end = this.deck;
        this.deck = "";
        break;
      case "session_reopened":
        this.#begin(this.at_end, at);
        this.at_end = "";
        break;
    }
  }

  #begin(deck, at) {
    this.deck = deck;
    this.page = this.last.get(deck) ?? "";
    if (!this.page) return;
    if (!this.shown.has(this.page)) this.shown.set(this.page, 0);
    this.since = at;
  }

  #end(at) {
    if (!this.page) return;
    this.shown.set(this.page, this.shown.get(this.page) + Math.max(0, at - this.since));
    this.page = "";
  }
}
