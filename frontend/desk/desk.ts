import "./workspace.css";
import { mount } from "svelte";
import Desk from "./Desk.svelte";
import { loadTexts } from "./lib/texts";

const root = document.querySelector<HTMLElement>("#desk");
if (root) {
  await loadTexts(document.documentElement.lang === "ru" ? "ru" : "kk");
  root.replaceChildren();
  mount(Desk, { target: root });
}
