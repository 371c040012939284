/** What is shown: the filters and the point in hand. It lives in the address, so it survives a reload and can be sent. */
import type { Query } from "./api";

/** Filters that stand in the address under their own names. */
const FILTERS = ["territory", "program", "state", "kind", "channel", "language", "verification", "provision", "due", "assignee", "tag", "group", "order"] as const;
export type Filter = (typeof FILTERS)[number];

/** What still wants a decision: the filter that the workspace opens with. */
export const OPEN_STATES = "new,in_work";

class View {
  #parameters = $state(new URLSearchParams(location.search));

  constructor() {
    addEventListener("popstate", () => {
      this.#parameters = new URLSearchParams(location.search);
    });
  }

  get(name: Filter | "point" | "flat"): string {
    return this.#parameters.get(name) ?? "";
  }

  /** The states in the filter; an address that says nothing means what is open. */
  get states(): string {
    return this.#parameters.get("state") ?? OPEN_STATES;
  }

  set(changes: Partial<Record<Filter | "point" | "flat", string>>, history: "push" | "replace" = "push"): void {
    const next = new URLSearchParams(this.#parameters);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    this.#parameters = next;
    const address = `${location.pathname}${next.size ? `?${next}` : ""}`;
    if (history === "push") window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }

  /** The filters as the API takes them. */
  query(): Query {
    const query: Record<string, string | boolean> = { state: this.states, collapsed: this.get("flat") === "" };
    for (const name of FILTERS) {
      const value = this.#parameters.get(name);
      if (value && name !== "state") query[name] = value;
    }
    if (this.states === "all") delete query["state"];
    return query as Query;
  }
}

export const view = new View();
