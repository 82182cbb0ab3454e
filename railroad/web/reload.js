// Keeps a page of the development server as its grammar is: asks twice a second what state the grammar is
// in, and when that has changed puts the new page in the place of the old one, pictures ready, nothing moved.
// A mistake stands above the pictures of before it, so that one can mend it with them in sight.
"use strict";
(() => {
  const script = document.currentScript;
  const here = location.href.replace(/#.*/s, "");
  const question = new URL(`state?path=${script.dataset.path}`, script.src);
  let state = script.dataset.state;
  let busy = false;

  const silence = document.createElement("p");
  silence.id = "silence";
  silence.setAttribute("role", "status");
  silence.textContent = "The server does not answer. This page is as it was.";

  async function look() {
    if (busy || document.hidden) return;
    busy = true;
    try {
      const answer = await fetch(question, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.text();
      silence.remove();
      if (found !== state) {
        await renew();
        state = found;
      }
    } catch {
      document.body.prepend(silence);
    } finally {
      busy = false;
    }
  }

  async function renew() {
    const answer = await fetch(here, { cache: "no-store", headers: { Accept: "text/html" } });
    if (answer.status >= 500) throw new Error(answer.status); // busy: another time
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const old = document.querySelector("main");
    const main = document.importNode(fresh.querySelector("main"), true);
    const problems = main.querySelectorAll(".problem");
    if (problems.length && old.querySelector("figure")) {
      old.querySelectorAll(".problems, .warning").forEach((each) => each.remove());
      const told = document.createElement("div");
      told.className = "problems";
      told.append(...problems);
      old.querySelector("figure").before(told);
      old.classList.add("stale");
      return;
    }
    await Promise.all(Array.from(main.querySelectorAll("figure"), (figure) => ready(figure, old)));
    old.replaceWith(main);
    document.title = fresh.title;
  }

  // Gives a figure's pictures addresses that no cache knows, and waits for them if the old ones are in sight or
  // were.
  async function ready(figure, old) {
    const anew = (address) => `${address}${address.includes("?") ? "&" : "?"}-=${Date.now()}`;
    const picture = figure.querySelector("img");
    figure.querySelectorAll("source").forEach((each) => (each.srcset = anew(each.getAttribute("srcset"))));
    picture.src = anew(picture.getAttribute("src"));
    const before = old.querySelector(`#${CSS.escape(figure.id)} img`);
    if (!before?.complete || !before.naturalWidth) return;
    picture.loading = "eager";
    await Promise.race([picture.decode().catch(() => {}), new Promise((done) => setTimeout(done, 3000))]);
  }

  setInterval(look, 500);
  document.addEventListener("visibilitychange", look);
})();
