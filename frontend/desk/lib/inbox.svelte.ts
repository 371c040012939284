/** The list of points: pages are fetched as they are scrolled to, and kept until the filters change. */
import { api, ApiError, type Facets, type PointItem } from "./api";
import { view } from "./state.svelte";

const PAGE = 100;

class Inbox {
  items = $state<PointItem[]>([]);
  facets = $state<Facets>();
  loading = $state(false);
  failed = $state<string>();
  #cursor: string | null = null;
  #complete = false;
  /** Counts the loads, so that an answer to an older question is dropped. */
  #load = 0;

  /** Reads the list anew under the present filters. What is shown stays until the answer is there. */
  async reload(): Promise<void> {
    const load = ++this.#load;
    this.loading = true;
    this.failed = undefined;
    try {
      const query = view.query();
      const [page, facets] = await Promise.all([api.points({ ...query, limit: PAGE }), api.facets(query)]);
      if (load !== this.#load) return;
      this.items = page.items;
      this.facets = facets;
      this.#cursor = page.next_cursor ?? null;
      this.#complete = this.#cursor === null;
    } catch (cause) {
      if (load === this.#load) this.failed = cause instanceof ApiError ? cause.code : "internal";
    } finally {
      if (load === this.#load) this.loading = false;
    }
  }

  async more(): Promise<void> {
    if (this.loading || this.#complete || !this.#cursor) return;
    const load = this.#load;
    this.loading = true;
    try {
      const page = await api.points({ ...view.query(), limit: PAGE, cursor: this.#cursor });
      if (load !== this.#load) return;
      this.items.push(...page.items);
      this.#cursor = page.next_cursor ?? null;
      this.#complete = this.#cursor === null;
    } catch (cause) {
      if (load === this.#load) this.failed = cause instanceof ApiError ? cause.code : "internal";
    } finally {
      if (load === this.#load) this.loading = false;
    }
  }

  /** Takes rows out that are done with; returns the row that follows the first of them. */
  remove(ids: ReadonlySet<string>): PointItem | undefined {
    const first = this.items.findIndex((item) => ids.has(item.id));
    this.items = this.items.filter((item) => !ids.has(item.id));
    if (this.items.length < PAGE / 2) void this.more();
    return this.items[Math.min(first, this.items.length - 1)];
  }
}

export const inbox = new Inbox();
