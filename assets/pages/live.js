// Says at a field, a moment after the last key, what the service makes of what
// is typed. Nothing waits for it: without scripts, or without an answer, the
// form works all the same.
for (const form of document.querySelectorAll("form[data-live]")) {
  const pause = 600; // milliseconds
  const lives = [...form.querySelectorAll(".live")];
  let timer, asking;

  const line = ({ good, text }) => {
    const span = document.createElement("span");
    span.className = good ? "good" : "missing";
    span.textContent = text;
    return span;
  };
  // What has not changed is not said again.
  const say = (live, remarks) => {
    const lines = (remarks ?? []).map(line);
    if (lines.map((l) => l.outerHTML).join("") !== live.innerHTML) live.replaceChildren(...lines);
    if (lines.length === 0) return;
    // What the page said of an earlier try no longer holds.
    document.getElementById(live.dataset.of + "-fault")?.remove();
    document.getElementById(live.dataset.of).removeAttribute("aria-invalid");
  };
  const ask = async () => {
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(location.pathname + "/check?lang=" + document.documentElement.lang, {
        method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "error", signal: mine.signal,
      });
      const found = answer.ok ? await answer.json() : {};
      for (const live of lives) say(live, found[live.dataset.of]);
    } catch {
      if (!mine.signal.aborted) for (const live of lives) say(live, []);
    }
  };

  for (const live of lives) live.hidden = false;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    asking?.abort();
  });
}
