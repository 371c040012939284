/** The JSON API, with the token of the one who works here. */
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "../../api/schema";

export type PointItem = components["schemas"]["PointItemResponse"];
export type Point = components["schemas"]["PointResponse"];
export type Facets = components["schemas"]["FacetsResponse"];
export type Facet = components["schemas"]["FacetResponse"];
export type MyDay = components["schemas"]["MyDayResponse"];
export type Template = components["schemas"]["TemplateResponse"];
export type Disposition = components["schemas"]["DispositionWord"];

/** What went wrong, in the words of the catalogue: `problem-CODE`, `help-CODE`. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(code);
  }
}

let token: string | undefined;

/** A short token for the session of this browser. Without a session the sign-in page takes over and leads back here. */
async function renew(): Promise<string> {
  const answer = await fetch(`/${document.documentElement.lang}/me/token`, { method: "POST" });
  if (answer.status === 401) {
    const back = encodeURIComponent(location.pathname + location.search);
    location.assign(`/${document.documentElement.lang}/sign-in?next=${back}`);
  }
  if (!answer.ok) throw new ApiError("unauthenticated", answer.status);
  const { access_token } = (await answer.json()) as { access_token: string };
  token = access_token;
  return access_token;
}

const authorization: Middleware = {
  async onRequest({ request }) {
    request.headers.set("authorization", `Bearer ${token ?? (await renew())}`);
    return request;
  },
};

const client = createClient<paths>({
  baseUrl: location.origin,
  // One more try with a fresh token: it lives for minutes, a working day for hours.
  fetch: async (request) => {
    const again = request.clone();
    const answer = await fetch(request);
    if (answer.status !== 401) return answer;
    again.headers.set("authorization", `Bearer ${await renew()}`);
    return fetch(again);
  },
});
client.use(authorization);

/** The body of an answer, or the problem as an error. A connection that fails is `offline`. */
async function result<T>(
  request: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  let answer;
  try {
    answer = await request;
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw new ApiError("offline", 0);
  }
  if (!answer.response.ok) {
    const problem = answer.error as { code?: string } | undefined;
    throw new ApiError(problem?.code ?? "internal", answer.response.status);
  }
  return answer.data as T;
}

export type Query = NonNullable<paths["/api/v1/points"]["get"]["parameters"]["query"]>;

export const api = {
  day: () => result(client.GET("/api/v1/desk")),
  points: (query: Query) => result(client.GET("/api/v1/points", { params: { query } })),
  facets: (query: Query) => result(client.GET("/api/v1/points/facets", { params: { query } })),
  point: (id: string) => result(client.GET("/api/v1/points/{id}", { params: { path: { id } } })),
  templates: (id: string) => result(client.GET("/api/v1/programs/{id}/templates", { params: { path: { id } } })),
  decide: (id: string, body: components["schemas"]["DecisionBody"]) =>
    result(client.POST("/api/v1/programs/{id}/decisions", { params: { path: { id } }, body })),
  approve: (id: string) => result(client.POST("/api/v1/decisions/{id}/approval", { params: { path: { id } } })),
  publish: (id: string) => result(client.POST("/api/v1/decisions/{id}/publication", { params: { path: { id } } })),
  undo: (id: string) => result(client.DELETE("/api/v1/decisions/{id}", { params: { path: { id } } })),
  assign: (id: string, points: string[], assignee: string | null) =>
    result(client.POST("/api/v1/programs/{id}/assignments", { params: { path: { id } }, body: { points, assignee } })),
  putOff: (id: string, points: string[], until: string | null) =>
    result(client.POST("/api/v1/programs/{id}/put-off", { params: { path: { id } }, body: { points, until } })),
  tag: (id: string, points: string[], tag: string) =>
    result(client.POST("/api/v1/programs/{id}/tags", { params: { path: { id } }, body: { points, tag } })),
  untag: (id: string, points: string[], tag: string) =>
    result(client.DELETE("/api/v1/programs/{id}/tags", { params: { path: { id } }, body: { points, tag } })),
  note: (id: string, text: string) =>
    result(client.POST("/api/v1/points/{id}/notes", { params: { path: { id } }, body: { text } })),
  split: (id: string, cuts: number[]) =>
    result(client.POST("/api/v1/contributions/{id}/points", { params: { path: { id } }, body: { cuts } })),
  group: (id: string, points: string[]) =>
    result(client.POST("/api/v1/programs/{id}/groups", { params: { path: { id } }, body: { points } })),
  ungroup: (id: string, points: string[]) =>
    result(client.DELETE("/api/v1/programs/{id}/groups", { params: { path: { id } }, body: { points } })),
};
